"""Who a session belongs to, without asking the database: for the few views that must be very cheap.

`request.user` costs a query of its own. A view that reads the person's row anyway can take the id from the
session and put what it read before `is_still_good`: a session that was ended is not there any more, and one
opened with an old password, or of a person who was shut out, is refused as Django itself would.
"""

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import User


def person_id_of(request: HttpRequest) -> int | None:
    """The id in the visitor's session, not yet checked (`is_still_good`); None for a stranger."""
    try:
        return int(request.session[SESSION_KEY]) if BACKEND_SESSION_KEY in request.session else None
    except (KeyError, ValueError):
        return None


# Session hash → the stored password it belongs to. The one follows from the other and the site's key alone.
_known: dict[str, str] = {}
MOST_KNOWN = 10_000


def known_password(request: HttpRequest) -> str | None:
    """The stored password that this process has found the visitor's session good for; None: not seen yet.

    A statement that finds the person by id and by this password, while active, needs no `is_still_good` before it.
    """
    return _known.get(request.session.get(HASH_SESSION_KEY, ""))


def is_still_good(session: SessionBase, *, password: str, is_active: bool) -> bool:
    """Whether the session still signs in the person whose stored `password` and `is_active` these are."""
    person = User(password=password)
    kept = session.get(HASH_SESSION_KEY, "")
    hashes = (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())
    if not any(constant_time_compare(kept, good) for good in hashes):
        return False
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known[kept] = password
    return is_active
