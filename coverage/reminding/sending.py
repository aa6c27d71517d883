"""Reminders are written down and handed to the channels: one message for a person and a day, whoever asks."""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from coverage.assigning.finding import Seen
from coverage.assigning.scope import may_assign
from coverage.assigning.standing import OPEN, list_standing, terms_of
from coverage.models import Reminder, ReminderDigest, ReminderRun, ReminderSending
from coverage.reminding.channels import CHANNELS, Message
from coverage.reminding.rules import is_quiet
from coverage.reminding.wanting import Wanted, in_order, wanted_on
from coverage.reminding.words import wording_of

logger = logging.getLogger(__name__)


class CannotRemind(Exception):
    """Nobody is reminded; the message says why."""


@dataclass(frozen=True)
class Reminded:
    """How many were told now, and how many had been told something that day already."""

    told: int
    told_already: int


def remind(*, at: dt.datetime) -> int:
    """Tell everybody whose time has come. Returns how many messages were made.

    Harmless twice, and at the same moment: who was told on this day is told no more, and nobody is told one
    step of one obligation twice. Nothing happens in the quiet hours.
    """
    day = timezone.localdate(at)
    if in_quiet_hours(at) or ReminderRun.objects.filter(day=day).exists():
        return 0
    wanted = wanted_on(day)
    people = User.objects.in_bulk(list(wanted))
    made = sum(_tell_or_log(people[number], found, day=day, at=at) for number, found in wanted.items())
    ReminderRun.objects.get_or_create(day=day, defaults={"finished_at": at, "messages": made})
    return made


def remind_now(*, seen: Seen, by: User, at: dt.datetime) -> Reminded:
    """Tell everyone of `seen` who has still to do it, because an officer asks. Who was told today is left in peace.

    Harmless twice on one day. Raises CannotRemind.
    """
    if not may_assign(by, seen.agency):
        raise CannotRemind(_("Only the HR officer of this agency, or of one above it, may do this."))
    if in_quiet_hours(at):
        words = _("Nobody is disturbed from %(begins)s:00 to %(ends)s:00. Please remind them by day.")
        raise CannotRemind(words % {"begins": settings.QUIET_FROM_HOUR, "ends": settings.QUIET_UNTIL_HOUR})
    day = timezone.localdate(at)
    terms = terms_of(seen.version)
    listed = list(
        list_standing(seen.version, day=day, agency=seen.agency, states=OPEN).filter(person__is_active=True)[
            : settings.REMIND_AT_ONCE + 1
        ]
    )
    if len(listed) > settings.REMIND_AT_ONCE:
        words = _("These are more than %(most)s people. Choose a smaller agency, or let the daily reminders do it.")
        raise CannotRemind(words % {"most": settings.REMIND_AT_ONCE})
    told = 0
    for job in listed:
        one = Wanted(
            recipient_id=job.person_id,
            assignment_id=seen.assignment.pk,
            course=seen.version.course.title,
            person_id=job.person_id,
            person_name=job.person.full_name,
            due_on=terms.due(job.joined_on, job.fact_on),  # type: ignore[attr-defined]
            step=None,
        )
        told += _tell(job.person, [one], day=day, at=at, by=by)
    data = {"told": told, "told_already": len(listed) - told, "agency": seen.agency.code}
    log(seen.assignment, "coverage.remind", user=by, timestamp=at, data=data)
    return Reminded(told, len(listed) - told)


def in_quiet_hours(at: dt.datetime) -> bool:
    hour = timezone.localtime(at).hour
    return is_quiet(hour, begins=settings.QUIET_FROM_HOUR, ends=settings.QUIET_UNTIL_HOUR)


def _tell_or_log(recipient: User, wanted: Sequence[Wanted], *, day: dt.date, at: dt.datetime) -> bool:
    """One person whose message cannot be made keeps nobody else from theirs; tomorrow it is tried again."""
    try:
        return _tell(recipient, wanted, day=day, at=at)
    except Exception:
        logger.exception("the reminder of person %s could not be made", recipient.pk)
        return False


def _tell(recipient: User, wanted: Sequence[Wanted], *, day: dt.date, at: dt.datetime, by: User | None = None) -> bool:
    """Write one message down and hand it to the channels, all in one transaction; False when there was one today."""
    try:
        with transaction.atomic():
            # The row is taken first: of two that try, the second waits here, and fails.
            digest = ReminderDigest.objects.create(recipient=recipient, day=day, made_at=at, by=by)
            Reminder.objects.bulk_create(
                Reminder(
                    digest=digest,
                    assignment_id=one.assignment_id,
                    person_id=one.person_id,
                    due_on=one.due_on,
                    step=one.step,
                    to_head=one.to_head,
                )
                for one in in_order(wanted)
            )
            _send(digest, recipient, wanted, at=at)
    except IntegrityError:
        return False
    return True


def _send(digest: ReminderDigest, recipient: User, wanted: Sequence[Wanted], *, at: dt.datetime) -> None:
    said = wording_of(wanted)
    message = Message(recipient=recipient, day=digest.day, kind=said.kind, url=said.url, at=at, words=said.words)
    for channel in CHANNELS.values():
        if channel.reaches(recipient):
            channel.send(message)
            ReminderSending.objects.create(digest=digest, channel=channel.name, sent_at=at)
