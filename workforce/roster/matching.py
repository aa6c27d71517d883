"""Who a line means. By staff code, user name, e-mail or telephone; never by name alone.

A name only speaks against: a key that leads to somebody of another name puts the line in doubt, and so does a
newcomer who is called like somebody of the agency.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from workforce.roster.cells import without_zeros
from workforce.roster.columns import BY_NAME
from workforce.roster.known import Known
from workforce.roster.reading import KEYS, Line


@dataclass(slots=True)
class Match:
    """`person` is None for somebody new. `doubt` and `fault` are sentences; `candidates` who could be meant."""

    person: int | None = None
    doubt: str = ""
    fault: str = ""
    candidates: list[int] = field(default_factory=list)


def match_by_keys(line: Line, known: Known, agency_id: int | None) -> Match:
    """The one person that the keys of the line lead to, if any."""
    found: dict[int, list[str]] = {}
    for key in KEYS:
        for person in _holders(line, key, known, agency_id):
            found.setdefault(person, []).append(key)
    if not found:
        return Match()
    seen = sorted(person for person in found if _may_be_shown(person, known))
    if len(found) > 1:
        return Match(
            doubt=_("The staff code, user name, e-mail and telephone lead to different people."), candidates=seen
        )
    [(person, keys)] = found.items()
    if len(keys) < 2 and known.people[person].name_key != line.name_key:
        reason = _("The %(key)s belongs to somebody of another name.") % {"key": BY_NAME[keys[0]].label}
        if not seen:  # nothing to choose from, and nothing more to tell
            return Match(fault=reason)
        return Match(doubt=reason, candidates=seen)
    return Match(person)


def _holders(line: Line, key: str, known: Known, agency_id: int | None) -> Iterable[int]:
    value = line.values.get(key)
    if value is None:
        return ()
    if key != "staff_code":
        holder = known.by_key[key].get(value)
        return () if holder is None else (holder,)
    if agency_id is not None and (agency_id, value) in known.codes:
        return (known.codes[agency_id, value],)
    holders = known.code_anywhere.get(value) or known.code_anywhere.get(without_zeros(value)) or set()
    # A number that several agencies of the branch have given tells nobody apart.
    return holders if len(holders) == 1 else ()


def _may_be_shown(person: int, known: Known) -> bool:
    return person in known.of_branch


class Namesakes:
    """The newcomers of a list by name, and by which keys they give: a thousand of one name are not compared each
    with each."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._by_name: dict[str, dict[frozenset[str], list[Line]]] = defaultdict(lambda: defaultdict(list))
        for line in lines:
            self._by_name[line.name_key][_unique_keys(line)].append(line)

    def like(self, line: Line) -> Line | None:
        """The first other line of the name that nothing tells from this one."""
        keys = _unique_keys(line)
        same = [
            next((other for other in lines if other is not line and _nothing_tells_apart(line, other)), None)
            for given, lines in self._by_name[line.name_key].items()
            # Where both give a key, it differs: the same one twice is wrong before it comes to this.
            if not given & keys
        ]
        return min((other for other in same if other), key=lambda other: other.number, default=None)


def _unique_keys(line: Line) -> frozenset[str]:
    """Those that one person alone can have; a staff code is given by each agency anew."""
    return frozenset(name for name in ("username", "email", "phone") if name in line.values)


def doubt_newcomer(line: Line, known: Known, *, claimed: set[int], namesakes: Namesakes) -> Match:
    """Whether somebody without a match may be taken for new. `claimed` are those whom other lines mean."""
    candidates = [
        person
        for person in known.by_name.get(line.name_key, ())
        if person not in claimed and _may_be_same(line, person, known)
    ]
    if candidates:
        return Match(
            doubt=_("Somebody of this name is known already. The same person, or another?"), candidates=candidates
        )
    other = namesakes.like(line)
    if other is None:
        return Match()
    return Match(
        doubt=_("Row %(number)d has the same name, and nothing tells the two apart.") % {"number": other.number}
    )


def _may_be_same(line: Line, pk: int, known: Known) -> bool:
    """Different days of birth, or different staff codes, are different people."""
    person = known.people[pk]
    born = line.values.get("birth_date")
    if born and person.birth_date and born != person.birth_date:
        return False
    codes = known.codes_of.get(pk)
    return not (codes and "staff_code" in line.values)


def _nothing_tells_apart(one: Line, other: Line) -> bool:
    return not any(
        name in one.values and name in other.values and one.values[name] != other.values[name]
        for name in (*KEYS, "birth_date")
    )
