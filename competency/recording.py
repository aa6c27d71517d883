"""Writing down that somebody showed a competency, and until when that counts. Evidence is never deleted."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Greatest

from accounts.models import User
from competency.models import Competency, Evidence, Level

BATCH = 2000

Outcome = tuple[Competency, Level, str]


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The thing that proves something of a person: `source` names it for ever ("course-completion:<id>").

    `until` is the first day on which it proves nothing more; None: it goes on.
    """

    person_id: int
    source: str
    on: dt.date
    until: dt.date | None = None


def record_evidence(
    *, person: User, outcomes: Iterable[Outcome], source: str, on: dt.date, until: dt.date | None = None
) -> None:
    """Record that `source` proved each of `outcomes` (competency, level, statement) of `person` on the day `on`.

    Harmless twice: the pair (source, competency) is recorded once, the first date and level stay.
    """
    proof = Proof(person_id=person.pk, source=source, on=on, until=until)
    record_evidence_of_many(proofs=[proof], outcomes=list(outcomes))


def end_evidence(*, source: str, on: dt.date) -> int:
    """What `source` proved counts no longer from the day `on`; the days before stay as they were.

    Harmless twice: an earlier end stays. Returns how many rows were ended. Call in the transaction that takes the
    source back.
    """
    running = Evidence.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), source=source)
    return running.update(valid_to=Greatest(F("achieved_on"), Value(on, output_field=DateField())))


def record_evidence_of_many(*, proofs: Iterable[Proof], outcomes: Sequence[Outcome]) -> None:
    """The same `outcomes` for many people at once, as when a course is counted for everyone; harmless twice."""
    Evidence.objects.bulk_create(
        (
            Evidence(
                person_id=proof.person_id,
                competency=competency,
                level=level,
                source=proof.source,
                statement=statement,
                achieved_on=proof.on,
                valid_to=proof.until,
            )
            for proof in proofs
            for competency, level, statement in outcomes
        ),
        batch_size=BATCH,
        # Two workers may record the same completion at once; the unique pair decides, without an error.
        ignore_conflicts=True,
    )
