"""Bringing the targets of the plans from a data file into the database, in place, by code.

The plan's own words are kept in step with the file. How a target is counted (population,
numerator, unit, courses, note) is our reading: it is set once, and from then on belongs to the
provincial officer.
"""

from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.models import CoursePage
from coverage.models import Target
from workforce.loading import BadDataFile, Loaded, read_confidence, read_day, read_json, upsert

TARGETS_FILE = Path(__file__).parent / "data" / "targets.json"
READING = ("population", "numerator", "unit", "counting_note")


@transaction.atomic
def load_targets(path: Path = TARGETS_FILE) -> dict[str, Loaded]:
    """Load every target and task; harmless twice. Raises BadDataFile, and then nothing is loaded.

    A course of the file is linked when it exists and the target has no course yet, so that
    loading again after importing courses fills the links and never touches an officer's.
    """
    entries = {entry["code"]: entry for entry in read_json(path)["targets"]}
    loaded = upsert(
        {target.code: target for target in Target.objects.all()},
        {code: _words_of_the_plan(entry) for code, entry in entries.items()},
        lambda code, values: Target(code=code, **values, **_reading(entries[code])),
    )
    return {"targets": loaded, "links": _link_courses(entries)}


def _words_of_the_plan(entry: dict[str, Any]) -> dict[str, Any]:
    code = entry["code"]
    if entry["kind"] not in Target.Kind.values:
        raise BadDataFile(_("%(entry)s: unknown kind %(kind)s") % {"entry": code, "kind": entry["kind"]})
    return {
        "document": entry["document"],
        "province": entry["province"],
        "issued": read_day(entry["issued"], code),
        "kind": entry["kind"],
        "verbatim": entry["verbatim"],
        "training": entry["training"],
        "percent": entry["percent"],
        "deadline": read_day(entry["deadline"], code),
        "confidence": read_confidence(entry["confidence"], code),
    }


def _reading(entry: dict[str, Any]) -> dict[str, str]:
    for name, choices in (("population", Target.Population), ("numerator", Target.Numerator)):
        if entry.get(name) and entry[name] not in choices.values:
            raise BadDataFile(_("%(entry)s: unknown word %(word)s") % {"entry": entry["code"], "word": entry[name]})
    return {name: entry[name] for name in READING if name in entry}


def _link_courses(entries: dict[str, dict[str, Any]]) -> Loaded:
    courses = dict(CoursePage.objects.values_list("code", "pk"))
    through = Target.courses.through
    linked = set(through._default_manager.values_list("target__code", flat=True))
    targets = dict(Target.objects.values_list("code", "pk"))
    wanted = [
        (targets[code], courses[course])
        for code, entry in entries.items()
        for course in entry.get("courses", [])
        if course in courses and code not in linked
    ]
    through._default_manager.bulk_create(through(target_id=target, coursepage_id=course) for target, course in wanted)
    return Loaded(created=len(wanted), unchanged=len(linked & entries.keys()))
