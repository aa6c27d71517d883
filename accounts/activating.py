"""Taking over an account that somebody opened for you: with a code on paper, or a letter by mail.

Only an account that nobody has used yet can be taken over: with a code for one in use, whoever prints it could
be that person.
"""

import datetime as dt
from collections.abc import Iterable
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import ActivationCode, Notice, User
from accounts.sign_in import AccountAdapter
from accounts.telephones import read_phone
from accounts.telling import register_words, tell
from kit.codes import new_code, read_code

INVITED = "accounts.invited"
# Sixty bits, beside the limits of guessing; three groups of four are still easily typed.
CODE_LENGTH = 12
GROUP = 4
# What make_password(None) begins with: no password fits.
_NO_PASSWORD = "!"  # noqa: S105
_BATCH = 1_000
People = TypeVar("People", bound="models.QuerySet[User]")

register_words(
    INVITED,
    gettext_lazy("An account for you"),
    gettext_lazy(
        "%(agency)s has opened a learning account for you. Press the button, type this e-mail address, and you are "
        "sent a link to choose a password. Then sign in with this address and that password."
    ),
)


class CannotActivate(Exception):
    """The account stays as it is. One sentence for every reason: a stranger learns nothing about accounts."""


def is_unused(person: User) -> bool:
    """Whether nobody has taken the account over yet."""
    return person.last_login is None and not person.is_superuser and person.password.startswith(_NO_PASSWORD)


def unused(people: People) -> People:
    """Those of `people` whose accounts nobody has taken over yet."""
    return people.filter(last_login=None, is_superuser=False, is_active=True, password__startswith=_NO_PASSWORD)


@transaction.atomic
def give_codes(*, people: "models.QuerySet[User]", by: User, at: dt.datetime) -> list[tuple[User, str]]:
    """A new code for each of `people` whose account is unused; it is shown this once. Codes of before end.

    Called twice, the second codes count. The caller has made sure that `by` looks after these people.
    """
    keys = list(people.values_list("pk", flat=True))
    given: list[tuple[User, str]] = []
    for start in range(0, len(keys), _BATCH):
        part = unused(User.objects.filter(pk__in=keys[start : start + _BATCH])).order_by("pk")
        locked = list(part.select_for_update(of=("self",)))
        given += [(person, new_code(CODE_LENGTH)) for person in locked]
        ActivationCode.objects.filter(person__in=locked, ended_at=None, used_at=None).update(ended_at=at)
    until = at + dt.timedelta(days=settings.ACTIVATION_DAYS)
    ActivationCode.objects.bulk_create(
        (
            ActivationCode(person=person, digest=_digest(person, code), given_by=by, given_at=at, expires_at=until)
            for person, code in given
        ),
        batch_size=_BATCH,
    )
    return given


def in_groups(code: str) -> str:
    """As it is printed: 7K3M-9QTX-2B4C."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def invite_by_mail(*, people: Iterable[User], agency: str, at: dt.datetime) -> int:
    """Write to those of `people` who have an address and an unused account; once a day. Returns how many."""
    invited = [person for person in people if person.email and is_unused(person)]
    about = f"{INVITED}:{at:%Y-%m-%d}"
    tell(people=invited, kind=INVITED, key=about, url=reverse("account_reset_password"), at=at, agency=agency)
    # Whoever has come in needs not be told on the desk how to.
    Notice.objects.filter(kind=INVITED, seen_at=None, person__in=invited).update(seen_at=at)
    return len(invited)


@transaction.atomic
def activate(*, login: str, typed: str, password: str, at: dt.datetime) -> User:
    """Set the password of the account that the code was given for. The code works once.

    `login` is a user name or telephone number. Raises CannotActivate, and ValidationError for a weak password.
    """
    person = _find(login)
    code = read_code(typed, CODE_LENGTH)
    # A wrong name costs as much time as a wrong code.
    digest = _digest(person or User(pk=0), code or "")
    given = ActivationCode.objects.select_for_update(of=("self",)).filter(
        person=person, ended_at=None, used_at=None, expires_at__gt=at
    )
    found = given.first() if person else None
    if person is None or found is None or not is_unused(person) or not constant_time_compare(found.digest, digest):
        raise CannotActivate(
            _("This user name and this code do not belong together, or the code is used or too old. Ask for a new one.")
        )
    validate_password(password, person)
    AccountAdapter().set_password(person, password)
    found.used_at = at
    found.save(update_fields=["used_at"])
    return person


def _find(login: str) -> User | None:
    login = login.strip()
    phone = read_phone(login) if login[:1] in ("+", "0") else None
    known = Q(username__iexact=login) | Q(phone=phone) if phone else Q(username__iexact=login)
    people = list(User.objects.select_for_update(of=("self",)).filter(known, is_active=True).order_by("pk")[:2])
    return people[0] if len(people) == 1 else None


def _digest(person: User, code: str) -> str:
    return salted_hmac("accounts.activating", f"{person.pk}:{code}", algorithm="sha256").hexdigest()
