"""User names of new people, from their names: nong.thi.lan, then nong.thi.lan.2. The same list gives the same names."""

import re
from collections import Counter
from collections.abc import Sequence

from accounts.models import User
from kit.text import fold
from workforce.roster.known import chunks

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
# So many numbers of one name are asked about at once; a province has hundreds of Nguyễn Văn Hùng.
_PROBES = 20
_LONGEST = 140


def base_of(full_name: str) -> str:
    """ "nong.thi.lan"; a name without Latin letters is called "nguoi"."""
    return _NOT_IN_NAMES.sub(".", fold(full_name)).strip(".")[:_LONGEST].strip(".") or "nguoi"


def free_usernames(full_names: Sequence[str], *, taken: set[str]) -> list[str]:
    """A user name for each, in order; none that is `taken`, in the database, or given twice.

    One query for each 5,000 names, and again for those whose first twenty numbers are all in use.
    """
    bases = [base_of(name) for name in full_names]
    used, asked = set(taken), dict.fromkeys(bases, 0)
    free: dict[str, list[str]] = {base: [] for base in asked}
    need = Counter(bases)
    while lacking := [base for base in asked if len(free[base]) < need[base]]:
        probes: list[tuple[str, str]] = []
        for base in lacking:
            numbers = range(asked[base] + 1, asked[base] + 1 + max(_PROBES, need[base]))
            probes += [(base, base if number == 1 else f"{base}.{number}") for number in numbers]
            asked[base] = numbers[-1]
        used |= _in_use([name for _base, name in probes])
        for base, name in probes:
            if name not in used:
                free[base].append(name)
    return [free[base].pop(0) for base in bases]


def _in_use(names: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for part in chunks(names):
        found |= set(User.objects.filter(username__in=part).values_list("username", flat=True))
    return found
