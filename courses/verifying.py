"""Whether the sealed records of supervised attempts still hold: recomputed from the tables, row by row."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.models import Attempt, AttemptSeal, SealChain
from courses.records import START, canonical, chained_hash, facts_of


@dataclass(frozen=True)
class Fault:
    """Something that no longer agrees. `attempt` is its number in the table, None when only the chain is wrong."""

    sequence: int | None
    attempt: int | None
    words: str

    def __str__(self) -> str:
        where = _("seal %(number)d") % {"number": self.sequence} if self.sequence else _("no seal")
        return f"{where}, {_('attempt %(id)s') % {'id': self.attempt or '–'}}: {self.words}"


def faults_of(seal: AttemptSeal) -> list[Fault]:
    """What is wrong with one seal: its own hash, its link to the seal before, its attempt. Six queries."""
    before = AttemptSeal.objects.filter(sequence=seal.sequence - 1).first()
    found = _faults_of_link(seal, before.sha256 if before else START)
    if before is None and seal.sequence > 1:
        found.append(Fault(seal.sequence - 1, None, _("the seal is missing")))
    return found + _faults_of_content(seal)


def faults_of_chain() -> Iterator[Fault]:
    """Everything that is wrong with any seal, in the chain's order, and what has no seal though it should."""
    expected, previous = 1, START
    for seal in AttemptSeal.objects.order_by("sequence").iterator(chunk_size=200):
        for missing in range(expected, seal.sequence):
            yield Fault(missing, None, _("the seal is missing"))
        yield from _faults_of_link(seal, previous)
        yield from _faults_of_content(seal)
        expected, previous = seal.sequence + 1, seal.sha256
    chain = SealChain.objects.filter(pk=SealChain.ONLY).first() or SealChain(length=0)
    if (chain.length, chain.last_sha256 or START) != (expected - 1, previous):
        yield Fault(chain.length or None, None, _("the chain does not end where it was last added to"))
    for attempt in unsealed():
        yield Fault(None, attempt, _("graded in an exam, but not sealed"))


def unsealed() -> "Iterator[int]":
    """Supervised attempts that were graded and have no seal."""
    graded = Attempt.objects.filter(state=Attempt.State.GRADED, admission__isnull=False, seal=None)
    return graded.order_by("pk").values_list("pk", flat=True).iterator()


def _faults_of_link(seal: AttemptSeal, previous: str) -> list[Fault]:
    found = []
    if seal.previous_sha256 != previous:
        found.append(Fault(seal.sequence, seal.attempt_id, _("it does not follow the seal before it")))
    computed = chained_hash(sequence=seal.sequence, previous=seal.previous_sha256, record=seal.record)
    if computed != seal.sha256:
        found.append(Fault(seal.sequence, seal.attempt_id, _("the record was changed")))
    return found


def _faults_of_content(seal: AttemptSeal) -> list[Fault]:
    try:
        kept = json.loads(seal.record)["facts"]
    except (ValueError, KeyError, TypeError):
        return [Fault(seal.sequence, seal.attempt_id, _("the record cannot be read"))]
    now = json.loads(canonical(facts_of(seal.attempt)))
    return [
        Fault(seal.sequence, seal.attempt_id, _("%(what)s is not what it was") % {"what": what})
        for what in _differences(kept, now)
    ]


def _differences(kept: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """Names of what differs: "attempt.correct", "items[3].chosen"."""
    for part in ("attempt", "admission"):
        was, is_now = kept.get(part) or {}, now.get(part) or {}
        yield from (f"{part}.{key}" for key in sorted(was.keys() | is_now) if was.get(key) != is_now.get(key))
    before = {item["position"]: item for item in kept.get("items", [])}
    after = {item["position"]: item for item in now["items"]}
    for position in sorted(before.keys() | after):
        was, is_now = before.get(position), after.get(position)
        if was is None or is_now is None:
            yield f"items[{position}]"
            continue
        yield from (
            f"items[{position}].{key}" for key in sorted(was.keys() | is_now) if was.get(key) != is_now.get(key)
        )
