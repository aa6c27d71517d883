"""What a device did without a signal, told afterwards: heard once, judged by the server, answered one by one."""

import datetime as dt
import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from courses.enrolling import CannotEnrol, enrol, enrolment_of
from courses.models import CoursePage, Enrolment, OfflineEvent, StepProgress
from courses.outline import Step, outline_of
from courses.progress import complete_step, note_visit
from courses.published import edition
from courses.rules import counted_at

LONGEST_ID = 64
BLOCK_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


class BadBatch(Exception):
    """What was sent is not a batch of events, or too large a one; the message says so."""


class Skipped(Exception):
    """An event that does not count; the message says why."""


class State(StrEnum):
    TAKEN = "taken"
    ALREADY = "already"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Claim:
    """What a device says it did: at `at` by its own clock, under a name of its own choosing."""

    event_id: uuid.UUID
    course: str
    step: int
    kind: OfflineEvent.Kind
    at: dt.datetime
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What became of an event; `words` say why when it was skipped."""

    event: str
    state: State
    words: str = ""


def hear(*, person: User, events: Any, at: dt.datetime) -> list[Answer]:
    """Take a batch in the order in which the device did it. Harmless twice. Raises BadBatch.

    Each event is a transaction of its own: one that does not count never holds the others back.
    """
    if not isinstance(events, list) or len(events) > settings.OFFLINE_BATCH:
        raise BadBatch(_("This is not a list of at most %(most)s events.") % {"most": settings.OFFLINE_BATCH})
    return [_answer(person, event, at) for event in events]


def read_claim(event: Any) -> Claim:
    """An event as JSON brings it. Anything else raises one of Python's own errors for wrong types and values."""
    moment = parse_datetime(event["at"])
    # A telephone whose battery died begins again in 1970; years beyond are nobody's clock.
    if moment is None or moment.tzinfo is None or not 1970 <= moment.year <= 2100:
        raise ValueError("at")
    course, step, kind = event["course"], event["step"], OfflineEvent.Kind(event["kind"])
    if not isinstance(course, str) or type(step) is not int:
        raise TypeError("course, step")
    detail = {}
    if kind == OfflineEvent.Kind.CHECK:
        block, option = event["block"], event["option"]
        if not BLOCK_ID.fullmatch(block) or type(option) is not int or not 0 <= option < 1000:
            raise ValueError("block, option")
        detail = {"block": block, "option": option}
    return Claim(uuid.UUID(event["id"]), course, step, kind, moment.astimezone(dt.UTC), detail)


def _answer(person: User, event: Any, at: dt.datetime) -> Answer:
    name = str(event.get("id", ""))[:LONGEST_ID] if isinstance(event, dict) else ""
    try:
        claim = read_claim(event)
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
        return Answer(name, State.SKIPPED, _("This could not be read."))
    try:
        return Answer(name, take_event(person=person, claim=claim, at=at))
    except (Skipped, CannotEnrol) as refusal:
        return Answer(name, State.SKIPPED, str(refusal))


@transaction.atomic
def take_event(*, person: User, claim: Claim, at: dt.datetime) -> State:
    """Write the event down and let it count. Harmless twice: the first date stays. Raises Skipped, CannotEnrol."""
    course = edition().courses.get(claim.course)
    if course is None:
        raise Skipped(_("This course is not open at the moment."))
    if OfflineEvent.objects.filter(person=person, event_id=claim.event_id).exists():
        return State.ALREADY
    enrolment = _enrolment_for(person, course, at)
    enrolment = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    step = _step_that_counts(course, enrolment, claim)
    moment = counted_at(claimed=claim.at, not_before=_last_date(enrolment), now=at)
    _event, made = OfflineEvent.objects.get_or_create(
        person=person,
        event_id=claim.event_id,
        defaults={
            "enrolment": enrolment,
            "step_id": step.page.pk,
            "kind": claim.kind,
            "detail": claim.detail,
            "claimed_at": claim.at,
            "received_at": at,
            "counted_at": moment,
        },
    )
    if not made:
        return State.ALREADY
    if claim.kind == OfflineEvent.Kind.PLACE and (enrolment.last_seen_at is None or moment > enrolment.last_seen_at):
        note_visit(enrolment=enrolment, step=step.page, at=moment)
    if claim.kind == OfflineEvent.Kind.DONE and not complete_step(enrolment=enrolment, step=step.page, at=moment):
        return State.ALREADY
    return State.TAKEN


def _enrolment_for(person: User, course: CoursePage, at: dt.datetime) -> Enrolment:
    """The live enrolment; a reader of a public course is enrolled on the way, as online, but not one who has left."""
    enrolment = enrolment_of(person, course)
    if enrolment:
        return enrolment
    if Enrolment.objects.filter(person=person, course=course).exists():
        raise Skipped(_("You have left this course."))
    if not course.is_public:
        raise Skipped(_("You are not enrolled in this course."))
    return enrol(person=person, course=course, at=at, on=timezone.localdate(at))


def _step_that_counts(course: CoursePage, enrolment: Enrolment, claim: Claim) -> Step:
    outline = outline_of(course, enrolment)
    step = next((step for step in outline.steps if step.page.pk == claim.step), None)
    if step is None:
        raise Skipped(_("This lesson is no longer in the course."))
    if not step.is_lesson:
        raise Skipped(_("“%(step)s” needs the line: it counts only when done online.") % {"step": step.page.title})
    waiting = outline.opens_after(step)
    if waiting:
        raise Skipped(
            _("“%(step)s” opens when you have finished “%(waiting)s”.")
            % {"step": step.page.title, "waiting": waiting.page.title}
        )
    return step


def _last_date(enrolment: Enrolment) -> dt.datetime:
    """The enrolment, or the last step done since: no device's clock can put a date before what stands already."""
    last = StepProgress.objects.filter(enrolment=enrolment).order_by("-completed_at").first()
    return max(enrolment.enrolled_at, last.completed_at) if last else enrolment.enrolled_at


def standing_in(person: User, courses: Collection[str]) -> dict[str, dict[str, Any]]:
    """What stands on the server for the person's live enrolments in these courses: the ids of the steps done."""
    slugs = {course.pk: slug for slug, course in edition().courses.items() if slug in courses}
    enrolments: Sequence[Enrolment] = list(
        Enrolment.objects.filter(person=person, withdrawn_at=None, course__in=slugs).select_related("completion")
    )
    standing: dict[str, dict[str, Any]] = {
        slugs[enrolment.course_id]: {"done": [], "complete": hasattr(enrolment, "completion")}
        for enrolment in enrolments
    }
    for course, step in StepProgress.objects.filter(enrolment__in=enrolments).values_list(
        "enrolment__course_id", "step_id"
    ):
        standing[slugs[course]]["done"].append(step)
    return standing
