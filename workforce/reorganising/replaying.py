"""A reform that ships as data, told as operations: the successions of one day as merges, splits and closings.

For a province that kept its staff in the old agencies until the day itself; where the new tree was loaded from the
start (`load_agencies`), nothing is left to do. Nghị quyết 1672/NQ-UBTVQH15 made 65 communes out of 200 on 1 July 2025
and ended the 11 districts above them.
"""

import datetime as dt
from collections import defaultdict
from pathlib import Path
from typing import Any

from workforce.loading import AGENCIES_FILE, read_json
from workforce.reorganising.proposals import Heir, Kind, Proposal


def reform(on: dt.date, path: Path = AGENCIES_FILE) -> list[Proposal]:
    """What the file says happened on a day, in an order in which it can be carried out: splits, merges, closings.

    The people of what is closed must have been transferred by then. Raises BadDataFile.
    """
    data, day = read_json(path), on.isoformat()
    agencies = {entry["code"]: entry for entry in data["agencies"]}
    came, went = defaultdict(list), defaultdict(list)
    for entry in data["successions"]:
        if entry["on"] == day:
            came[entry["successor"]].append(entry)
            went[entry["predecessor"]].append(entry)
    parted = sorted(code for code, entries in went.items() if len(entries) > 1)
    made: set[str] = set()
    splits = [
        _split(code, [_heir(agencies[to["successor"]], made) for to in went[code]], went[code]) for code in parted
    ]
    merges = [_merge(_heir(agencies[code], made), entries, parted) for code, entries in came.items()]
    ended = [code for code, entry in agencies.items() if entry.get("valid_to") == day and code not in went]
    document = next((entry["document"] for entries in went.values() for entry in entries), "")
    # Deeper ones first: nothing closes while something stands below it.
    closings = [
        Proposal(kind=Kind.CLOSE, agencies=(code,), on=on, document=document)
        for code in sorted(ended, key=lambda code: -_depth(code, agencies))
    ]
    return [*splits, *(step for step in merges if step.agencies), *closings]


def _heir(entry: dict[str, Any], made: set[str]) -> Heir:
    """The new agency at its first mention, then the one that is there; `made` remembers."""
    code = entry["code"]
    if code in made:
        return Heir(code=code)
    made.add(code)
    return Heir(code=code, name=entry["name"], kind=entry["kind"], above=entry["parent"] or "")


def _merge(heir: Heir, sources: list[dict[str, Any]], parted: list[str]) -> Proposal:
    """Those that go into the new agency whole."""
    whole = tuple(source["predecessor"] for source in sources if source["predecessor"] not in parted)
    return Proposal(kind=Kind.MERGE, agencies=whole, heirs=(heir,), **_when(sources))


def _split(code: str, heirs: list[Heir], entries: list[dict[str, Any]]) -> Proposal:
    return Proposal(kind=Kind.SPLIT, agencies=(code,), heirs=tuple(heirs), **_when(entries))


def _when(entries: list[dict[str, Any]]) -> dict[str, Any]:
    return {"on": dt.date.fromisoformat(entries[0]["on"]), "document": entries[0]["document"]}


def _depth(code: str, agencies: dict[str, dict[str, Any]]) -> int:
    parent = agencies[code]["parent"]
    return 0 if parent is None else 1 + _depth(parent, agencies)
