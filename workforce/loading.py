"""Bringing agencies, successions and positions from data files into the database, in place, by stable codes.

`upsert` is shared with the loaders of competency and coverage.
"""

import datetime as dt
import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from kit.confidence import Confidence
from kit.text import nfc
from workforce.models import Agency, OperationAgency, Position, Succession

DATA = Path(__file__).parent / "data"
AGENCIES_FILE = DATA / "agencies.json"
POSITIONS_FILE = DATA / "positions.json"
BATCH = 500

Row = TypeVar("Row", bound=models.Model)
Key = TypeVar("Key", bound=Hashable)


class BadDataFile(Exception):
    """A data file cannot be loaded; the sentence names the file, the entry and what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a load did, in numbers of rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: Self) -> "Loaded":
        return Loaded(
            created=self.created + other.created,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
        )

    @property
    def is_nothing_new(self) -> bool:
        return not (self.created or self.updated)

    def __str__(self) -> str:
        if self.is_nothing_new:
            return _("%(unchanged)d rows, nothing to change") % {"unchanged": self.unchanged}
        return _("%(created)d new, %(updated)d changed, %(unchanged)d unchanged") % {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
        }


def upsert(
    existing: Mapping[Key, Row], wanted: Mapping[Key, Mapping[str, Any]], make: Callable[[Key, Mapping[str, Any]], Row]
) -> Loaded:
    """Create the rows of `wanted` that do not exist and update the fields that differ; leave all others alone.

    `make` builds a new row from its key and values. Harmless twice: the second run finds no difference.
    """
    new = [make(key, values) for key, values in wanted.items() if key not in existing]
    changed: list[Row] = []
    fields: set[str] = set()
    for key in wanted.keys() & existing.keys():
        row = existing[key]
        different = {name: value for name, value in wanted[key].items() if getattr(row, name) != value}
        if different:
            for name, value in different.items():
                setattr(row, name, value)
            changed.append(row)
            fields |= different.keys()
    if new:
        type(new[0])._default_manager.bulk_create(new, batch_size=BATCH)
    if changed:
        type(changed[0])._default_manager.bulk_update(changed, sorted(fields), batch_size=BATCH)
    return Loaded(created=len(new), updated=len(changed), unchanged=len(wanted) - len(new) - len(changed))


def read_json(path: Path) -> Any:
    """The content of a data file, its text in one Unicode form. Raises BadDataFile."""
    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_float=str, object_hook=_one_form)
    except OSError as error:
        raise BadDataFile(_("%(file)s cannot be read: %(why)s") % {"file": path, "why": error.strerror}) from error
    except ValueError as error:
        raise BadDataFile(_("%(file)s is not valid JSON: %(why)s") % {"file": path, "why": error}) from error


def _one_form(entry: dict[str, Any]) -> dict[str, Any]:
    # Compared with what the database holds, so "ệ" must be the same letter in both.
    return {key: nfc(value) if isinstance(value, str) else value for key, value in entry.items()}


def read_day(text: str | None, entry: str) -> dt.date | None:
    """An ISO date of a data file; None for none. Raises BadDataFile naming `entry`."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise BadDataFile(_("%(entry)s: %(date)s is not a date") % {"entry": entry, "date": text}) from None


def read_confidence(mark: str, entry: str) -> str:
    """A mark of how sure the source is. Raises BadDataFile naming `entry`: a fact without its mark is not loaded."""
    if mark not in Confidence.values:
        raise BadDataFile(_("%(entry)s: unknown mark of confidence %(mark)s") % {"entry": entry, "mark": mark})
    return mark


@transaction.atomic
def load_agencies(path: Path = AGENCIES_FILE) -> dict[str, Loaded]:
    """Load the agency tree and its successions; harmless twice. Raises BadDataFile, and then nothing is loaded."""
    data = read_json(path)
    return {"agencies": _load_tree(data["agencies"]), "successions": _load_successions(data["successions"])}


@transaction.atomic
def load_positions(path: Path = POSITIONS_FILE) -> Loaded:
    """Load the job positions; harmless twice. Raises BadDataFile."""
    return upsert(
        {position.code: position for position in Position.objects.all()},
        {entry["code"]: {"name": entry["name"]} for entry in read_json(path)},
        lambda code, values: Position(code=code, **values),
    )


