"""One go at a test: start, answer, submit. The server's clock and the server's key decide."""

import datetime as dt
import logging
import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from courses.attempt_rows import lock_and_read, lock_attempt, lock_items, write_grade, write_marks
from courses.drawing import draw, show
from courses.finding import rules_of
from courses.grading import is_within_bounds, mark
from courses.models import Admission, Attempt, AttemptItem, Enrolment, QuizPage, StepPage
from courses.outline import build_outline
from courses.progress import complete_step
from courses.published import edition, published_course
from courses.rules import accepts_answers, attempts_left, ends_at, is_passed, next_attempt_at
from courses.saving import BadAnswer, sequence_at
from courses.signals import attempt_graded
from kit.log_lines import write_line
from kit.statements import insert

logger = logging.getLogger(__name__)


class CannotStart(Exception):
    """An attempt may not start now; the message says why and when."""


@dataclass(frozen=True)
class Standing:
    """Where a learner stands with a test, and why not to start now (empty: may start).

    `admission` is the one that lets the person into a supervised test at this moment.
    """

    attempts: list[Attempt]
    open_attempt: Attempt | None
    used: int
    left: int | None
    refusal: str
    has_passed: bool
    admission: Admission | None = None


def attempts_of(person: User, quiz: QuizPage) -> "list[Attempt]":
    """The person's attempts at `quiz`, oldest first: the one door to them."""
    return list(
        Attempt.objects.filter(enrolment__person=person, enrolment__withdrawn_at=None, quiz=quiz)
        .select_related("enrolment")
        .order_by("number")
    )


def standing(person: User, quiz: QuizPage, *, at: dt.datetime) -> Standing:
    """What the test's front page says. One query, two for a supervised test."""
    return _standing(attempts_of(person, quiz), person, quiz, at=at)


def _standing(attempts: Sequence[Attempt], person: User, quiz: QuizPage, *, at: dt.datetime) -> Standing:
    graded = [attempt for attempt in attempts if attempt.state == Attempt.State.GRADED]
    open_attempt = next((attempt for attempt in attempts if attempt.state == Attempt.State.OPEN), None)
    left = attempts_left(used=len(attempts), allowed=quiz.attempts_allowed)
    refusal, admission = "", None
    if not open_attempt:
        refusal = why_not_start(graded, left, quiz, at=at)
        if quiz.supervised and not refusal:
            admission = _admission_of(person, quiz, at=at)
            if admission is None:
                refusal = _("This is a supervised exam. It opens here once the invigilator has let you in.")
    return Standing(
        attempts=graded,
        open_attempt=open_attempt,
        used=len(attempts),
        left=left,
        refusal=refusal,
        has_passed=any(attempt.passed for attempt in graded),
        admission=admission,
    )


def _admission_of(person: User, quiz: QuizPage, *, at: dt.datetime) -> Admission | None:
    mine = Admission.objects.usable(at).filter(enrolment__person=person, enrolment__withdrawn_at=None, quiz=quiz)
    return mine.order_by("closes_at").first()


def untried(quiz: QuizPage) -> Standing:
    """Where anybody stands before a first attempt."""
    left = attempts_left(used=0, allowed=quiz.attempts_allowed)
    return Standing([], None, used=0, left=left, refusal="", has_passed=False)


def why_not_start(graded: Sequence[Attempt], left: int | None, quiz: QuizPage, *, at: dt.datetime) -> str:
    """Empty when a new attempt may start, else the sentence to show."""
    if any(attempt.passed for attempt in graded):
        return _("You have passed this test.")
    if quiz.closes_at and at >= quiz.closes_at:
        return _("This test closed at %(moment)s.") % {"moment": _moment(quiz.closes_at)}
    if quiz.opens_at and at < quiz.opens_at:
        return _("This test opens at %(moment)s.") % {"moment": _moment(quiz.opens_at)}
    if left == 0:
        return _("You have used all attempts. Ask the course's organiser for help.")
    last = graded[-1].submitted_at if graded else None
    opens = next_attempt_at(last_submitted=last, cool_down_minutes=quiz.cool_down_minutes)
    if opens and at < opens:
        return _("Read the lessons once more. You can try again from %(moment)s.") % {"moment": _moment(opens)}
    return ""


