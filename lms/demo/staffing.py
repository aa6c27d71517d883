"""The staff of the province: invented, the same on every machine, as many as asked for.

Person number n is always the same person in the same seat, whatever the size of the demo: the
numbers walk over all seats of the province with a fixed stride, so that the first 2,000 are a
small province and not the first few agencies, and a larger demo only adds people.
"""

import datetime as dt
import random
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, islice

from django.contrib.auth.hashers import make_password
from django.db import transaction
from tqdm import tqdm

from accounts.models import User
from kit.text import fold
from lms.demo.cast import HOME_COMMUNE, MEMBERS, MERGER, REFORM
from lms.demo.names import invent_name
from lms.demo.places import (
    CIVIL_SERVANT,
    EDUCATION,
    HEALTH,
    IT_SEAT,
    OFFICIAL,
    STAFF,
    Seat,
    house_of,
    is_commune,
    it_seats,
    sizes_of,
)
from workforce.models import Agency, Employment, Position, Succession

SEED = 20261122
# Near the golden section of STAFF and prime to it: any run of numbers spreads evenly over the seats.
STRIDE = 19_541
BATCH = 2_000
# The story of the demo is told on this day; nobody is hired or leaves later.
TOLD_ON = dt.date(2026, 10, 1)
DOMAIN = "@example.com"
CAST_STAFF = sum(1 for member in MEMBERS if member.posts)

# What a leader was before.
JUNIOR = {
    "chu-tich-ubnd-xa": "van-phong-thong-ke",
    "pho-chu-tich-ubnd-xa": "van-hoa-xa-hoi",
    "hieu-truong": "giao-vien-tieu-hoc",
    "pho-hieu-truong": "giao-vien-thcs",
    "giam-doc-don-vi-y-te": "bac-si",
}
WOMEN = {EDUCATION: 0.74, HEALTH: 0.62}
SHARE_FROM_OLD_COMMUNE, SHARE_NEW, SHARE_RETIRED = 0.62, 0.03, 0.02
NEW_SINCE, RETIRED_SINCE = dt.date(2025, 7, 2), dt.date(2025, 10, 1)


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """An agency of today, and the agencies whose people it took over."""

    id: int
    code: str
    kind: str
    valid_from: dt.date
    origins: "tuple[Workplace, ...]" = ()
    districts: "tuple[Workplace, ...]" = ()


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Part of a working life."""

    agency: Workplace
    seat: Seat
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Person:
    number: int
    username: str
    full_name: str
    stages: tuple[Stage, ...]


def staff_numbers() -> set[int]:
    """The numbers of the demo's staff that exist already, read from their user names."""
    names = User.objects.filter(email__endswith=DOMAIN).values_list("username", flat=True)
    tails = (name.rpartition(".")[2] for name in names)
    return {int(tail) for tail in tails if tail.isdigit()}


def make_staff(*, people: int, at: dt.datetime, progress: bool = False) -> int:
    """Bring the staff of the demo, the named cast included, to `people`; returns how many were added.

    Harmless twice: only missing numbers are added, 2,000 to a transaction. Nobody is ever removed.
    The agencies and positions must be loaded.
    """
    missing = sorted(set(range(1, people - CAST_STAFF + 1)) - staff_numbers())
    if not missing:
        return 0
    positions = dict(Position.objects.values_list("code", "pk"))
    wanted = set(missing)
    everyone = (person for person in draw_staff(missing[-1]) if person.number in wanted)
    with tqdm(total=len(missing), desc="Nhân sự", unit=" người", leave=False, disable=not progress) as bar:
        while batch := list(islice(everyone, BATCH)):
            _write(batch, positions, at)
            bar.update(len(batch))
    return len(missing)


def draw_staff(last: int) -> Iterator[Person]:
    """Persons 1 to `last`. Always the same ones."""
    workplaces = _workplaces()
    sizes = sizes_of({place.code: place.kind for place in workplaces}, seed=SEED)
    ends = list(accumulate(sizes[place.code] for place in workplaces))
    taken = dict.fromkeys((place.code for place in workplaces), 0)
    for number in range(1, last + 1):
        workplace = workplaces[bisect_right(ends, number * STRIDE % STAFF)]
        yield _draw(number, workplace, taken[workplace.code])
        taken[workplace.code] += 1


def _workplaces() -> list[Workplace]:
    """Today's agencies with the agencies they came from, in a fixed order."""
    agencies = {agency.pk: agency for agency in Agency.objects.order_by("code")}
    by_path = {agency.path: agency for agency in agencies.values()}
    origins: dict[int, list[Workplace]] = {}
    districts: dict[int, dict[str, Workplace]] = {}
    for row in Succession.objects.filter(on__in=[REFORM, MERGER]).order_by("predecessor__code"):
        before = agencies[row.predecessor_id]
        origins.setdefault(row.successor_id, []).append(_workplace(before))
        above = by_path.get(before.path[: -Agency.steplen])
        if above is not None and above.kind == Agency.Kind.DISTRICT:
            districts.setdefault(row.successor_id, {})[above.code] = _workplace(above)
    return [
        replace(
            _workplace(agency),
            origins=tuple(origins.get(agency.pk, ())),
            districts=tuple(districts.get(agency.pk, {}).values()),
        )
        for agency in agencies.values()
        if agency.valid_from <= TOLD_ON and (agency.valid_to is None or agency.valid_to > TOLD_ON)
    ]


