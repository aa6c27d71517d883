"""Work that waits for a teacher: oldest first, across the courses that person teaches. The teacher's door to it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import CoursePage, Marking, Submission, SubmissionFile, TaskPage
from courses.teaching import courses_taught_by, taught_by


@dataclass(frozen=True)
class Filters:
    """What of the queue a teacher looks at; empty: all of it."""

    course: str = ""
    task: str = ""
    late: bool = False


@dataclass(frozen=True)
class Waits:
    """A row of the queue. `days_late` counts from the day promised; `held_by` marks it right now."""

    submission: Submission
    days_late: int
    held_by: User | None


def work_seen_by(person: User) -> "QuerySet[Submission]":
    """Work handed in in the courses that `person` teaches, whatever its state, but never their own."""
    taught = taught_by(person).values("pk")
    return Submission.objects.filter(enrolment__course__in=taught).exclude(enrolment__person=person)


def find_work(person: User, pk: int) -> Submission:
    """A piece of work that `person` may look into. Raises Http404."""
    markings = Prefetch("markings", Marking.objects.select_related("marked_by"))
    found = (
        work_seen_by(person)
        .select_related("enrolment__person", "enrolment__course", "task", "claimed_by")
        .prefetch_related("files", markings)
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404(_("There is no such work."))
    return found


def earlier_work(submission: Submission) -> "list[Submission]":
    """What the same learner handed in before for the same task, newest first, with how it was marked."""
    markings = Prefetch("markings", Marking.objects.select_related("marked_by"))
    return list(
        Submission.objects.filter(enrolment=submission.enrolment, task=submission.task, number__lt=submission.number)
        .exclude(state=Submission.State.TAKEN_BACK)
        .prefetch_related("files", markings)
        .order_by("-number")
    )


def _waiting(person: User) -> "QuerySet[Submission]":
    waiting = work_seen_by(person).filter(state=Submission.State.HANDED_IN, enrolment__withdrawn_at=None)
    return waiting.order_by("handed_in_at", "pk")


def queue_of(person: User, filters: Filters, *, at: dt.datetime, on: dt.date) -> list[Waits]:
    """The work that waits for `person`, oldest first. Two queries."""
    waiting = _waiting(person).select_related("enrolment__person", "enrolment__course", "task", "claimed_by")
    if filters.course:
        waiting = waiting.filter(enrolment__course__slug=filters.course)
    if filters.task:
        waiting = waiting.filter(task__slug=filters.task)
    if filters.late:
        waiting = waiting.filter(marking_due_on__lt=on)
    return [_row(submission, at, on) for submission in waiting]


def _row(submission: Submission, at: dt.datetime, on: dt.date) -> Waits:
    held = submission.claimed_until is not None and submission.claimed_until > at
    return Waits(
        submission,
        days_late=max(0, (on - submission.marking_due_on).days),
        held_by=submission.claimed_by if held else None,
    )


def next_in_queue(person: User, *, at: dt.datetime, after: Submission | None = None) -> Submission | None:
    """The oldest work that nobody else is marking; not `after` itself."""
    for submission in _waiting(person).exclude(pk=after.pk if after else 0):
        held = submission.claimed_until is not None and submission.claimed_until > at
        if not held or submission.claimed_by_id == person.pk:
            return submission
    return None


def marked_lately(person: User, *, most: int = 10) -> "list[Marking]":
    """What `person` marked last, newest first."""
    return list(
        Marking.objects.filter(marked_by=person, submission__in=work_seen_by(person))
        .select_related("submission__enrolment__person", "submission__task")
        .order_by("-marked_at")[:most]
    )


def find_file(submission: Submission, position: int) -> SubmissionFile:
    """A file of work that was found through a door. Raises Http404."""
    for file in submission.files.all():
        if file.position == position:
            return file
    raise Http404(_("There is no such file."))


@dataclass(frozen=True)
class Taught:
    """A course one teaches, and how much waits in it."""

    course: CoursePage
    to_mark: int
    late: int


def courses_with_counts(person: User, *, on: dt.date) -> list[Taught]:
    """The courses that `person` teaches, by title, each with its work to mark. Two queries."""
    courses = courses_taught_by(person)
    waiting, late = Counter[int](), Counter[int]()
    for course_id, due in _waiting(person).values_list("enrolment__course", "marking_due_on"):
        waiting[course_id] += 1
        late[course_id] += due < on
    return [Taught(course, waiting[course.pk], late[course.pk]) for course in courses]


def tasks_waiting(rows: list[Waits]) -> dict[str, str]:
    """The tasks of a queue, slug → title, for the filter."""
    tasks: dict[str, TaskPage] = {row.submission.task.slug: row.submission.task for row in rows}
    return {slug: task.title for slug, task in sorted(tasks.items(), key=lambda item: str(item[1].title))}
