import datetime as dt
import hashlib
from math import gcd

import pytest
from django.utils import timezone

from accounts.models import User
from lms.demo.cast import make_cast
from lms.demo.places import IT_IN_COMMUNES, IT_IN_PROVINCE, STAFF, is_commune
from lms.demo.staffing import CAST_STAFF, STRIDE, Person, draw_staff, make_staff
from workforce.loading import load_agencies, load_positions
from workforce.models import Agency, Employment, Succession

TODAY = dt.date(2026, 11, 22)
REFORM = dt.date(2025, 7, 1)


@pytest.fixture
def agencies(db: None) -> None:
    load_agencies()
    load_positions()


def it_staff(people: list[Person]) -> dict[bool, int]:
    """IT staff of today among `people`, by whether they work in a commune."""
    last = [person.stages[-1] for person in people]
    communes = [is_commune(s.agency.kind) for s in last if s.seat.is_it_staff and s.ends_on is None]
    return {True: communes.count(True), False: communes.count(False)}


def test_stride_walks_over_every_seat() -> None:
    assert gcd(STRIDE, STAFF) == 1


def test_people_are_always_the_same(agencies: None) -> None:
    people = list(draw_staff(300))
    assert people == list(draw_staff(300))
    assert people[:100] == list(draw_staff(100))
    assert (people[0].username, people[0].full_name) == ("vi.thi.thom.0001", "Vi Thị Thơm")
    told = "\n".join(f"{person.username} {person.stages[0].starts_on}" for person in people)
    assert hashlib.sha256(told.encode()).hexdigest()[:12] == "f38fc8838e63"


def test_slices_are_small_provinces(agencies: None) -> None:
    people = list(draw_staff(2000 - CAST_STAFF))
    at_communes = sum(is_commune(person.stages[-1].agency.kind) for person in people)
    assert 0.17 < at_communes / len(people) < 0.22
    assert len({person.stages[-1].agency.code for person in people}) >= 84
    assert sum(person.stages[-1].seat.position == "chu-tich-ubnd-xa" for person in people) == 64


@pytest.mark.parametrize("people", [2000, 3500, STAFF])
def test_it_staff_are_seventy_three_in_every_slice(agencies: None, people: int) -> None:
    """Lan of the cast is the twenty-second at the communes (KH 206/KH-UBND: 51 and 22)."""
    assert it_staff(list(draw_staff(people - CAST_STAFF))) == {True: 21, False: 51}
    assert (sum(IT_IN_PROVINCE.values()), len(IT_IN_COMMUNES)) == (51, 21)


def test_histories_follow_the_mergers(agencies: None) -> None:
    came_from: dict[str, set[str]] = {}
    for row in Succession.objects.select_related("predecessor", "successor"):
        came_from.setdefault(row.successor.code, set()).add(row.predecessor.code)
    parents = {agency.code: agency.get_parent() for agency in Agency.objects.exclude(depth=1)}
    moved = 0
    for person in draw_staff(2000):
        for earlier, later in zip(person.stages, person.stages[1:], strict=False):
            assert earlier.starts_on < earlier.ends_on == later.starts_on
            if earlier.agency.code != later.agency.code:
                moved += 1
                origins = came_from[later.agency.code]
                assert earlier.agency.code in origins | {parents[origin].code for origin in origins}
                assert later.starts_on in (REFORM, dt.date(2025, 3, 1))
    assert moved > 200


def test_make_staff_adds_only_what_is_missing(agencies: None) -> None:
    make_cast(at=timezone.now())
    assert make_staff(people=60, at=timezone.now()) == 60 - CAST_STAFF
    assert make_staff(people=60, at=timezone.now()) == 0
    before = set(User.objects.values_list("username", flat=True))
    assert make_staff(people=100, at=timezone.now()) == 40
    assert before < set(User.objects.values_list("username", flat=True))
    assert make_staff(people=50, at=timezone.now()) == 0
    assert Employment.objects.values("person").distinct().count() == 100


def test_make_staff_fills_a_gap(agencies: None) -> None:
    make_staff(people=30, at=timezone.now())
    gone = User.objects.get(username__endswith=".0007")
    gone.employments.all().delete()
    gone.delete()
    assert make_staff(people=30, at=timezone.now()) == 1
    assert User.objects.get(username__endswith=".0007").username == gone.username


def test_staff_accounts_are_in_normal_form_and_cannot_sign_in(agencies: None) -> None:
    make_staff(people=30, at=timezone.now())
    for person in User.objects.all():
        assert not person.has_usable_password()
        assert person.email == f"{person.username}@example.com"
        kept = person.name_key
        person.normalise()
        assert person.name_key == kept != ""
