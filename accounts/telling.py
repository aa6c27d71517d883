"""Telling a person something: kept as a row in the transaction that decides it, shown on the desk, sent by mail.

An app registers the words of each kind once, when it starts:

    register_words("courses.task_returned", _("Your work has come back: %(task)s"), _("%(teacher)s has …"))
"""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from kombu.exceptions import OperationalError as BrokerDown

from accounts.models import Notice, User

logger = logging.getLogger(__name__)
_Words = str | Promise
_WORDS: dict[str, tuple[_Words, _Words]] = {}


@dataclass(frozen=True)
class Told:
    """A notice in the language in force."""

    pk: int
    title: str
    text: str
    url: str
    told_at: dt.datetime


def register_words(kind: str, title: _Words, text: _Words) -> None:
    """Name the words of a kind of notice; lazy translations with %(name)s places. Harmless twice."""
    _WORDS[kind] = (title, text)


def tell(
    *, people: Iterable[User], kind: str, key: str, url: str, at: dt.datetime, mail: bool = True, **words: str
) -> None:
    """Tell each of `people` once; `key` says what about, so that telling twice is harmless.

    `url` is an address of ours beginning with a slash. Call it inside the transaction that decides: the mail
    leaves after the commit, and a sweep sends what was lost on the way.
    """
    if kind not in _WORDS:
        raise KeyError(f"No words are registered for {kind}.")
    Notice.objects.bulk_create(
        (
            Notice(
                person=person,
                kind=kind,
                key=f"{key}:{person.pk}",
                words=words,
                url=url,
                told_at=at,
                mail_wanted=mail and bool(person.email),
            )
            for person in people
        ),
        ignore_conflicts=True,
    )
    transaction.on_commit(_ask_to_mail)


def _ask_to_mail() -> None:
    from accounts.tasks import mail_notices

    try:
        mail_notices.delay()
    except BrokerDown as error:
        logger.warning("The broker does not answer (%s); the sweep will send the mail.", error)


def in_words(notice: Notice) -> Told:
    """The notice in the language in force."""
    title, text = _WORDS.get(notice.kind, ("%(title)s", ""))
    words: Mapping[str, Any] = {"title": notice.kind, **notice.words}
    return Told(notice.pk, str(title) % words, str(text) % words, notice.url, notice.told_at)


def unseen_by(person: User, *, most: int = 20) -> list[Told]:
    """What `person` has not been shown yet, newest first. One query."""
    return [
        in_words(notice) for notice in Notice.objects.filter(person=person, seen_at=None).order_by("-told_at")[:most]
    ]


def note_seen(*, person: User, pk: int, at: dt.datetime) -> Notice | None:
    """Mark a notice of `person` as seen; harmless twice. None when there is no such notice of theirs."""
    Notice.objects.filter(person=person, pk=pk, seen_at=None).update(seen_at=at)
    return Notice.objects.filter(person=person, pk=pk).first()


def note_read(*, person: User, url: str, at: dt.datetime) -> None:
    """Mark what `person` was told about the page at `url` as seen, for it is open before them. Harmless twice."""
    Notice.objects.filter(person=person, url=url, seen_at=None).update(seen_at=at)


def mail_notices(*, limit: int, at: dt.datetime) -> int:
    """Send up to `limit` mails that wait, one transaction each; returns how many left.

    Marked after sending: a mail may go out twice when the process dies in between, but none is lost.
    One that fails is tried settings.MAIL_TRIES times.
    """
    sent = 0
    for _turn in range(limit):
        outcome = _mail_next(at)
        if outcome is None:
            break
        sent += outcome
    return sent


@transaction.atomic
def _mail_next(at: dt.datetime) -> bool | None:
    waiting = Notice.objects.filter(mailed_at=None, mail_wanted=True, mail_tries__lt=settings.MAIL_TRIES)
    lock = {"skip_locked": True} if connection.features.has_select_for_update_skip_locked else {}
    notice = (
        waiting.select_for_update(of=("self",), **lock).select_related("person").order_by("mail_tries", "pk").first()
    )
    if notice is None:
        return None
    notice.mail_tries += 1
    try:
        _send(notice)
    except OSError as error:
        logger.warning("A notice could not be mailed: %s", type(error).__name__)
        notice.save(update_fields=["mail_tries"])
        return False
    notice.mailed_at = at
    notice.save(update_fields=["mail_tries", "mailed_at"])
    return True


def _send(notice: Notice) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        told = in_words(notice)
        context = {"told": told, "person": notice.person, "link": f"{settings.BASE_URL}{told.url}"}
        mail = EmailMultiAlternatives(
            subject=f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{told.title}",
            body=render_to_string("accounts/email/notice.txt", context),
            to=[notice.person.email or ""],
        )
        mail.attach_alternative(render_to_string("accounts/email/notice.html", context), "text/html")
        mail.send()
