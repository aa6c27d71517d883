"""The sealed record of a supervised attempt, and the check that none was changed since.

At grading, what was shown, answered and graded is written down as canonical JSON and chained: each seal's
SHA-256 covers the seal before it. Changing a record breaks its hash; taking one out or putting one in breaks
the chain; changing the attempt itself no longer agrees with its record. What the chain cannot see is a chain
rewritten whole: its last hash is therefore printed on the paper record of each exam session.
"""

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction

from courses.models import Attempt, AttemptItem, AttemptSeal, SealChain

FORMAT = "hoa-hoi/attempt/1"
START = "0" * 64


def seal_attempt(*, attempt: Attempt, at: dt.datetime) -> AttemptSeal | None:
    """Seal a graded attempt that an invigilator admitted; None for others. Harmless twice: the first seal stays.

    Call it last in the transaction that grades: the chain's row stays locked until that commits.
    """
    if attempt.admission_id is None or attempt.state != Attempt.State.GRADED:
        return None
    return _add_seal(attempt, at)


@transaction.atomic
def _add_seal(attempt: Attempt, at: dt.datetime) -> AttemptSeal:
    chain, _made = SealChain.objects.select_for_update().get_or_create(pk=SealChain.ONLY)
    existing = AttemptSeal.objects.filter(attempt=attempt).first()
    if existing:
        return existing
    record = canonical({"format": FORMAT, "facts": facts_of(attempt), "names": names_of(attempt)})
    sequence, previous = chain.length + 1, chain.last_sha256 or START
    seal = AttemptSeal.objects.create(
        sequence=sequence,
        attempt=attempt,
        record=record,
        previous_sha256=previous,
        sha256=chained_hash(sequence=sequence, previous=previous, record=record),
        sealed_at=at,
    )
    chain.length, chain.last_sha256 = sequence, seal.sha256
    chain.save(update_fields=["length", "last_sha256"])
    return seal


def chained_hash(*, sequence: int, previous: str, record: str) -> str:
    """SHA-256 over the number, the hash before and the record, a line each."""
    return hashlib.sha256(f"{sequence}\n{previous}\n{record}".encode()).hexdigest()


def canonical(value: Any) -> str:
    """One way to write a value as JSON: keys in order, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def facts_of(attempt: Attempt) -> dict[str, Any]:
    """What may never change once graded; recomputed from the tables to check a seal. Three queries."""
    row = Attempt.objects.select_related("admission").get(pk=attempt.pk)
    items = AttemptItem.objects.filter(attempt=row).order_by("position")
    return {"attempt": _attempt(row), "admission": _admission(row), "items": [_item(item) for item in items]}


def _attempt(row: Attempt) -> dict[str, Any]:
    return {
        "id": row.pk,
        "enrolment": row.enrolment_id,
        "quiz": row.quiz_id,
        "quiz_revision": row.quiz_revision_id,
        "number": row.number,
        "seed": row.seed,
        "pass_percent": row.pass_percent,
        "started_at": moment(row.started_at),
        "due_at": moment(row.due_at),
        "submitted_at": moment(row.submitted_at),
        "from_address": row.from_address,
        "correct": row.correct,
        "total": row.total,
        "passed": row.passed,
    }


def _admission(row: Attempt) -> dict[str, Any] | None:
    admission = row.admission
    if admission is None:
        return None
    return {
        "id": admission.pk,
        "opens_at": moment(admission.opens_at),
        "closes_at": moment(admission.closes_at),
        "extra_minutes": admission.extra_minutes,
        "place": admission.place,
        "admitted_by": admission.admitted_by_id,
        "admitted_at": moment(admission.admitted_at),
    }


def _item(item: AttemptItem) -> dict[str, Any]:
    return {
        "position": item.position,
        "question": item.question_id,
        "question_revision": item.question_revision_id,
        "shown": item.shown,
        "chosen": item.chosen,
        "answered_at": moment(item.answered_at),
        "is_correct": item.is_correct,
    }


def names_of(attempt: Attempt) -> dict[str, str]:
    """How people and things were called at that moment. Names change rightly, so these are kept, not compared."""
    row = Attempt.objects.select_related(
        "enrolment__person", "enrolment__course", "quiz", "admission__admitted_by"
    ).get(pk=attempt.pk)
    admission = row.admission
    return {
        "person": row.enrolment.person.full_name,
        "user_name": row.enrolment.person.username,
        "course": row.enrolment.course.title,
        "course_code": row.enrolment.course.code,
        "quiz": row.quiz.title,
        "admitted_by": admission.admitted_by.full_name if admission else "",
    }


def moment(value: dt.datetime | None) -> str | None:
    """A moment as text, in UTC, to the microsecond: the same on every database."""
    return value.astimezone(dt.UTC).isoformat(timespec="microseconds") if value else None
