"""A person wants their data erased: asked, decided, carried out after days in which it can be taken back.

Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 4 and 14; Nghị định 356/2025/NĐ-CP, Điều 5. Who never worked for an
agency decides alone; for others an officer looks at the records first (workforce.erasure_deciding). What goes and what
stays is told by the apps (accounts.personal_data; decision 0045).
"""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.emptying import erase_all
from accounts.models import ErasureRequest, Notice, User
from accounts.personal_data import CannotEraseNow, hindrances, needs_officer
from accounts.signals import erasure_asked
from accounts.telling import register_words, tell

logger = logging.getLogger(__name__)
State = ErasureRequest.State
ACCEPTED, REFUSED = "accounts.erasure_accepted", "accounts.erasure_refused"

register_words(
    ACCEPTED,
    gettext_lazy("Your data will be erased on %(day)s"),
    gettext_lazy(
        "As you asked, your data will be erased on %(day)s, and your account closed. It cannot be brought back. Until "
        "then you can change your mind: press the button. If you did not ask for this, do so now and choose a new "
        "password. This is the last letter we can send you."
    ),
)
register_words(
    REFUSED,
    gettext_lazy("Your data stay for now"),
    gettext_lazy("You asked for your data to be erased. That cannot be done now, because: %(reason)s"),
)


class CannotErase(Exception):
    """The request is refused, or is no longer there to be decided; the message says why."""


@transaction.atomic
def ask_to_be_erased(*, person: User, at: dt.datetime) -> ErasureRequest:
    """Ask for the data of `person` to be erased. Harmless twice: the open request is returned.

    Who never worked for an agency has thereby decided. Raises CannotErase while something hinders it.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    asked = ErasureRequest.objects.open().filter(person=person).first()
    if asked is not None:
        return asked
    _refuse_hindered(person, at)
    asked = ErasureRequest.objects.create(person=person, asked_at=at)
    log(asked, "accounts.ask_to_be_erased", user=person, timestamp=at)
    if not needs_officer(person):
        return _accept(asked, by=person, at=at)
    erasure_asked.send(ErasureRequest, request=asked)
    return asked


@transaction.atomic
def accept_erasure(*, request: ErasureRequest, by: User, at: dt.datetime) -> ErasureRequest:
    """Decide that the data are erased, settings.ERASURE_REFLECTION_DAYS from now. Harmless twice.

    The caller has made sure that `by` may decide it. Raises CannotErase for one that is decided otherwise, or hindered.
    """
    locked = _lock(request)
    if locked.state == State.ACCEPTED:
        return locked
    _refuse_decided(locked)
    _refuse_hindered(locked.person, at)
    return _accept(locked, by=by, at=at)


@transaction.atomic
def refuse_erasure(*, request: ErasureRequest, reason: str, by: User | None, at: dt.datetime) -> ErasureRequest:
    """Decide that the data stay, for a `reason` that the person reads (Luật 91/2025/QH15, Điều 14). Harmless twice.

    The caller has made sure that `by` may decide it. Raises CannotErase for one that is decided otherwise.
    """
    locked = _lock(request)
    if locked.state == State.REFUSED:
        return locked
    _refuse_decided(locked)
    if not reason.strip():
        raise CannotErase(_("Say why the data must stay, in words for the person."))
    return _refuse(locked, reason=reason.strip()[:500], by=by, at=at)


@transaction.atomic
def take_back_request(*, person: User, at: dt.datetime) -> None:
    """Change one's mind: everything stays as it is. Harmless twice, and when nothing was asked."""
    found = ErasureRequest.objects.open().select_for_update(of=("self",)).filter(person=person).first()
    if found is None:
        return
    found.state, found.ended_at = State.TAKEN_BACK, at
    found.save(update_fields=["state", "ended_at"])
    Notice.objects.filter(person=person, kind=ACCEPTED, mailed_at=None).update(mail_wanted=False)
    log(found, "accounts.take_back_erasure", user=person, timestamp=at)


def open_request_of(person: User) -> ErasureRequest | None:
    return ErasureRequest.objects.open().filter(person=person).first()


