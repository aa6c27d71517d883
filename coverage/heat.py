"""The agencies as a picture: one tile each, the further behind the target the warmer."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coverage.counting import AgencyShare

REACHED = 4
# From the coldest part of the way to the target to the last: names of classes in coverage.css.
BANDS: dict[int, Promise] = {
    0: _("not a quarter of the way"),
    1: _("not half of the way"),
    2: _("not three quarters of the way"),
    3: _("nearly there"),
    REACHED: _("reached"),
}
# What all communes have in common says nothing on a tile.
_PREFIXES = ("UBND xã ", "UBND phường ", "Ủy ban nhân dân xã ", "Ủy ban nhân dân phường ")


@dataclass(frozen=True)
class Tile:
    name: str
    row: AgencyShare


@dataclass(frozen=True)
class Band:
    """Agencies that are equally far; `level` is a key of BANDS."""

    level: int
    title: str
    tiles: list[Tile]


def heat_of(rows: Iterable[AgencyShare]) -> list[Band]:
    """The agencies in bands, those furthest behind first, in the order they come within a band."""
    ordered = sorted(rows, key=level_of)
    return [
        Band(level, str(BANDS[level]), [Tile(_short(row.name), row) for row in found])
        for level, found in groupby(ordered, key=level_of)
    ]


def level_of(row: AgencyShare) -> int:
    """How many quarters of the way to the percentage are done; REACHED only when no person is missing."""
    if row.is_reached or not row.population:
        return REACHED
    return min(3, 4 * 100 * row.achieved // (row.required * row.population)) if row.required else REACHED


def _short(name: str) -> str:
    return next((name.removeprefix(prefix) for prefix in _PREFIXES if name.startswith(prefix)), name)
