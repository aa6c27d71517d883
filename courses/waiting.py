"""What waits, as data for whoever shows it: a learner's tasks, a teacher's work to mark."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import CoursePage, Enrolment, StepKind, Submission
from courses.outline import kind_of
from courses.published import edition
from courses.work_queue import courses_with_counts
from kit.days import day_in_words

_UNSETTLED = (Submission.State.HANDED_IN, Submission.State.RETURNED)


@dataclass(frozen=True)
class WaitingWork:
    """A task of a learner that is not settled: it waits for the teacher, or (`is_returned`) for the learner."""

    step_id: int
    title: str
    course: str
    url: str
    is_returned: bool
    marking_due_on: dt.date

    @property
    def sentence(self) -> str:
        """Why the step is not done, in words that fit an outline."""
        if self.is_returned:
            return _("The task “%(task)s” is to be done again.") % {"task": self.title}
        return _("The task “%(task)s” is waiting to be marked, by %(day)s at the latest.") % {
            "task": self.title,
            "day": day_in_words(self.marking_due_on),
        }


def waiting_for(person: User) -> list[WaitingWork]:
    """The unsettled tasks of `person` in all courses, oldest first. One query."""
    return _unsettled(Submission.objects.filter(enrolment__person=person, enrolment__withdrawn_at=None))


def waiting_in(enrolment: Enrolment) -> list[WaitingWork]:
    """The unsettled tasks of one course; asks nothing of the database where a course has no task."""
    if not has_tasks(enrolment.course):
        return []
    return _unsettled(Submission.objects.filter(enrolment=enrolment))


def has_tasks(course: CoursePage) -> bool:
    return any(kind_of(step) == StepKind.TASK for step in edition().steps.get(course.pk, []))


def _unsettled(submissions: "models.QuerySet[Submission]") -> list[WaitingWork]:
    """The newest piece of work of each task, when it waits or was returned."""
    newest = {
        (submission.enrolment_id, submission.task_id): submission
        for submission in submissions.exclude(state=Submission.State.TAKEN_BACK)
        .select_related("task", "enrolment__course")
        .order_by("number")
    }
    waiting = [submission for submission in newest.values() if submission.state in _UNSETTLED]
    return [_in_words(submission) for submission in sorted(waiting, key=lambda one: one.handed_in_at)]


def _in_words(submission: Submission) -> WaitingWork:
    course = submission.enrolment.course
    return WaitingWork(
        step_id=submission.task_id,
        title=submission.task.title,
        course=course.title,
        url=reverse("courses:step", args=[course.slug, submission.task.slug]),
        is_returned=submission.state == Submission.State.RETURNED,
        marking_due_on=submission.marking_due_on,
    )


@dataclass(frozen=True)
class TeachingCounts:
    """What waits for a teacher; `courses` 0 means that the person teaches nothing."""

    courses: int
    to_mark: int
    late: int


def teaching_counts(person: User, *, on: dt.date) -> TeachingCounts:
    """Two queries."""
    taught = courses_with_counts(person, on=on)
    return TeachingCounts(
        courses=len(taught), to_mark=sum(one.to_mark for one in taught), late=sum(one.late for one in taught)
    )
