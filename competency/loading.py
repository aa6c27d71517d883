"""Bringing frameworks and the requirements of positions from data files into the database, in place."""

from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from competency.models import Competency, Domain, Framework, Level, Requirement
from kit.confidence import Confidence
from workforce.loading import BadDataFile, Loaded, read_confidence, read_day, read_json, upsert
from workforce.models import Position

DATA = Path(__file__).parent / "data"
FRAMEWORKS_FILE = DATA / "frameworks.json"
REQUIREMENTS_FILE = DATA / "requirements.json"

# From sure to unsure. A row holds several facts and one mark: that of its weakest fact.
WEAKER_AND_WEAKER = (
    Confidence.CONFIRMED,
    Confidence.SECONDARY,
    Confidence.INFERENCE,
    Confidence.OWN_KNOWLEDGE,
    Confidence.UNCERTAIN,
)


def weakest(mark: str | dict[str, str], entry: str) -> str:
    """The mark of a row whose source gives one mark, or one for each of its facts. Raises BadDataFile."""
    marks = mark.values() if isinstance(mark, dict) else [mark]
    return max((read_confidence(one, entry) for one in marks), key=[str(c) for c in WEAKER_AND_WEAKER].index)


@transaction.atomic
def load_frameworks(path: Path = FRAMEWORKS_FILE) -> dict[str, Loaded]:
    """Load the frameworks with levels, domains and competencies; harmless twice.

    Raises BadDataFile, and then nothing is loaded. What a newer file no longer names stays:
    evidence may point at it.
    """
    entries = read_json(path)["frameworks"]
    loaded = {
        "frameworks": upsert(
            {framework.code: framework for framework in Framework.objects.all()},
            {entry["code"]: _framework_values(entry) for entry in entries},
            lambda code, values: Framework(code=code, **values),
        )
    }
    ids = dict(Framework.objects.values_list("code", "pk"))
    loaded["levels"] = _load_below(
        Level, "framework_id", {ids[f["code"]]: [_level_values(level, f) for level in f["levels"]] for f in entries}
    )
    loaded["domains"] = _load_below(
        Domain, "framework_id", {ids[f["code"]]: _numbered(f["domains"], _domain_values) for f in entries}
    )
    domains = {(domain.framework_id, domain.code): domain.pk for domain in Domain.objects.all()}
    loaded["competencies"] = _load_below(
        Competency,
        "domain_id",
        {
            domains[ids[f["code"]], domain["code"]]: _numbered(domain["competencies"], _competency_values)
            for f in entries
            for domain in f["domains"]
        },
    )
    return loaded


def _load_below(model: type[models.Model], parent: str, wanted: dict[int, list[dict[str, Any]]]) -> Loaded:
    """Upsert rows that are known by their parent and their code."""
    return upsert(
        {(getattr(row, parent), row.code): row for row in model._default_manager.all()},  # type: ignore[attr-defined]
        {(above, values["code"]): values for above, rows in wanted.items() for values in rows},
        lambda key, values: model(**{parent: key[0]}, **values),
    )


def _numbered(entries: list[dict[str, Any]], values_of: Any) -> list[dict[str, Any]]:
    return [{**values_of(entry), "order": order} for order, entry in enumerate(entries, start=1)]


def _framework_values(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "name_vi": entry["name_vi"],
        "name_en": entry.get("name_en", ""),
        "document": entry["document"],
        "issuer": entry.get("issuer", ""),
        "issued": entry.get("issued", ""),
        "effective": entry.get("effective", ""),
        "confidence": read_confidence(entry["confidence"], entry["code"]),
        "confidence_note": entry["confidence_note"],
    }


def _level_values(entry: dict[str, Any], framework: dict[str, Any]) -> dict[str, Any]:
    order = entry["order"]
    band_vi, band_en = entry.get("band_vi", ""), entry.get("band_en", "")
    name_vi = entry.get("name_vi") or (f"Bậc {order} ({band_vi})" if band_vi else f"Bậc {order}")
    name_en = entry.get("name_en") or (f"Level {order} ({band_en})" if band_en else f"Level {order}")
    return {
        "code": entry["code"],
        "order": order,
        "name_vi": name_vi,
        "name_en": name_en,
        "descriptor_vi": entry.get("descriptor_vi", ""),
        "descriptor_en": entry.get("descriptor_en", ""),
        "confidence": weakest(entry.get("confidence", framework["confidence"]), f"{framework['code']}/{entry['code']}"),
    }


def _domain_values(entry: dict[str, Any]) -> dict[str, Any]:
    return {"code": entry["code"], "name_vi": entry["name_vi"], "name_en": entry.get("name_en", "")}


def _competency_values(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": entry["code"],
        "name_vi": entry["name_vi"],
        "name_en": entry.get("name_en", ""),
        "description_vi": entry.get("description_vi", ""),
        "confidence": weakest(entry["confidence"], entry["code"]),
    }


@transaction.atomic
def load_requirements(path: Path = REQUIREMENTS_FILE) -> Loaded:
    """Load what positions ask for, with its source and mark; harmless twice. Positions must be loaded first.

    A position and competency that already have a requirement, open or ended, are left alone: what an
    officer has set holds. Raises BadDataFile.
    """
    data = read_json(path)
    positions = dict(Position.objects.values_list("code", "pk"))
    competencies = dict(Competency.objects.filter(domain__framework__code=data["framework"]).values_list("code", "pk"))
    levels = dict(Level.objects.filter(framework__code=data["framework"]).values_list("code", "pk"))
    frame = {
        "source": data["source"],
        "confidence": read_confidence(data["confidence"], path.name),
        "valid_from": read_day(data["valid_from"], path.name),
    }
    asked = {}
    for entry in data["requirements"]:
        for position in entry["positions"]:
            for competency, level in entry["levels"].items():
                key = (_find(positions, position), _find(competencies, competency))
                asked[key] = {**frame, "level_id": _find(levels, level)}
    there = set(Requirement.objects.values_list("position", "competency"))
    missing = {key: values for key, values in asked.items() if key not in there}
    return upsert({}, missing, _new_requirement) + Loaded(unchanged=len(asked) - len(missing))


def _find(ids: dict[str, int], code: str) -> int:
    if code not in ids:
        raise BadDataFile(_("%(entry)s: not loaded yet; load the agencies and the frameworks first") % {"entry": code})
    return ids[code]


def _new_requirement(key: tuple[int, int], values: Any) -> Requirement:
    return Requirement(position_id=key[0], competency_id=key[1], **values)
