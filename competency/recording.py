"""Writing down that somebody showed a competency. Evidence is added, never changed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import User
from competency.models import Competency, Evidence, Level

BATCH = 2000

Outcome = tuple[Competency, Level, str]


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The thing that proves something of a person: `source` names it for ever ("course-completion:<id>")."""

    person_id: int
    source: str
    on: dt.date


def record_evidence(*, person: User, outcomes: Iterable[Outcome], source: str, on: dt.date) -> None:
    """Record that `source` proved each of `outcomes` (competency, level, statement) of `person` on the day `on`.

    Harmless twice: the pair (source, competency) is recorded once, the first date and level stay.
    """
    record_evidence_of_many(proofs=[Proof(person_id=person.pk, source=source, on=on)], outcomes=list(outcomes))


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
            )
            for proof in proofs
            for competency, level, statement in outcomes
        ),
        batch_size=BATCH,
        # Two workers may record the same completion at once; the unique pair decides, without an error.
        ignore_conflicts=True,
    )