def carry_out_erasures(*, limit: int, at: dt.datetime) -> int:
    """Erase for up to `limit` requests whose day has come, one transaction each; how many. May run twice at once."""
    due = ErasureRequest.objects.filter(state=State.ACCEPTED, due_at__lte=at).order_by("due_at", "pk")
    done = 0
    for request in list(due[:limit]):
        try:
            done += carry_out(request=request, at=at)
        except CannotEraseNow as error:
            logger.warning("The data of request %s could not be erased (%s); tried again later.", request.pk, error)
    return done


@transaction.atomic
def carry_out(*, request: ErasureRequest, at: dt.datetime) -> bool:
    """Erase what may go of an accepted request whose day has come; whether it was done. Harmless twice.

    Waits for the letter that says so, as long as that is tried. What hinders it by now, as a new employment,
    ends in a refusal. Raises CannotEraseNow.
    """
    locked = _lock(request)
    if locked.state != State.ACCEPTED or locked.due_at is None or locked.due_at > at or _letter_waits(locked.person):
        return False
    if hindered := hindrances(locked.person, on=localdate(at)):
        _refuse(locked, reason=" ".join(hindered)[:500], by=None, at=at)
        return False
    erase_all(person=locked.person, decided_by=locked.decided_by, at=at)
    locked.state, locked.ended_at = State.DONE, at
    locked.save(update_fields=["state", "ended_at"])
    log(locked, "accounts.erase", user=locked.decided_by, timestamp=at)
    # For whoever restores a backup from before this moment: these are to be erased once more (docs/operations.md).
    transaction.on_commit(lambda: logger.info("The data of person %s were erased.", locked.person_id))
    return True


@transaction.atomic
def erase_again(*, person: User, by: User, at: dt.datetime) -> bool:
    """After a restore from a backup: erase at once what was erased before, without another letter. Harmless twice.

    Raises CannotErase when something hinders it, CannotEraseNow.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.erased_at is not None:
        return False
    _refuse_hindered(person, at)
    asked, _made = ErasureRequest.objects.open().get_or_create(person=person, defaults={"asked_at": at})
    asked.state, asked.decided_by, asked.decided_at, asked.due_at = State.ACCEPTED, by, at, at
    asked.save(update_fields=["state", "decided_by", "decided_at", "due_at"])
    Notice.objects.filter(person=person, kind=ACCEPTED).update(mail_wanted=False)
    return carry_out(request=asked, at=at)


def _lock(request: ErasureRequest) -> ErasureRequest:
    """The person first, as everybody who writes about a person does; then the request."""
    person = User.objects.select_for_update(of=("self",)).get(pk=request.person_id)
    locked = ErasureRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    locked.person = person
    return locked


def _refuse_hindered(person: User, at: dt.datetime) -> None:
    if hindered := hindrances(person, on=localdate(at)):
        raise CannotErase(" ".join(hindered))


def _refuse_decided(request: ErasureRequest) -> None:
    if request.state != State.WAITING:
        raise CannotErase(_("This request no longer waits for a decision."))


def _accept(asked: ErasureRequest, *, by: User, at: dt.datetime) -> ErasureRequest:
    asked.state, asked.decided_by, asked.decided_at = State.ACCEPTED, by, at
    asked.due_at = at + dt.timedelta(days=settings.ERASURE_REFLECTION_DAYS)
    asked.save(update_fields=["state", "decided_by", "decided_at", "due_at"])
    log(asked, "accounts.accept_erasure", user=by, timestamp=at)
    _tell(asked, ACCEPTED, {"day": date_format(localtime(asked.due_at), "d/m/Y")}, at)
    return asked


def _refuse(asked: ErasureRequest, *, reason: str, by: User | None, at: dt.datetime) -> ErasureRequest:
    asked.state, asked.decided_by, asked.decided_at, asked.reason = State.REFUSED, by, at, reason
    asked.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    log(asked, "accounts.refuse_erasure", user=by, timestamp=at)
    _tell(asked, REFUSED, {"reason": reason}, at)
    return asked


def _tell(asked: ErasureRequest, kind: str, words: dict[str, Any], at: dt.datetime) -> None:
    url = reverse("accounts:own_data")
    tell(people=[asked.person], kind=kind, key=f"{kind}:{asked.pk}", url=url, at=at, **words)


def _letter_waits(person: User) -> bool:
    waiting = Notice.objects.filter(person=person, kind=ACCEPTED, mail_wanted=True, mailed_at=None)
    return bool(person.email) and waiting.filter(mail_tries__lt=settings.MAIL_TRIES).exists()
