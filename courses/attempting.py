"""One go at a test: start, answer, submit. The server's clock and the server's key decide."""

import datetime as dt
import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from courses.drawing import draw, show
from courses.models import Admission, Attempt, AttemptItem, Enrolment, QuizPage, StepPage
from courses.outline import outline_of
from courses.progress import complete_step
from courses.rules import accepts_answers, attempts_left, is_passed, is_right, next_attempt_at
from courses.signals import attempt_graded


class CannotStart(Exception):
    """An attempt may not start now; the message says why and when."""


class AttemptClosed(Exception):
    """The attempt takes no more answers; the message says so."""


class BadAnswer(Exception):
    """The answer names an option that was not offered; the message says so."""


@dataclass(frozen=True)
class Standing:
    """Where a learner stands with a test, and why not to start now (empty: may start)."""

    attempts: list[Attempt]
    open_attempt: Attempt | None
    left: int | None
    refusal: str
    has_passed: bool


def attempts_of(person: User, quiz: QuizPage) -> "list[Attempt]":
    """The person's attempts at `quiz`, oldest first: the one door to them."""
    return list(
        Attempt.objects.filter(enrolment__person=person, enrolment__withdrawn_at=None, quiz=quiz)
        .select_related("enrolment")
        .order_by("number")
    )


def standing(person: User, quiz: QuizPage, *, at: dt.datetime) -> Standing:
    """What the test's front page says. One query."""
    attempts = attempts_of(person, quiz)
    graded = [attempt for attempt in attempts if attempt.state == Attempt.State.GRADED]
    open_attempt = next((attempt for attempt in attempts if attempt.state == Attempt.State.OPEN), None)
    left = attempts_left(used=len(attempts), allowed=quiz.attempts_allowed)
    return Standing(
        attempts=graded,
        open_attempt=open_attempt,
        left=left,
        refusal="" if open_attempt else why_not_start(graded, left, quiz, at=at),
        has_passed=any(attempt.passed for attempt in graded),
    )


def untried(quiz: QuizPage) -> Standing:
    """Where anybody stands before a first attempt."""
    return Standing([], None, attempts_left(used=0, allowed=quiz.attempts_allowed), refusal="", has_passed=False)


def why_not_start(graded: Sequence[Attempt], left: int | None, quiz: QuizPage, *, at: dt.datetime) -> str:
    """Empty when a new attempt may start, else the sentence to show."""
    if any(attempt.passed for attempt in graded):
        return _("You have passed this test.")
    if left == 0:
        return _("You have used all attempts. Ask the course's organiser for help.")
    last = graded[-1].submitted_at if graded else None
    opens = next_attempt_at(last_submitted=last, cool_down_minutes=quiz.cool_down_minutes)
    if opens and at < opens:
        moment = date_format(timezone.localtime(opens), "DATETIME_FORMAT")
        return _("Read the lessons once more. You can try again from %(moment)s.") % {"moment": moment}
    return ""


def start_attempt(*, enrolment: Enrolment, quiz: QuizPage, at: dt.datetime, address: str | None = None) -> Attempt:
    """Open an attempt; harmless twice (the open one is returned). Raises CannotStart.

    One left open past its end is graded first, in a transaction of its own: a refusal keeps that grade.
    """
    for attempt in attempts_of(enrolment.person, quiz):
        if attempt.state == Attempt.State.OPEN and not takes_answers(attempt, at=at):
            submit_attempt(attempt=attempt, answers={}, at=at)
    return _open_attempt(enrolment, quiz, at, address)


@transaction.atomic
def _open_attempt(enrolment: Enrolment, quiz: QuizPage, at: dt.datetime, address: str | None) -> Attempt:
    """The enrolment row is locked first: without it, parallel starts pass the limit together."""
    locked = Enrolment.objects.select_for_update(of=("self",))
    enrolment = locked.select_related("course", "person").get(pk=enrolment.pk)
    now = standing(enrolment.person, quiz, at=at)
    if now.open_attempt:
        return now.open_attempt
    if now.refusal:
        raise CannotStart(now.refusal)
    step = outline_of(enrolment.course, enrolment).find(quiz.slug)
    if step is None or not step.is_open:
        raise CannotStart(_("Finish the lessons before this test first."))
    admission = _admission_for(enrolment, quiz, at) if quiz.supervised else None
    if quiz.supervised and admission is None:
        raise CannotStart(_("This is a supervised exam. The invigilator lets you in."))
    return _draw_attempt(enrolment, quiz, at, admission, address)


def _admission_for(enrolment: Enrolment, quiz: QuizPage, at: dt.datetime) -> Admission | None:
    live = Admission.objects.filter(enrolment=enrolment, quiz=quiz, withdrawn_at=None, attempt=None)
    return live.filter(opens_at__lte=at, closes_at__gt=at).first()