def _load_tree(entries: list[dict[str, Any]]) -> Loaded:
    """Write the tree in bulk: paths are computed here, because adding 300 nodes one by one takes seconds."""
    existing = {agency.code: agency for agency in Agency.objects.all()}
    # What an officer has changed since is no longer the file's to say.
    theirs = set(OperationAgency.objects.filter(operation__undone_at=None).values_list("agency__code", flat=True))
    paths = {code: agency.path for code, agency in existing.items()}
    children = _highest_child(paths.values())
    wanted: dict[str, dict[str, Any]] = {}
    for entry in entries:
        code, parent = entry["code"], entry["parent"]
        if code in wanted:
            raise BadDataFile(_("%(entry)s: this code occurs twice") % {"entry": code})
        if parent is not None and parent not in wanted:
            raise BadDataFile(
                _("%(entry)s: its parent %(parent)s must stand before it") % {"entry": code, "parent": parent}
            )
        above = paths[parent] if parent is not None else ""
        if code in paths and paths[code][: -Agency.steplen] != above:
            raise BadDataFile(_("%(entry)s: stands elsewhere in the tree; move it by hand first") % {"entry": code})
        if code not in paths:
            children[above] = children.get(above, 0) + 1
            paths[code] = Agency._get_path(above, len(above) // Agency.steplen + 1, children[above])
        wanted[code] = _agency_values(entry)
    ours = {code: values for code, values in wanted.items() if code not in theirs}
    loaded = upsert(existing, ours, lambda code, values: _new_agency(code, paths[code], values))
    _count_children()
    return loaded


def _agency_values(entry: dict[str, Any]) -> dict[str, Any]:
    if entry["kind"] not in Agency.Kind.values:
        raise BadDataFile(_("%(entry)s: unknown kind %(kind)s") % {"entry": entry["code"], "kind": entry["kind"]})
    return {
        "name": entry["name"],
        "kind": entry["kind"],
        "valid_from": read_day(entry["valid_from"], entry["code"]),
        "valid_to": read_day(entry.get("valid_to"), entry["code"]),
        "confidence": read_confidence(entry["confidence"], entry["code"]),
        "note": entry.get("note", ""),
    }


def _new_agency(code: str, path: str, values: Mapping[str, Any]) -> Agency:
    return Agency(code=code, path=path, depth=len(path) // Agency.steplen, **values)


def _highest_child(paths: Any) -> dict[str, int]:
    """The number of the last child below each path."""
    highest: dict[str, int] = {}
    for path in paths:
        above, step = path[: -Agency.steplen], Agency._str2int(path[-Agency.steplen :])
        highest[above] = max(step, highest.get(above, 0))
    return highest


def _count_children() -> None:
    """Bring treebeard's `numchild` in line with the paths."""
    agencies = list(Agency.objects.only("path", "numchild"))
    counts: dict[str, int] = {}
    for agency in agencies:
        above = agency.path[: -Agency.steplen]
        counts[above] = counts.get(above, 0) + 1
    wrong = [agency for agency in agencies if agency.numchild != counts.get(agency.path, 0)]
    for agency in wrong:
        agency.numchild = counts.get(agency.path, 0)
    Agency.objects.bulk_update(wrong, ["numchild"], batch_size=BATCH)


def _load_successions(entries: list[dict[str, Any]]) -> Loaded:
    ids = dict(Agency.objects.values_list("code", "pk"))
    wanted = {}
    for entry in entries:
        pair = (entry["predecessor"], entry["successor"])
        unknown = [code for code in pair if code not in ids]
        if unknown:
            raise BadDataFile(_("%(entry)s: no such agency") % {"entry": unknown[0]})
        key = (ids[pair[0]], ids[pair[1]])
        wanted[key] = {"on": read_day(entry["on"], " → ".join(pair)), "document": entry["document"]}
    return upsert(
        {(row.predecessor_id, row.successor_id): row for row in Succession.objects.all()},
        wanted,
        lambda key, values: Succession(predecessor_id=key[0], successor_id=key[1], **values),
    )
