"""What if: the figure of a target should the people still missing achieve. Pure arithmetic; nothing is written."""

from collections.abc import Collection
from dataclasses import dataclass

from coverage.counting import AgencyShare, Count, Share, total_of


@dataclass(frozen=True, kw_only=True)
class Supposed:
    """The figure if `people` more achieve, those still missing in the chosen agencies."""

    people: int
    figure: Share
    rows: tuple[AgencyShare, ...]


def suppose(counted: Count, codes: Collection[str], *, share: int = 100) -> Supposed:
    """`counted`, if in each agency of `codes` so many in a hundred of those missing achieve, rounded down.

    Everybody else stays as they are, and nobody comes or goes. Codes of other agencies are ignored.
    """
    more = {row.code: row.missing * share // 100 for row in counted.rows if row.code in codes}
    after = [(row.population, row.achieved + more.get(row.code, 0)) for row in counted.rows]
    return Supposed(
        people=sum(more.values()),
        figure=Share(**total_of(counted.target, after)),
        rows=tuple(row for row in counted.rows if row.missing),
    )
