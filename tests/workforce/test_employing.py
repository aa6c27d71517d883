import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from lms.demo.cast import Cast, make_cast
from workforce.employing import (
    AgencyNotThere,
    AlreadyEmployed,
    CannotChangeStaff,
    NotEmployed,
    NotInCharge,
    TooEarly,
    employment_of,
    end_employment,
    hire,
    transfer,
)
from workforce.models import Agency, AgencyRole, Employment, Position
from workforce.roles import grant_role

DAY = dt.date(2026, 10, 1)


def agency(code: str) -> Agency:
    return Agency.objects.get(code=code)


def move(cast: Cast, **changes: Any) -> Employment:
    """Lan moves from Đồng Đăng to Thất Khê, by the provincial officer."""
    return transfer(
        **{
            "person": cast.learner,
            "to": agency("06040"),
            "position": Position.objects.get(code="van-phong-thong-ke"),
            "category": Employment.Category.CIVIL_SERVANT,
            "on": DAY,
            "by": cast.provincial_officer,
            "at": timezone.now(),
            **changes,
        }
    )


def engage(cast: Cast, **changes: Any) -> Employment:
    """The citizen Nhàn begins at Đồng Đăng, by its HR officer."""
    return hire(
        **{
            "person": cast.citizen,
            "agency": agency("06184"),
            "position": Position.objects.get(code="mot-cua"),
            "category": Employment.Category.CIVIL_SERVANT,
            "on": DAY,
            "by": cast.hr_officer,
            "at": timezone.now(),
            **changes,
        }
    )


def test_hire_starts_an_employment(cast: Cast) -> None:
    employment = engage(cast)
    assert employment_of(cast.citizen, DAY) == employment
    assert employment_of(cast.citizen, DAY - dt.timedelta(days=1)) is None
    assert engage(cast) == employment
    assert ModelLogEntry.objects.filter(action="workforce.hire", object_id=employment.pk).count() == 1


def test_hire_refuses_an_outsider(cast: Cast) -> None:
    with pytest.raises(NotInCharge):
        engage(cast, by=cast.outsider)
    with pytest.raises(NotInCharge):
        engage(cast, by=cast.unit_head)
    with pytest.raises(NotInCharge):
        engage(cast, by=cast.citizen)


def test_hire_refuses_who_works_already(cast: Cast) -> None:
    with pytest.raises(AlreadyEmployed, match="UBND xã Đồng Đăng"):
        engage(cast, person=cast.learner)
    with pytest.raises(AlreadyEmployed):
        engage(cast, person=cast.learner, agency=agency("so-y-te"), by=cast.admin, on=dt.date(2018, 1, 1))


def test_hire_refuses_an_agency_that_has_ended(cast: Cast) -> None:
    with pytest.raises(AgencyNotThere, match="01/10/2026"):
        engage(cast, agency=agency("cao-loc"), by=cast.provincial_officer)
    with pytest.raises(AgencyNotThere):
        engage(cast, on=dt.date(2025, 6, 30))


def test_transfer_keeps_history(cast: Cast) -> None:
    move(cast)
    stages = cast.learner.employments.order_by("starts_on")
    assert [(s.agency.code, s.starts_on, s.ends_on) for s in stages] == [
        ("cao-loc", dt.date(2019, 9, 1), dt.date(2025, 7, 1)),
        ("06184", dt.date(2025, 7, 1), DAY),
        ("06040", DAY, None),
    ]
    was = employment_of(cast.learner, DAY - dt.timedelta(days=1))
    assert was is not None
    assert was.agency.code == "06184"


def test_transfer_twice_is_harmless(cast: Cast) -> None:
    first = move(cast)
    assert move(cast) == first
    assert ModelLogEntry.objects.filter(action="workforce.transfer", object_id=first.pk).count() == 1


def test_transfer_refuses_who_looks_after_one_side_only(cast: Cast) -> None:
    for officer in (cast.hr_officer, cast.outsider, cast.learner):
        with pytest.raises(NotInCharge):
            move(cast, by=officer)
    assert cast.learner.employments.count() == 2


def test_transfer_changes_who_sees_the_person(cast: Cast) -> None:
    move(cast)
    today = Employment.objects.at(DAY).filter(person=cast.learner)
    assert today.visible_to(cast.hr_officer).count() == 0
    assert today.visible_to(cast.outsider).count() == 1


def test_transfer_ends_roles_over_what_is_left(cast: Cast) -> None:
    move(cast, person=cast.hr_officer)
    assert AgencyRole.objects.held_by(cast.hr_officer).count() == 0
    # A role over the whole province does not come from the agency left.
    move(cast, person=cast.provincial_officer, to=agency("so-noi-vu"), by=cast.admin)
    assert AgencyRole.objects.held_by(cast.provincial_officer).count() == 1


def test_transfer_refuses_days_that_would_rewrite_history(cast: Cast) -> None:
    with pytest.raises(TooEarly, match="01/07/2025"):
        move(cast, on=dt.date(2025, 7, 1))
    with pytest.raises(TooEarly):
        move(cast, on=dt.date(2024, 1, 1))
    with pytest.raises(NotEmployed):
        move(cast, person=cast.citizen)


def test_end_employment_ends_roles_and_keeps_the_account(cast: Cast) -> None:
    end = {"person": cast.hr_officer, "on": DAY, "by": cast.provincial_officer, "at": timezone.now()}
    ended = end_employment(**end)
    assert ended.ends_on == DAY
    assert end_employment(**end) == ended
    assert employment_of(cast.hr_officer, DAY) is None
    assert AgencyRole.objects.held_by(cast.hr_officer).count() == 0
    assert User.objects.get(pk=cast.hr_officer.pk).is_active
    assert ModelLogEntry.objects.filter(action="workforce.end_employment").count() == 1


def test_end_employment_refuses_an_outsider(cast: Cast) -> None:
    with pytest.raises(NotInCharge):
        end_employment(person=cast.learner, on=DAY, by=cast.outsider, at=timezone.now())
    with pytest.raises(NotEmployed):
        end_employment(person=cast.citizen, on=DAY, by=cast.admin, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_transfer_of_one_person_by_two_officers_at_once() -> None:
    cast = make_cast(at=timezone.now())
    grant_role(
        person=cast.outsider,
        agency=agency("20"),
        role=AgencyRole.Role.HR_OFFICER,
        by=cast.admin,
        at=timezone.now(),
    )
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def run(by: User, to: str) -> None:
        try:
            start.wait()
            move(cast, by=by, to=agency(to))
            outcomes.append("moved")
        except CannotChangeStaff:
            outcomes.append("refused")
        finally:
            connection.close()

    officers = [(cast.provincial_officer, "06040"), (cast.outsider, "06046")]
    threads = [threading.Thread(target=run, args=officer) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["moved", "refused"]
    assert cast.learner.employments.filter(ends_on=None).count() == 1
