"""Opening a sealed record: from its text alone, so that it reads the same years later."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import AttemptSeal
from courses.teaching import teaches
from courses.verifying import Fault, faults_of


@dataclass(frozen=True)
class RecordLine:
    """An answer that was offered, or one that was given; `right` is None where that cannot be said of a line."""

    text: str
    chosen: bool
    right: bool | None


@dataclass(frozen=True)
class RecordItem:
    position: int
    text: str
    lines: list[RecordLine]
    key: str
    answered_at: dt.datetime | None
    is_correct: bool


@dataclass(frozen=True)
class Record:
    """A sealed record as people read it, and what is wrong with it (nothing: the seal holds)."""

    seal: AttemptSeal
    names: dict[str, str]
    attempt: dict[str, Any]
    admission: dict[str, Any]
    items: list[RecordItem]
    faults: list[Fault]


def seal_for(person: User, attempt: int) -> AttemptSeal:
    """The seal of an attempt for those who teach its course: the one door. Raises Http404."""
    seal = AttemptSeal.objects.select_related("attempt__enrolment__course").filter(attempt=attempt).first()
    if seal is None or not teaches(person, seal.attempt.enrolment.course):
        raise Http404(_("There is no such record."))
    return seal


def read_record(seal: AttemptSeal) -> Record:
    """The record of `seal`, and whether it holds."""
    kept = json.loads(seal.record)
    facts = kept["facts"]
    return Record(
        seal=seal,
        names=kept["names"],
        attempt=_with_moments(facts["attempt"]),
        admission=_with_moments(facts["admission"] or {}),
        items=[_item(item) for item in facts["items"]],
        faults=faults_of(seal),
    )


def _with_moments(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: parse_datetime(value) if name.endswith("_at") and value else value for name, value in facts.items()}


def _item(item: dict[str, Any]) -> RecordItem:
    shown, chosen = item["shown"], item["chosen"] or []
    read = {"matching": _pairs, "ordering": _order}.get(shown["type"], _choices if shown["options"] else _typed)
    lines, key = read(shown, chosen)
    answered_at = parse_datetime(item["answered_at"]) if item["answered_at"] else None
    return RecordItem(item["position"], shown["text"], lines, key, answered_at, bool(item["is_correct"]))


def _choices(shown: dict[str, Any], chosen: list[str]) -> tuple[list[RecordLine], str]:
    return [RecordLine(one["text"], one["key"] in chosen, one["correct"]) for one in shown["options"]], ""


def _typed(shown: dict[str, Any], chosen: list[str]) -> tuple[list[RecordLine], str]:
    accepted = [one["text"] for one in shown.get("accepted", [])] or [str(shown.get("number", ""))]
    return [RecordLine(typed, True, None) for typed in chosen], "; ".join(accepted)


def _pairs(shown: dict[str, Any], chosen: list[str]) -> tuple[list[RecordLine], str]:
    right = {one["key"]: one["text"] for one in shown["matches"]}
    given = dict(pair.split(":", 1) for pair in chosen if ":" in pair)
    lines = [
        RecordLine(
            f"{one['text']} → {right.get(given.get(one['key'], ''), '–')}", True, given.get(one["key"]) == one["match"]
        )
        for one in shown["options"]
    ]
    return lines, "; ".join(f"{one['text']} → {right[one['match']]}" for one in shown["options"])


def _order(shown: dict[str, Any], chosen: list[str]) -> tuple[list[RecordLine], str]:
    texts = {one["key"]: one["text"] for one in shown["options"]}
    right = sorted(shown["options"], key=lambda one: one["place"])
    lines = [RecordLine(texts[key], True, None) for key in chosen if key in texts]
    return lines, " → ".join(one["text"] for one in right)