def _moment(at: dt.datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def start_attempt(*, enrolment: Enrolment, quiz: QuizPage, at: dt.datetime, address: str | None = None) -> Attempt:
    """Open an attempt; harmless twice (the open one is returned). Raises CannotStart.

    One left open past its end is graded first, in a transaction of its own: a refusal keeps that grade.
    `address` is where the request came from, kept for the record.
    """
    attempt = _open_attempt(enrolment, quiz, at, address)
    if not takes_answers(attempt, at=at):
        submit_attempt(attempt=attempt, answers={}, at=at)
        attempt = _open_attempt(enrolment, quiz, at, address)
    return attempt


@transaction.atomic
def _open_attempt(enrolment: Enrolment, quiz: QuizPage, at: dt.datetime, address: str | None) -> Attempt:
    """The enrolment row is locked first: without it, parallel starts pass the limit together."""
    known = lock_and_read(enrolment, quiz, on=timezone.localdate(at))
    now = _standing(known.attempts, enrolment.person, quiz, at=at)
    if now.open_attempt:
        return now.open_attempt
    if now.refusal:
        raise CannotStart(now.refusal)
    # As kept, in its own language: the log names it.
    course = enrolment.course = published_course(enrolment.course_id) or enrolment.course
    step = build_outline(course, edition().steps.get(course.pk, []), known.done).find(quiz.slug)
    if step is None or not step.is_open:
        raise CannotStart(_("Finish the lessons before this test first."))
    due_at = _due_at(quiz, now.admission, at, extra_percent=known.extra_percent)
    return _draw_attempt(enrolment, quiz, now, at, due_at, address)


def _draw_attempt(
    enrolment: Enrolment,
    quiz: QuizPage,
    now: Standing,
    at: dt.datetime,
    due_at: dt.datetime | None,
    address: str | None,
) -> Attempt:
    seed = secrets.token_hex(16)
    chance = random.Random(seed)  # noqa: S311 - the seed is unguessable; the order must be repeatable
    questions = draw(quiz, rules=rules_of(quiz), course=enrolment.course, chance=chance)
    if not questions:
        raise CannotStart(_("This test has no questions yet."))
    attempt = Attempt(
        enrolment=enrolment,
        quiz=quiz,
        quiz_revision_id=quiz.live_revision_id,
        number=now.used + 1,
        seed=seed,
        pass_percent=quiz.pass_percent,
        started_at=at,
        due_at=due_at,
        admission=now.admission,
        from_address=address,
        total=len(questions),
    )
    insert([attempt])
    insert(
        [
            AttemptItem(
                attempt_id=attempt.pk,
                position=position,
                question_id=question.pk,
                question_revision_id=question.latest_revision_id,
                shown=show(question, chance=chance, shuffled=quiz.shuffle_options),
            )
            for position, question in enumerate(questions, start=1)
        ]
    )
    data = {"quiz": quiz.slug, "number": attempt.number, "address": address}
    write_line(attempt, "courses.start_attempt", user=enrolment.person, data=data)
    return attempt


def _due_at(quiz: QuizPage, admission: Admission | None, at: dt.datetime, *, extra_percent: int) -> dt.datetime | None:
    return ends_at(
        started_at=at,
        limit_minutes=quiz.time_limit_minutes,
        extra_percent=extra_percent,
        closings=[quiz.closes_at, admission.closes_at if admission else None],
        extra_minutes=admission.extra_minutes if admission else 0,
    )


def takes_answers(attempt: Attempt, *, at: dt.datetime) -> bool:
    """Whether an answer arriving at `at` still counts for this attempt."""
    return attempt.state == Attempt.State.OPEN and accepts_answers(
        due_at=attempt.due_at, grace_seconds=settings.QUIZ_GRACE_SECONDS, at=at
    )


@transaction.atomic
def submit_attempt(
    *,
    attempt: Attempt,
    answers: Mapping[int, Sequence[str]],
    sequences: Mapping[int, int] | None = None,
    at: dt.datetime,
) -> Attempt:
    """Grade the attempt once and for all; harmless twice (the graded attempt is returned unchanged).

    `answers` (position → what was chosen) are those on the submitted form; after the end plus the grace they
    are ignored and what was saved in time counts. `sequences` says when they were given: one older than what
    was saved, from a second window, is ignored; without a number it counts. Raises BadAnswer.
    """
    locked = lock_attempt(attempt.pk)
    if locked.state == Attempt.State.GRADED:
        return locked
    if course := published_course(locked.enrolment.course_id):
        locked.enrolment.course = course  # the log names it: a wide row that need not be read again
    items = lock_items(locked)
    changed = _take_over(items, answers, sequences or {}, at) if takes_answers(locked, at=at) else set()
    foreign = []
    for item in items:
        marked = mark(item.shown, item.chosen)
        if marked.chosen != item.chosen:
            item.chosen = marked.chosen
            changed.add(item)
        item.is_correct = marked.is_correct
        if marked.is_foreign:
            foreign.append(item.position)
    if changed:
        AttemptItem.objects.bulk_update(changed, ["chosen", "answered_at", "sequence"])
    right = [item.position for item in items if item.is_correct]
    write_marks(locked, right)
    if foreign:
        logger.warning("Attempt %s names options of other questions in %s.", locked.pk, foreign)
    _grade(locked, correct=len(right), foreign=foreign, at=at)
    return locked


def _take_over(
    items: Sequence[AttemptItem], answers: Mapping[int, Sequence[str]], sequences: Mapping[int, int], at: dt.datetime
) -> set[AttemptItem]:
    """Put the form's answers into the items where they differ from, and are not older than, what was saved."""
    newest, taken = sequence_at(at), set()
    for item in items:
        given = list(answers.get(item.position, item.chosen or []))
        sequence = min(sequences.get(item.position, newest), newest)
        if item.position not in answers or given == item.chosen or sequence < item.sequence:
            continue
        if not is_within_bounds(given):
            raise BadAnswer(_("This answer is too long. Please shorten it."))
        item.chosen, item.answered_at, item.sequence = given, at, sequence
        taken.add(item)
    return taken


def _grade(attempt: Attempt, *, correct: int, foreign: Sequence[int], at: dt.datetime) -> None:
    attempt.state = Attempt.State.GRADED
    attempt.submitted_at = min(at, attempt.due_at) if attempt.due_at else at
    attempt.correct = correct
    passes = is_passed(correct=correct, total=attempt.total, pass_percent=attempt.pass_percent)
    # Whoever was excluded from an exam has her admission withdrawn, and does not pass with what she wrote.
    attempt.passed = passes and (attempt.admission is None or attempt.admission.withdrawn_at is None)
    write_grade(attempt)
    data = {"correct": correct, "total": attempt.total} | ({"foreign": list(foreign)} if foreign else {})
    write_line(attempt, "courses.submit_attempt", user=attempt.enrolment.person, data=data)
    if attempt.passed:
        complete_step(enrolment=attempt.enrolment, step=StepPage(pk=attempt.quiz.pk, slug=attempt.quiz.slug), at=at)
    attempt_graded.send(sender=Attempt, attempt=attempt, at=at)


def close_overdue_attempts(*, at: dt.datetime, limit: int = 500) -> int:
    """Grade what was saved of attempts whose time is out. Harmless twice. Returns how many."""
    overdue = Attempt.objects.filter(
        state=Attempt.State.OPEN, due_at__lt=at - dt.timedelta(seconds=settings.QUIZ_GRACE_SECONDS)
    )[:limit]
    for attempt in overdue:
        submit_attempt(attempt=attempt, answers={}, at=at)
    return len(overdue)