def _draw_attempt(
    enrolment: Enrolment, quiz: QuizPage, at: dt.datetime, admission: Admission | None, address: str | None
) -> Attempt:
    seed = secrets.token_hex(16)
    chance = random.Random(seed)  # noqa: S311 - the seed is unguessable; the order must be repeatable
    questions = draw(quiz, course=enrolment.course, chance=chance)
    if not questions:
        raise CannotStart(_("This test has no questions yet."))
    limit = quiz.time_limit_minutes
    number = Attempt.objects.filter(enrolment=enrolment, quiz=quiz).count() + 1
    attempt = Attempt.objects.create(
        enrolment=enrolment,
        quiz=quiz,
        quiz_revision_id=quiz.live_revision_id,
        number=number,
        seed=seed,
        pass_percent=quiz.pass_percent,
        started_at=at,
        due_at=at + dt.timedelta(minutes=limit + (admission.extra_minutes if admission else 0)) if limit else None,
        admission=admission,
        from_address=address,
        total=len(questions),
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            question=question,
            question_revision_id=question.latest_revision_id,
            shown=show(question, chance=chance),
        )
        for position, question in enumerate(questions, start=1)
    )
    log(attempt, "courses.start_attempt", user=enrolment.person, data={"quiz": quiz.slug, "number": number})
    return attempt


@transaction.atomic
def save_answer(*, attempt: Attempt, position: int, chosen: Sequence[str], at: dt.datetime) -> None:
    """Keep one answer as it is given; harmless twice. Raises AttemptClosed, BadAnswer.

    When this returns inside no outer transaction, the answer is on disk.
    """
    locked = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if not takes_answers(locked, at=at):
        raise AttemptClosed(_("The time for this test is over. Answers given before the end were kept."))
    item = AttemptItem.objects.filter(attempt=locked, position=position).first()
    if item is None:
        raise BadAnswer(_("This question is not part of your test. Reload the page and answer again."))
    item.chosen = _checked(item, chosen)
    item.answered_at = at
    item.save(update_fields=["chosen", "answered_at"])


def takes_answers(attempt: Attempt, *, at: dt.datetime) -> bool:
    """Whether an answer arriving at `at` still counts for this attempt."""
    return attempt.state == Attempt.State.OPEN and accepts_answers(
        due_at=attempt.due_at, grace_seconds=settings.QUIZ_GRACE_SECONDS, at=at
    )


def _checked(item: AttemptItem, chosen: Sequence[str]) -> list[str]:
    offered = [option["key"] for option in item.shown["options"]]
    picked = [key for key in offered if key in set(chosen)]
    if len(picked) != len(set(chosen)) or (item.shown["type"] != "multiple" and len(picked) > 1):
        raise BadAnswer(_("This answer is not one of those offered. Reload the page and answer again."))
    return picked


@transaction.atomic
def submit_attempt(*, attempt: Attempt, answers: Mapping[int, Sequence[str]], at: dt.datetime) -> Attempt:
    """Grade the attempt once and for all; harmless twice (the graded attempt is returned unchanged).

    `answers` (position → keys) are those on the submitted form; after the end plus the grace they
    are ignored and what was saved in time counts. Raises BadAnswer.
    """
    Enrolment.objects.select_for_update(of=("self",)).get(pk=attempt.enrolment_id)
    locked = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("enrolment__person", "enrolment__course", "quiz")
        .get(pk=attempt.pk)
    )
    if locked.state == Attempt.State.GRADED:
        return locked
    items = list(locked.items.order_by("position"))
    if takes_answers(locked, at=at):
        for item in items:
            if item.position in answers:
                item.chosen = _checked(item, answers[item.position])
                item.answered_at = at
    for item in items:
        key = [option["key"] for option in item.shown["options"] if option["correct"]]
        item.is_correct = is_right(chosen=item.chosen, correct=key)
    AttemptItem.objects.bulk_update(items, ["chosen", "answered_at", "is_correct"])
    _grade(locked, correct=sum(bool(item.is_correct) for item in items), at=at)
    return locked


def _grade(attempt: Attempt, *, correct: int, at: dt.datetime) -> None:
    attempt.state = Attempt.State.GRADED
    attempt.submitted_at = min(at, attempt.due_at) if attempt.due_at else at
    attempt.correct = correct
    passes = is_passed(correct=correct, total=attempt.total, pass_percent=attempt.pass_percent)
    # Whoever was excluded from an exam has her admission withdrawn, and does not pass with what she wrote.
    attempt.passed = passes and (attempt.admission is None or attempt.admission.withdrawn_at is None)
    attempt.save(update_fields=["state", "submitted_at", "correct", "passed"])
    person = attempt.enrolment.person
    log(attempt, "courses.submit_attempt", user=person, data={"correct": correct, "total": attempt.total})
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
