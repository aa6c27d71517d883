"""Why a figure is another on another day: each person is one part of the difference. Pure rules.

Two differences are explained, that of the population and that of those who achieved; in both, what
was added less what was taken away is exactly the difference, for every person is in one part.
"""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What became of a person between two days, as seen from one branch; the values stand in addresses."""

    HIRED = "vao-lam"
    MOVED_IN = "chuyen-den"
    JOINED_GROUP = "vao-dien"
    LEFT = "nghi-viec"
    MOVED_OUT = "chuyen-di"
    LEFT_GROUP = "ra-khoi-dien"
    ACHIEVED = "moi-dat"
    EXPIRED = "het-han"
    REVOKED = "thu-hoi"
    SUSPENDED = "tam-dung"
    LAPSED = "thoi-tinh"
    MOVED_WITHIN = "chuyen-trong"
    SAME = "khong-doi"


COMING = (Part.HIRED, Part.MOVED_IN, Part.JOINED_GROUP)
GOING = (Part.LEFT, Part.MOVED_OUT, Part.LEFT_GROUP)
LOSING = (Part.EXPIRED, Part.REVOKED, Part.SUSPENDED, Part.LAPSED)


@dataclass(frozen=True)
class Standing:
    """Where a person stands at the end of a day.

    `agency` tells bodies apart and is None for who works nowhere, `within` whether it is of the branch asked
    about, `counts` whether the person is also one of those the target speaks of.
    """

    agency: str | None = None
    within: bool = False
    counts: bool = False
    achieved: bool = False


def part_of(before: Standing, after: Standing, *, ended: Part = Part.LAPSED) -> Part:
    """What became of a person; `ended` is why what counted before no longer does, should that be so."""
    if after.counts and not before.counts:
        if before.agency is None:
            return Part.HIRED
        return Part.JOINED_GROUP if before.within else Part.MOVED_IN
    if before.counts and not after.counts:
        if after.agency is None:
            return Part.LEFT
        return Part.LEFT_GROUP if after.within else Part.MOVED_OUT
    if before.achieved != after.achieved:
        return Part.ACHIEVED if after.achieved else ended
    return Part.MOVED_WITHIN if before.agency != after.agency else Part.SAME
