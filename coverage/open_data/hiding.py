"""Which numbers of a table stay hidden, so that a group of few people cannot be read or worked out. Pure rules.

Hiding a small number is not enough: with the total and the other rows it could be computed. So where something
is hidden, more is hidden, until what is hidden together is itself no small group (complementary suppression).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Fits = Callable[[Sequence["Row"]], bool]


@dataclass(frozen=True)
class Row:
    """People in the group and those who achieved, in one agency."""

    code: str
    name: str
    population: int
    achieved: int


@dataclass(frozen=True)
class Shown:
    """A row as it may be published; None is hidden."""

    code: str
    name: str
    population: int | None
    achieved: int | None


def hide_the_few(rows: Sequence[Row], *, least: int) -> tuple[Shown, list[Shown]]:
    """The total and the rows as they may be published: no group of fewer than `least` can be read or computed.

    A population of fewer than `least` is hidden, and so is the number who achieved where they, or those who have
    not, are fewer than `least` but somebody. Nobody or everybody of a large group is no secret of one person.
    """
    small = [row for row in rows if _is_few(row.population, least)]
    few = [row for row in rows if row in small or _tells_of_few(row, least)]
    no_population = _with_more(rows, small, lambda hidden: _is_hidden_well([row.population for row in hidden], least))
    no_achieved = _with_more(rows, [*few, *(row for row in no_population if row not in few)], _both_sides(least))
    whole = Row("", "", sum(row.population for row in rows), sum(row.achieved for row in rows))
    shown = [
        Shown(
            row.code,
            row.name,
            None if row in no_population else row.population,
            None if row in no_achieved else row.achieved,
        )
        for row in rows
    ]
    return _total(whole, least, all_hidden_well=_both_sides(least)(no_achieved)), shown


def _total(whole: Row, least: int, *, all_hidden_well: bool) -> Shown:
    """The total; without those who achieved where even all rows together are too few to hide in."""
    if _is_few(whole.population, least):
        return Shown(whole.code, whole.name, None, None)
    hidden = _tells_of_few(whole, least) or not all_hidden_well
    return Shown(whole.code, whole.name, whole.population, None if hidden else whole.achieved)


def _is_few(number: int, least: int) -> bool:
    return 0 < number < least


def _tells_of_few(row: Row, least: int) -> bool:
    return _is_few(row.achieved, least) or _is_few(row.population - row.achieved, least)


def _is_hidden_well(numbers: Sequence[int], least: int) -> bool:
    """Whether several numbers whose sum is known tell nothing of one: there are two at least, together not few."""
    return not numbers or (len(numbers) > 1 and sum(numbers) >= least)


def _both_sides(least: int) -> Fits:
    """Hidden well on the side of those who achieved and on that of those who have not."""

    def fits(hidden: Sequence[Row]) -> bool:
        achieved = [row.achieved for row in hidden]
        missing = [row.population - row.achieved for row in hidden]
        return _is_hidden_well(achieved, least) and _is_hidden_well(missing, least)

    return fits


def _with_more(rows: Sequence[Row], hidden: Sequence[Row], fits: Fits) -> list[Row]:
    """`hidden` and as many of the smallest other rows that have people as it takes; all of them when none fit."""
    found = list(hidden)
    others = sorted((row for row in rows if row not in found), key=lambda row: (row.population, row.code))
    for row in others:
        if fits(found):
            break
        found.append(row)
    return found
