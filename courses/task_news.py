"""Who is told what about work handed in: teachers that it waits, learners how it went, both when it is late."""

import datetime as dt
from itertools import groupby

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.telling import register_words, tell
from courses.models import Marking, Submission
from courses.teaching import teachers_of
from kit.days import day_in_words

WAITS, RETURNED, PASSED = "courses.work_waits", "courses.work_returned", "courses.work_passed"
LATE_TEACHER, LATE_LEARNER = "courses.marking_late", "courses.work_late"
# What the queue of work is asked for when only the late is wanted.
LATE_QUERY = "tre-hen=1"


def register() -> None:
    """The words of each kind. Harmless twice."""
    register_words(
        WAITS,
        _("Work to mark: %(task)s"),
        _("%(learner)s has handed in work in %(course)s. It was promised to be marked by %(day)s."),
    )
    register_words(
        RETURNED,
        _("Your work has come back: %(task)s"),
        _("%(teacher)s has read it (%(total)s of %(most)s points) and says what to do. Mend it and hand it in again."),
    )
    register_words(
        PASSED,
        _("Passed: %(task)s"),
        _("%(teacher)s has marked your work: %(total)s of %(most)s points."),
    )
    register_words(
        LATE_TEACHER,
        _("Work waits longer than promised: %(course)s"),
        _("Pieces of work past the day promised: %(count)s. The learners know that you have been reminded."),
    )
    register_words(
        LATE_LEARNER,
        _("Your work is still waiting: %(task)s"),
        _("It was to be marked by %(day)s and is not yet. We are sorry; the teacher has been reminded."),
    )


def _said(day: dt.date) -> str:
    """A day for a notice: kept as words, so in the site's own language whatever the sender reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return day_in_words(day)


def address_of_task(submission: Submission) -> str:
    return reverse("courses:step", args=[submission.enrolment.course.slug, submission.task.slug])


def tell_teachers_of_work(submission: Submission, *, at: dt.datetime) -> None:
    """Harmless twice. Whoever learns in the course beside teaching it is not told of their own work."""
    enrolment = submission.enrolment
    tell(
        people=[one for one in teachers_of(enrolment.course) if one.pk != enrolment.person_id],
        kind=WAITS,
        key=f"work-waits:{submission.pk}",
        url=reverse("courses:marking", args=[submission.pk]),
        at=at,
        task=submission.task.title,
        course=enrolment.course.title,
        learner=enrolment.person.full_name,
        day=_said(submission.marking_due_on),
    )


def tell_learner_of_marking(marking: Marking, *, at: dt.datetime) -> None:
    """Harmless twice; a marking that takes the place of an earlier one is told again."""
    submission = marking.submission
    tell(
        people=[submission.enrolment.person],
        kind=PASSED if marking.passed else RETURNED,
        key=f"work-marked:{marking.pk}",
        url=address_of_task(submission),
        at=at,
        task=submission.task.title,
        teacher=marking.marked_by.full_name,
        total=str(marking.total),
        most=str(marking.most),
    )


def tell_of_late_marking(*, at: dt.datetime) -> int:
    """Tell learners once that the promise was broken; remind teachers when it is, and each week it stays so.

    Harmless twice. Returns how many pieces of work are late.
    """
    today = timezone.localdate(at)
    late = list(
        Submission.objects.filter(
            state=Submission.State.HANDED_IN, enrolment__withdrawn_at=None, marking_due_on__lt=today
        )
        .select_related("enrolment__person", "enrolment__course", "task")
        .order_by("enrolment__course", "marking_due_on")
    )
    for submission in late:
        tell(
            people=[submission.enrolment.person],
            kind=LATE_LEARNER,
            key=f"work-late:{submission.pk}",
            url=address_of_task(submission),
            at=at,
            task=submission.task.title,
            day=_said(submission.marking_due_on),
        )
    for course, pieces in groupby(late, key=lambda submission: submission.enrolment.course):
        waiting = list(pieces)
        newest = waiting[-1].marking_due_on
        tell(
            people=teachers_of(course),
            kind=LATE_TEACHER,
            key=f"marking-late:{course.pk}:{newest}:{(today - newest).days // 7}",
            url=f"{reverse('courses:to_mark')}?{LATE_QUERY}",
            at=at,
            course=course.title,
            count=str(len(waiting)),
        )
    return len(late)
