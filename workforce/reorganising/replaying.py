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
    """What the file says happened on a day, in an order in which it can be carried out: merges, splits, closings.

    The people of what is closed must have been transferred by then. Raises BadDataFile.
    """
    data, day = read_json(path), on.isoformat()
    agencies = {entry["code"]: entry for entry in data["agencies"]}
    came, went = defaultdict(list), defaultdict(list)
    for entry in data["successions"]:
        if entry["on"] == day:
            came[entry["successor"]].append(entry)
            went[entry["predecessor"]].append(entry)
    parted = {code for code, entries in went.items() if len(entries) > 1}
    merges = [_merge(agencies[code], entries, parted, on) for code, entries in came.items()]
    splits = [_split(code, went[code], on) for code in sorted(parted)]
    ended = [code for code, entry in agencies.items() if entry.get("valid_to") == day and code not in went]
    document = next((entry["document"] for entries in went.values() for entry in entries), "")
    # Deeper ones first: nothing closes while something stands below it.
    closings = [
        Proposal(kind=Kind.CLOSE, agencies=(code,), on=on, document=document)
        for code in sorted(ended, key=lambda code: -_depth(code, agencies))
    ]
    return [*merges, *splits, *closings]


def _merge(entry: dict[str, Any], sources: list[dict[str, Any]], parted: set[str], on: dt.date) -> Proposal:
    """Those that go into the new agency whole; a single one goes on under a new name and in a new place."""
    whole = tuple(source["predecessor"] for source in sources if source["predecessor"] not in parted)
    heir = Heir(code=entry["code"], name=entry["name"], kind=entry["kind"], above=entry["parent"] or "")
    kind = Kind.MERGE if len(sources) > 1 else Kind.RENAME
    return Proposal(kind=kind, agencies=whole, heirs=(heir,), on=on, document=sources[0]["document"])


def _split(code: str, entries: list[dict[str, Any]], on: dt.date) -> Proposal:
    heirs = tuple(Heir(code=entry["successor"]) for entry in entries)
    return Proposal(kind=Kind.SPLIT, agencies=(code,), heirs=heirs, on=on, document=entries[0]["document"])


def _depth(code: str, agencies: dict[str, dict[str, Any]]) -> int:
    parent = agencies[code]["parent"]
    return 0 if parent is None else 1 + _depth(parent, agencies)
