import datetime as dt

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from lms.demo.cast import Cast
from workforce.models import Agency, AgencyRole, Employment
from workforce.roles import NotYoursToGrant, end_role, grant_role, holds_role

HEAD, OFFICER, PROVINCIAL = AgencyRole.Role.UNIT_HEAD, AgencyRole.Role.HR_OFFICER, AgencyRole.Role.PROVINCIAL_OFFICER


def agency(code: str) -> Agency:
    return Agency.objects.get(code=code)


def grant(person: User, code: str, role: str, by: User) -> AgencyRole:
    return grant_role(person=person, agency=agency(code), role=role, by=by, at=timezone.now())


def test_grant_gives_a_role_once(cast: Cast) -> None:
    held = grant(cast.learner, "06184", OFFICER, cast.hr_officer)
    assert grant(cast.learner, "06184", OFFICER, cast.hr_officer) == held
    assert held.granted_by == cast.hr_officer
    assert ModelLogEntry.objects.filter(action="workforce.grant_role", object_id=held.pk).count() == 1


@pytest.mark.parametrize(
    ("by", "code", "role"),
    [
        ("outsider", "06184", HEAD),  # another commune
        ("hr_officer", "06040", OFFICER),  # another commune
        ("hr_officer", "20", OFFICER),  # above
        ("hr_officer", "06184", PROVINCIAL),  # wider
        ("unit_head", "06184", OFFICER),  # wider
        ("citizen", "06184", HEAD),  # holds nothing
        ("learner", "06184", HEAD),  # works there, holds nothing
    ],
)
def test_grant_cannot_widen(cast: Cast, by: str, code: str, role: str) -> None:
    with pytest.raises(NotYoursToGrant):
        grant(cast.facilitator, code, role, getattr(cast, by))
    assert AgencyRole.objects.filter(person=cast.facilitator).count() == 0


def test_grant_from_above_and_by_a_superuser(cast: Cast) -> None:
    grant(cast.facilitator, "06184", OFFICER, cast.provincial_officer)
    grant(cast.facilitator, "tt-phuc-vu-hanh-chinh-cong", OFFICER, cast.provincial_officer)
    grant(cast.facilitator, "20", PROVINCIAL, cast.admin)
    assert AgencyRole.objects.held_by(cast.facilitator).count() == 3


def test_end_role_keeps_the_row(cast: Cast) -> None:
    role = AgencyRole.objects.get(person=cast.hr_officer)
    with pytest.raises(NotYoursToGrant):
        end_role(role=role, by=cast.outsider, at=timezone.now())
    ended = end_role(role=role, by=cast.provincial_officer, at=timezone.now())
    again = end_role(role=role, by=cast.provincial_officer, at=timezone.now() + dt.timedelta(days=1))
    assert again.ended_at == ended.ended_at
    assert AgencyRole.objects.held_by(cast.hr_officer).count() == 0
    with pytest.raises(NotYoursToGrant):
        grant(cast.learner, "06184", HEAD, cast.hr_officer)


def test_end_role_by_its_holder(cast: Cast) -> None:
    role = AgencyRole.objects.get(person=cast.unit_head)
    assert end_role(role=role, by=cast.unit_head, at=timezone.now()).ended_at is not None


def test_holds_role_looks_upward_only(cast: Cast) -> None:
    assert holds_role(cast.provincial_officer, agency("06184"), at_least=PROVINCIAL)
    assert holds_role(cast.hr_officer, agency("06184"))
    assert not holds_role(cast.hr_officer, agency("20"))
    assert not holds_role(cast.hr_officer, agency("06040"))
    assert not holds_role(cast.unit_head, agency("06184"), at_least=OFFICER)


def test_visible_to_shows_the_own_branch_only(cast: Cast) -> None:
    today = Employment.objects.at(dt.date(2026, 11, 22))

    def names(user: User) -> set[str]:
        return set(today.visible_to(user).values_list("person__username", flat=True))

    assert names(cast.hr_officer) == {"lan", "thang", "huong"}
    assert names(cast.outsider) == {"khanh"}
    assert names(cast.provincial_officer) == {"lan", "thang", "huong", "minh", "duc", "thao", "binh", "khanh", "tuan"}
    assert names(cast.learner) == names(cast.citizen) == set()
    assert names(cast.admin) == names(cast.provincial_officer)
    assert [a.code for a in Agency.objects.visible_to(cast.outsider)] == ["06040"]
