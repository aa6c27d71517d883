"""Who a session belongs to, without asking the database: for the few views that must be very cheap.

`request.user` costs a query of its own. A view that reads the person's row anyway can take the id from the
session and put what it read before `is_still_good`: a session that was ended is not there any more, and one
opened with an old password, or of a person who was shut out, is refused as Django itself would.

Sessions are rows of the database, with Redis as their cache. A process that has seen whose a session is spares
the store's answer too: its statement asks for the row.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import User


def person_id_of(request: HttpRequest) -> int | None:
    """The id in the visitor's session, not yet checked (`is_still_good`); None for a stranger."""
    try:
        return int(request.session[SESSION_KEY]) if BACKEND_SESSION_KEY in request.session else None
    except (KeyError, ValueError):
        return None


@dataclass(frozen=True)
class Holder:
    """Whose session this process has found it to be, and the stored password that it was good for."""

    person_id: int
    password: str


# Session key → its holder. A session never changes hands: whoever signs in gets a new key. Whether it still lives,
# with that password, is for the statement to say (IS_LIVE), so nothing kept here lets anybody in.
_holders: dict[str, Holder] = {}
MOST_KNOWN = 10_000
# SQL for a statement that must hold for a living session alone: its key, the moment.
IS_LIVE = f"EXISTS (SELECT 1 FROM {Session._meta.db_table} WHERE session_key = %s AND expire_date > %s)"  # noqa: S608


def session_key_of(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def known_holder(request: HttpRequest) -> Holder | None:
    """Who holds the visitor's session, without asking the store; None: not seen by this process yet.

    Good for a statement that finds the person by id and by this password, while active, and the session IS_LIVE.
    """
    return _holders.get(session_key_of(request))


def claimed_person_id(request: HttpRequest) -> int | None:
    """Whose session the visitor's is, not yet checked (`may_go_on`): as this process knows it, or as the store says."""
    holder = known_holder(request)
    return holder.person_id if holder else person_id_of(request)


def may_go_on(request: HttpRequest, person: User, session_lives: bool) -> bool:
    """Whether the visitor is this person, fresh from the database with whether the session's row IS_LIVE there.

    Asks the store only when this process has not seen the session, or has seen it with another password.
    """
    if known_holder(request) == Holder(person.pk, person.password):
        return session_lives and person.is_active
    return person_id_of(request) == person.pk and is_still_good(
        request.session, password=person.password, is_active=person.is_active
    )


def is_still_good(session: SessionBase, *, password: str, is_active: bool) -> bool:
    """Whether the session still signs in the person whose stored `password` and `is_active` these are."""
    person = User(password=password)
    kept = session.get(HASH_SESSION_KEY, "")
    hashes = (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())
    if not any(constant_time_compare(kept, good) for good in hashes):
        return False
    if session.session_key:
        if len(_holders) >= MOST_KNOWN:
            _holders.clear()
        _holders[session.session_key] = Holder(int(session[SESSION_KEY]), password)
    return is_active
