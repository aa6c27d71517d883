"""Working out again who has completed a course: after its steps changed, or when news was lost on the way.

`complete_step` keeps every enrolment right as things happen. This looks at all of them at once: it adds a
step that a passed test or passed work proves, and a completion that the published steps prove. Nothing is ever
taken away.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from competency.recording import Proof, record_evidence_of_many
from courses.models import Attempt, Completion, CoursePage, Enrolment, Marking, StepProgress, Submission
from courses.published import edition, minutes_of
from courses.rules import percent
from courses.signals import completions_recorded

# Enrolments locked and looked at in one transaction.
BATCH = 500


@dataclass
class Recomputed:
    """What a run looked at and changed. `steps` and `completions` hold the enrolments' numbers."""

    looked_at: int = 0
    steps: list[int] = field(default_factory=list)
    completions: list[int] = field(default_factory=list)


def recompute(
    *, at: dt.datetime, course: CoursePage | None = None, by: User | None = None, dry_run: bool = False
) -> Recomputed:
    """Work out steps and completions of all live enrolments, of one course or of every published one.

    Harmless twice, and beside learners at work: each batch locks its enrolments. What changed is logged with
    the course, a line for each batch. `dry_run` only says what would change.
    """
    found = Recomputed()
    for page in edition().courses.values():
        if course is not None and page.pk != course.pk:
            continue
        for numbers in _batches(page):
            _recompute_batch(page, numbers, found, at=at, by=by, dry_run=dry_run)
    return found


def _batches(course: CoursePage) -> Iterator[list[int]]:
    last = 0
    waiting = Enrolment.objects.filter(course=course.pk, withdrawn_at=None).order_by("pk").values_list("pk", flat=True)
    while numbers := list(waiting.filter(pk__gt=last)[:BATCH]):
        yield numbers
        last = numbers[-1]


@transaction.atomic
def _recompute_batch(
    course: CoursePage, numbers: list[int], found: Recomputed, *, at: dt.datetime, by: User | None, dry_run: bool
) -> None:
    enrolments = list(Enrolment.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk"))
    found.looked_at += len(enrolments)
    passed = _passed_tests(numbers)
    proven = {key: moment for key, (moment, _share) in passed.items()} | _passed_work(numbers)
    done = _steps_done(numbers)
    # What tests and marked work prove and nobody wrote down.
    missing = [
        StepProgress(enrolment_id=number, step_id=step, completed_at=moment)
        for (number, step), moment in proven.items()
        if step not in done.get(number, set())
    ]
    for row in missing:
        done.setdefault(row.enrolment_id, set()).add(row.step_id)
    completed = set(Completion.objects.filter(enrolment__in=numbers).values_list("enrolment", flat=True))
    wanted = {step.pk for step in edition().steps[course.pk] if step.required}
    ready = [e for e in enrolments if e.pk not in completed and wanted and wanted <= done.get(e.pk, set())]
    found.steps += [row.enrolment_id for row in missing]
    found.completions += [enrolment.pk for enrolment in ready]
    if dry_run or not (missing or ready):
        return
    StepProgress.objects.bulk_create(missing)
    scores = {number: share for (number, _quiz), (_at, share) in sorted(passed.items(), key=lambda item: item[1][1])}
    _complete(course, ready, scores, at=at)
    log(
        course,
        "courses.recompute",
        user=by,
        data={"steps": [row.enrolment_id for row in missing], "completions": [enrolment.pk for enrolment in ready]},
    )


def _steps_done(numbers: list[int]) -> dict[int, set[int]]:
    done: dict[int, set[int]] = {}
    for number, step in StepProgress.objects.filter(enrolment__in=numbers).values_list("enrolment", "step"):
        done.setdefault(number, set()).add(step)
    return done


def _passed_tests(numbers: list[int]) -> dict[tuple[int, int], tuple[dt.datetime, int]]:
    """(enrolment, test) → when it was first passed, and the best score in percent."""
    best: dict[tuple[int, int], tuple[dt.datetime, int]] = {}
    rows = Attempt.objects.filter(enrolment__in=numbers, passed=True).values_list(
        "enrolment", "quiz", "submitted_at", "correct", "total"
    )
    for number, quiz, submitted, correct, total in rows:
        assert submitted is not None  # noqa: S101 - attempt_graded_whole
        share = percent(part=correct or 0, whole=total)
        first, most = best.get((number, quiz), (submitted, share))
        best[number, quiz] = (min(first, submitted), max(most, share))
    return best


def _passed_work(numbers: list[int]) -> dict[tuple[int, int], dt.datetime]:
    """(enrolment, task) → when its work was passed."""
    passed = Marking.objects.filter(
        submission__enrolment__in=numbers, submission__state=Submission.State.PASSED, passed=True
    )
    rows = passed.order_by("-marked_at").values_list("submission__enrolment", "submission__task", "marked_at")
    return {(number, task): moment for number, task, moment in rows}


def _complete(course: CoursePage, ready: Sequence[Enrolment], scores: dict[int, int], *, at: dt.datetime) -> None:
    """Completions with evidence and news, as courses.progress.complete_if_done writes one."""
    completions = Completion.objects.bulk_create(
        Completion(
            enrolment=enrolment,
            person_id=enrolment.person_id,
            course_id=course.pk,
            course_revision_id=course.live_revision_id,
            score_percent=scores.get(enrolment.pk),
            minutes=minutes_of(course),
            started_on=timezone.localdate(enrolment.enrolled_at),
            completed_at=at,
            completed_on=timezone.localdate(at),
        )
        for enrolment in ready
    )
    record_evidence_of_many(
        proofs=[
            Proof(person_id=done.person_id, source=f"course-completion:{done.pk}", on=done.completed_on)
            for done in completions
        ],
        outcomes=[(o.competency, o.level, o.statement) for o in edition().outcomes.get(course.pk, [])],
    )
    if completions:
        completions_recorded.send(sender=Completion, completions=completions)
