"""Marking work against its rubric, by a named human: claim, mark, pass or return with comments."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from courses.models import CriterionLevel, Marking, StepPage, Submission, TaskPage
from courses.progress import complete_step
from courses.task_news import tell_learner_of_marking
from courses.teaching import teaches

LONGEST_COMMENT = 5000


class CannotMark(Exception):
    """The work cannot be marked now, or not like this; the message says why."""


@dataclass(frozen=True)
class RubricLevel:
    pk: int
    points: int
    text: str


@dataclass(frozen=True)
class RubricRow:
    """A criterion with its levels, best first."""

    pk: int
    title: str
    levels: list[RubricLevel]

    @property
    def most(self) -> int:
        return max(level.points for level in self.levels)


@dataclass(frozen=True)
class Rubric:
    rows: list[RubricRow]
    pass_percent: int

    @property
    def most(self) -> int:
        return sum(row.most for row in self.rows)

    @property
    def needed(self) -> int:
        """The points from which work passes: the percentage of all points, rounded up."""
        return -(-self.pass_percent * self.most // 100)


def rubric_of(task: TaskPage) -> Rubric:
    """The rubric as published. Two queries."""
    rows = [
        RubricRow(
            criterion.pk,
            criterion.title,
            sorted(
                (RubricLevel(level.pk, level.points, level.text) for level in criterion.levels.all()),
                key=lambda level: -level.points,
            ),
        )
        for criterion in task.criteria.order_by("sort_order").prefetch_related("levels")
    ]
    return Rubric([row for row in rows if row.levels], task.pass_percent)


def rubric_in_draft(task: TaskPage) -> Rubric:
    """The rubric of a page that is not saved yet: what its author sees in the preview."""
    rows = []
    for place, criterion in enumerate(task.criteria.all()):
        levels: list[CriterionLevel] = list(criterion.levels.all())
        ordered = sorted(levels, key=lambda level: -level.points)
        rows.append(RubricRow(place, criterion.title, [RubricLevel(0, one.points, one.text) for one in ordered]))
    return Rubric([row for row in rows if row.levels], task.pass_percent)


def points_for(rubric: Rubric, chosen: Mapping[int, int]) -> list[dict[str, Any]]:
    """The words and points of the levels chosen (criterion → level). Raises CannotMark when any is missing."""
    points = []
    for row in rubric.rows:
        level = next((level for level in row.levels if level.pk == chosen.get(row.pk)), None)
        if level is None:
            raise CannotMark(_("Choose a level for “%(criterion)s”.") % {"criterion": row.title})
        points.append({"criterion": row.title, "level": level.text, "points": level.points, "most": row.most})
    return points


def why_not_mark(submission: Submission, by: User, *, at: dt.datetime) -> str:
    """Empty when `by` may mark this work at `at`, else the sentence to show."""
    if submission.enrolment.person_id == by.pk:
        return _("Nobody marks their own work. Another teacher of this course has to do it.")
    if not teaches(by, submission.enrolment.course):
        return _("You do not teach this course.")
    if submission.state == Submission.State.TAKEN_BACK:
        return _("The learner has taken this work back.")
    if submission.enrolment.withdrawn_at is not None:
        return _("The learner has left this course.")
    return _why_held(submission, by, at)


def _why_held(submission: Submission, by: User, at: dt.datetime) -> str:
    held = submission.claimed_until is not None and submission.claimed_until > at
    if not held or submission.claimed_by_id == by.pk:
        return ""
    until = timezone.localtime(submission.claimed_until).strftime("%H:%M")
    return _("%(teacher)s is marking this work until %(until)s at the latest. Take another one.") % {
        "teacher": submission.claimed_by,
        "until": until,
    }


def _locked(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",))
    return rows.select_related("enrolment__person", "enrolment__course", "task", "claimed_by").get(pk=submission.pk)


@transaction.atomic
def claim(*, submission: Submission, by: User, at: dt.datetime) -> Submission:
    """Begin to mark, so that no other teacher does; again, it lasts longer. Raises CannotMark.

    Ends by itself after settings.TASK_CLAIM_MINUTES. Work that is marked already needs no claim.
    """
    submission = _locked(submission)
    refusal = why_not_mark(submission, by, at=at)
    if refusal:
        raise CannotMark(refusal)
    if submission.state == Submission.State.HANDED_IN:
        submission.claimed_by = by
        submission.claimed_until = at + dt.timedelta(minutes=settings.TASK_CLAIM_MINUTES)
        submission.save(update_fields=["claimed_by", "claimed_until"])
    return submission


@transaction.atomic
def let_go(*, submission: Submission, by: User) -> None:
    """Give a claim up, so that another teacher may mark. Harmless twice, and for who holds none."""
    Submission.objects.filter(pk=submission.pk, claimed_by=by).update(claimed_by=None, claimed_until=None)


@transaction.atomic
def mark(
    *,
    submission: Submission,
    by: User,
    chosen: Mapping[int, int],
    comment: str,
    passed: bool,
    seen: int,
    at: dt.datetime,
) -> Marking:
    """Record what `by` found, and pass the work or return it. Raises CannotMark.

    `seen` is how many markings of this work `by` knew of: nobody overrules a colleague without having read them.

    Harmless twice: the same marking by the same teacher is the one that is there. Marking again adds a marking
    that counts instead; a pass stays a pass, for the step it finished cannot be undone.
    """
    submission = _locked(submission)
    comment = comment.strip().replace("\r\n", "\n")
    rubric = rubric_of(submission.task)
    points = points_for(rubric, chosen)
    last = submission.markings.last()
    if last and _says(last, by, points, comment, passed):
        return last
    total = sum(point["points"] for point in points)
    refusal = why_not_mark(submission, by, at=at)
    if not refusal and seen != (last.number if last else 0):
        refusal = _("Somebody has marked this work in the meantime. Read that marking first.")
    refusal = refusal or _why_not_so(submission, rubric, total, comment, passed)
    if refusal:
        raise CannotMark(refusal)
    marking = Marking.objects.create(
        submission=submission,
        number=last.number + 1 if last else 1,
        marked_by=by,
        marked_at=at,
        points=points,
        total=total,
        most=rubric.most,
        needed=rubric.needed,
        passed=passed,
        comment=comment,
    )
    _follow_up(marking)
    return marking


def _follow_up(marking: Marking) -> None:
    """What a new marking brings about, in its transaction: the work's state, the record, the letter, the step."""
    submission, passed = marking.submission, marking.passed
    submission.state = Submission.State.PASSED if passed else Submission.State.RETURNED
    submission.claimed_by = submission.claimed_until = None
    submission.save(update_fields=["state", "claimed_by", "claimed_until"])
    found = {"number": marking.number, "points": marking.total, "passed": passed}
    log(submission, "courses.mark", user=marking.marked_by, data=found)
    tell_learner_of_marking(marking, at=marking.marked_at)
    if passed:
        step = StepPage(pk=submission.task.pk, slug=submission.task.slug)
        complete_step(enrolment=submission.enrolment, step=step, at=marking.marked_at)


def _says(last: Marking, by: User, points: list[dict[str, Any]], comment: str, passed: bool) -> bool:
    said = (last.marked_by_id, last.points, last.comment, last.passed)
    return said == (by.pk, points, comment, passed)


def _why_not_so(submission: Submission, rubric: Rubric, total: int, comment: str, passed: bool) -> str:
    """Why this decision does not go with these points or this state; empty when it does."""
    if len(comment) > LONGEST_COMMENT:
        return _("The comment is too long. Keep to what helps the learner most.")
    if passed and total < rubric.needed:
        return _("These points are %(total)d of %(most)d; a pass needs %(needed)d. Return the work, or look again.") % {
            "total": total,
            "most": rubric.most,
            "needed": rubric.needed,
        }
    if not passed and submission.state == Submission.State.PASSED:
        return _("This work has passed, and a pass stays. You may change points and comment.")
    if not passed and not comment:
        return _("Say in the comment what is to be done, so that the learner knows how to go on.")
    later = Submission.objects.filter(
        enrolment=submission.enrolment, task=submission.task, number__gt=submission.number
    ).exclude(state=Submission.State.TAKEN_BACK)
    if later.exists():
        return _("The learner has handed in newer work. Mark that.")
    return ""