def _workplace(agency: Agency) -> Workplace:
    return Workplace(id=agency.pk, code=agency.code, kind=agency.kind, valid_from=agency.valid_from)


def _draw(number: int, workplace: Workplace, place: int) -> Person:
    chance = random.Random(f"{SEED}-{number}")  # noqa: S311 (believable, not secret)
    seat = _seat(workplace, place, chance)
    may_retire = not (seat.is_it_staff or seat.is_leader)
    retires = may_retire and chance.random() < SHARE_RETIRED
    born = 1965 if retires else _born(seat, chance)
    name = invent_name(chance, born=born, is_woman=chance.random() < WOMEN.get(workplace.code, 0.48))
    started = _started(born, seat, chance)
    stages = _as_junior_first(_stages(workplace, seat, started, chance), chance)
    if retires:
        stages[-1] = replace(stages[-1], ends_on=_some_day(chance, RETIRED_SINCE, TOLD_ON))
    username = f"{fold(name).replace(' ', '.')}.{number:04d}"
    return Person(number=number, username=username, full_name=name, stages=tuple(stages))


def _seat(workplace: Workplace, place: int, chance: random.Random) -> Seat:
    it_staff = it_seats(workplace.code)
    if place < it_staff:
        return IT_SEAT
    # The first seat of Đồng Đăng, its chair, belongs to one of the cast.
    skipped = 1 if workplace.code == HOME_COMMUNE else 0
    return house_of(workplace.code, workplace.kind).seat(place - it_staff + skipped, chance)


def _born(seat: Seat, chance: random.Random) -> int:
    if seat.is_leader:
        return chance.randint(1967, 1988)
    if seat.is_it_staff:
        return chance.randint(1980, 1998)
    return int(chance.triangular(1967, 2003, 1988))


def _started(born: int, seat: Seat, chance: random.Random) -> dt.date:
    """The first day at work: at 22 to 27; a few are new, but no leader and nobody of the IT staff."""
    if not (seat.is_leader or seat.is_it_staff) and born > 1985 and chance.random() < SHARE_NEW * 2:
        return _some_day(chance, NEW_SINCE, dt.date(2026, 9, 1))
    year = born + chance.randint(22, 27)
    return min(dt.date(year, chance.randint(1, 12), chance.choice([1, 15])), dt.date(2025, 1, 15))


def _stages(workplace: Workplace, seat: Seat, started: dt.date, chance: random.Random) -> list[Stage]:
    """Where the person has worked: for those who came with a merger, the agency before it, then today's."""
    since = workplace.valid_from
    if not workplace.origins or started >= since:
        return [Stage(agency=workplace, seat=seat, starts_on=max(started, since), ends_on=None)]
    from_district = seat.is_it_staff or chance.random() >= SHARE_FROM_OLD_COMMUNE
    before = chance.choice(workplace.districts if from_district and workplace.districts else workplace.origins)
    return [
        Stage(agency=before, seat=_seat_before(seat, before), starts_on=max(started, before.valid_from), ends_on=since),
        Stage(agency=workplace, seat=seat, starts_on=since, ends_on=None),
    ]


def _as_junior_first(stages: list[Stage], chance: random.Random) -> list[Stage]:
    """Nobody begins as a leader: the first stage is cut in two where the promotion came."""
    first = stages[0]
    promoted = _some_day(chance, dt.date(2012, 1, 1), dt.date(2024, 12, 1))
    if not first.seat.is_leader or promoted <= first.starts_on:
        return stages
    junior = replace(first.seat, is_leader=False, position=JUNIOR.get(first.seat.position, "chuyen-vien"))
    if junior.category == OFFICIAL:
        junior = replace(junior, category=CIVIL_SERVANT)
    return [replace(first, seat=junior, ends_on=promoted), replace(first, starts_on=promoted), *stages[1:]]


def _seat_before(seat: Seat, agency: Workplace) -> Seat:
    """The like of `seat` before the reform: districts had no commune posts, old communes no sections."""
    if agency.kind == Agency.Kind.DISTRICT and not seat.is_it_staff:
        return replace(seat, position="truong-phong" if seat.is_leader else "chuyen-vien")
    if is_commune(agency.kind) and seat.position == "truong-phong-xa":
        return replace(seat, position="van-hoa-xa-hoi", is_leader=False)
    return seat


def _some_day(chance: random.Random, first: dt.date, last: dt.date) -> dt.date:
    return first + dt.timedelta(days=chance.randint(0, (last - first).days))


@transaction.atomic
def _write(batch: list[Person], positions: dict[str, int], at: dt.datetime) -> None:
    users = User.objects.bulk_create([_account(person, at) for person in batch], batch_size=BATCH)
    Employment.objects.bulk_create(
        [
            Employment(
                person=user,
                agency_id=stage.agency.id,
                position_id=positions[stage.seat.position],
                category=stage.seat.category,
                is_it_staff=stage.seat.is_it_staff,
                is_leader=stage.seat.is_leader,
                starts_on=stage.starts_on,
                ends_on=stage.ends_on,
            )
            for user, person in zip(users, batch, strict=True)
            for stage in person.stages
        ],
        batch_size=BATCH,
    )


def _account(person: Person, at: dt.datetime) -> User:
    user = User(
        username=person.username,
        full_name=person.full_name,
        email=f"{person.username}{DOMAIN}",
        password=make_password(None),
        date_joined=at,
    )
    user.normalise()
    return user
