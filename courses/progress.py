"""Steps done, and the moment a course is complete."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from competency.recording import record_evidence
from courses.models import Attempt, Completion, Enrolment, StepPage, StepProgress
from courses.outline import outline_of
from courses.placing import back_to_the_top
from courses.published import minutes_of
from courses.rules import percent
from courses.signals import course_completed

# A reader who stays in a step is seen again after so long; a write at each page would be too many.
VISIT = dt.timedelta(hours=1)


def note_visit(*, enrolment: Enrolment, step: StepPage, at: dt.datetime) -> None:
    """Remember where the learner is, and when, so that "continue" leads back here.

    Writes when the step changes, and once in an hour.
    """
    seen = enrolment.last_seen_at
    if enrolment.last_step_id != step.pk or seen is None or at - seen > VISIT:
        Enrolment.objects.filter(pk=enrolment.pk).update(last_step=step.pk, last_seen_at=at)


@transaction.atomic
def complete_step(*, enrolment: Enrolment, step: StepPage, at: dt.datetime) -> bool:
    """Mark `step` done, and complete the course when it was the last one missing.

    Harmless twice: the first date stays. Returns whether this call made the step done.
    """
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    _row, made = StepProgress.objects.get_or_create(enrolment=enrolment, step_id=step.pk, defaults={"completed_at": at})
    if made:
        back_to_the_top(enrolment=enrolment, step=step)
        log(enrolment, "courses.complete_step", user=enrolment.person, data={"step": step.slug})
    complete_if_done(enrolment=enrolment, at=at)
    return made


@transaction.atomic
def catch_up(*, enrolment: Enrolment, at: dt.datetime) -> Completion | None:
    """Complete a course whose last missing step was taken out of it since. Harmless twice."""
    Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    return complete_if_done(enrolment=enrolment, at=at)


def complete_if_done(*, enrolment: Enrolment, at: dt.datetime) -> Completion | None:
    """Record the completion when every published step is done. Call with the enrolment locked.

    Harmless twice. A step added later never undoes a completion, for a completion is never removed.
    """
    existing = Completion.objects.filter(enrolment=enrolment).first()
    if existing:
        return existing
    course = enrolment.course
    if not outline_of(course, enrolment).is_complete:
        return None
    completion = Completion.objects.create(
        enrolment=enrolment,
        person=enrolment.person,
        course=course,
        course_revision_id=course.live_revision_id,
        score_percent=best_score(enrolment),
        minutes=minutes_of(course),
        started_on=timezone.localdate(enrolment.enrolled_at),
        completed_at=at,
        completed_on=timezone.localdate(at),
    )
    record_evidence(
        person=enrolment.person,
        outcomes=[
            (outcome.competency, outcome.level, outcome.statement)
            for outcome in course.outcomes.select_related("competency", "level")
        ],
        source=f"course-completion:{completion.pk}",
        on=completion.completed_on,
    )
    log(completion, "courses.complete", user=enrolment.person, data={"course": course.code})
    course_completed.send(sender=Completion, completion=completion)
    return completion


def best_score(enrolment: Enrolment) -> int | None:
    """The best passed test in percent; None when the course has no test."""
    best = (
        Attempt.objects.filter(enrolment=enrolment, passed=True)
        .annotate(points=F("correct") * 1.0 / F("total"))
        .order_by("-points")
        .first()
    )
    return percent(part=best.correct or 0, whole=best.total) if best else None
