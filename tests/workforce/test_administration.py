"""Agencies can be looked at, not changed; roles are granted and ended through the one function."""

import re

import pytest
from django.test import Client

from home.navigation import Doors, doors_for, unit_places
from lms.demo.cast import Cast
from workforce.models import Agency, AgencyRole

DENIED = "/quan-tri/"


@pytest.fixture
def admin(cast: Cast, client: Client) -> Client:
    client.force_login(cast.admin)
    return client


def test_agencies_are_shown_with_dates_and_mark(admin: Client) -> None:
    commune = Agency.objects.get(code="cao-loc.xa-hong-phong")
    listed = admin.get("/quan-tri/agencies/", {"q": "Hồng Phong"})
    assert listed.status_code == 200
    shown = admin.get(f"/quan-tri/agencies/inspect/{commune.pk}/").content.decode()
    assert commune.note.split(";")[0] in shown
    assert str(commune.get_confidence_display()) in shown


def test_agencies_cannot_be_changed(admin: Client) -> None:
    commune = Agency.objects.get(code="06184")
    for path in ("new/", f"edit/{commune.pk}/", f"delete/{commune.pk}/"):
        for answer in (
            admin.get(f"/quan-tri/agencies/{path}"),
            admin.post(f"/quan-tri/agencies/{path}", {"name": "x"}),
        ):
            assert (answer.status_code, answer.headers["Location"]) == (302, DENIED)
    commune.refresh_from_db()
    assert commune.name == "UBND xã Đồng Đăng"


def test_role_is_granted_and_ended(admin: Client, cast: Cast) -> None:
    commune = Agency.objects.get(code="06184")
    words = {"person": "phuong", "agency": commune.pk, "role": AgencyRole.Role.HR_OFFICER}
    assert admin.post("/quan-tri/agency_roles/new/", words).status_code == 302
    role = AgencyRole.objects.get(person=cast.facilitator)
    assert role.granted_by == cast.admin
    assert admin.post(f"/quan-tri/agency_roles/delete/{role.pk}/").status_code == 302
    role.refresh_from_db()
    assert role.ended_at is not None


def test_role_for_nobody_is_refused(admin: Client) -> None:
    commune = Agency.objects.get(code="06184")
    words = {"person": "khong-co", "agency": commune.pk, "role": AgencyRole.Role.HR_OFFICER}
    before = AgencyRole.objects.count()
    assert admin.post("/quan-tri/agency_roles/new/", words).status_code == 200
    assert AgencyRole.objects.count() == before


def test_people_without_a_place_in_the_administration_are_refused(cast: Cast, client: Client) -> None:
    client.force_login(cast.hr_officer)
    assert client.get("/quan-tri/agency_roles/").status_code == 302


def test_what_only_ends_is_not_said_to_be_deleted_and_ends_once(admin: Client) -> None:
    role = AgencyRole.objects.filter(ended_at=None).order_by("pk").first()
    assert role
    end, look = f"/quan-tri/agency_roles/delete/{role.pk}/", f"/quan-tri/agency_roles/inspect/{role.pk}/"
    for address in ("/quan-tri/agency_roles/", look):
        html = admin.get(address).content.decode()
        links = re.findall(rf'href="{end}"[^>]*>(.*?)</a>', html, re.S)
        assert {re.sub(r"<[^>]+>", "", link).strip() for link in links} == {"Kết thúc vai trò"}
        assert "Người dùng" in html
    admin.post(end)
    for address in ("/quan-tri/agency_roles/", look):
        assert end not in admin.get(address).content.decode()


def test_staff_stands_in_the_bar_of_who_may_change_it(cast: Cast) -> None:
    assert (doors_for(cast.hr_officer).staff, doors_for(cast.unit_head).staff) == (True, False)
    bars = [
        {place.label for place in unit_places("/don-vi/", Doors(agencies=True, staff=staff))} for staff in (True, False)
    ]
    assert bars[0] - bars[1] == {"Nhân sự"}
