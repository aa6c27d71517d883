"""An officer's pages: each verb does what its function does, and nobody else's papers are in reach."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from certificates.models import Award, Certificate, Confirmation, Proposal, Suspension
from certificates.officer.acts import ACTS
from certificates.officer.timeline import timeline_of
from certificates.rights import Verb, papers_within_reach
from tests.certificates.conftest import Completes
from tests.certificates.rows import make_officer, row_of
from workforce.models import Agency

REGISTER = "/quan-tri/certificates_register/"


def page_of(row: Certificate, slug: str) -> str:
    return f"/quan-tri/giay/{row.pk}/{slug}/"


@pytest.fixture
def row(award: Award, complete: Completes, nguyet: User) -> Certificate:
    return row_of(complete(nguyet), award.issuer)


@pytest.fixture
def hoa(agency: Agency) -> User:
    return make_officer("Vy Thị Hòa", agency, *Verb)


@pytest.fixture
def officer(client: Client, hoa: User) -> Client:
    client.force_login(hoa)
    return client


def test_officer_revokes_with_a_second_one(officer: Client, row: Certificate, hoa: User, agency: Agency) -> None:
    path = page_of(row, "thu-hoi")
    assert officer.post(path, {"note": "…"}).context["form"].errors.keys() == {"reason"}
    filled = {"reason": "fraud", "note": "Nhờ người thi hộ.", "decision_number": "12/QĐ", "decision_on": "2026-12-04"}
    assert officer.post(path, filled).status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.by, proposal.note, proposal.decision_on) == (hoa, "Nhờ người thi hộ.", dt.date(2026, 12, 4))
    again = officer.post(path, filled)
    assert (again.status_code, bool(again.context["refusal"])) == (200, True)
    # It waits for another, and its own officer finds no button to confirm.
    page = f"/quan-tri/de-nghi/{proposal.pk}/"
    assert [officer.get("/quan-tri/de-nghi/").context[name] for name in ("for_me", "mine")] == [[], [proposal]]
    assert 'value="confirm"' not in officer.get(page).content.decode()
    assert officer.post(page, {"decision": "confirm"}).context["refusal"]

    second = Client()
    second.force_login(make_officer("Hà Văn Lộc", agency, Verb.REVOKE))
    assert second.get("/quan-tri/de-nghi/").context["for_me"] == [proposal]
    assert second.post(page, {"decision": "decline"}).context["form"].errors.keys() == {"answer"}
    assert second.post(page, {"decision": "confirm"}).status_code == 302
    row.refresh_from_db()
    assert (row.revocation_reason, row.revoked_by and row.revoked_by.full_name) == ("fraud", "Hà Văn Lộc")
    assert second.get(page).context["waits"] is False
    inspected = second.get(f"{REGISTER}inspect/{row.pk}/")
    titles = {event.title for event in inspected.context["events"]}
    assert titles == {"Cấp giấy", "Đề nghị thu hồi", "Đã thu hồi"}
    assert inspected.context["acts"] == []
    assert "Nhờ người thi hộ." in inspected.content.decode()


def test_officer_suspends_lifts_and_confirms(officer: Client, paper: Certificate) -> None:
    inspect = f"{REGISTER}inspect/{paper.pk}/"

    def offered() -> list[str]:
        return [act.slug for act in officer.get(inspect).context["acts"]]

    assert offered() == ["tam-dung", "cap-lai", "xac-nhan", "thu-hoi"]
    assert officer.post(page_of(paper, "tam-dung"), {"reason": ""}).status_code == 200
    assert officer.post(page_of(paper, "tam-dung"), {"reason": "Có đơn."}).status_code == 302
    assert offered() == ["bo-tam-dung", "thu-hoi"]
    assert "tạm dừng" in officer.get(REGISTER).content.decode()
    refused = officer.post(page_of(paper, "cap-lai"), {"note": "Sai tên."})
    assert (refused.status_code, bool(refused.context["refusal"])) == (200, True)
    assert officer.post(page_of(paper, "bo-tam-dung"), {"finding": "Không sao."}).status_code == 302
    assert Suspension.objects.get().finding == "Không sao."
    assert officer.post(page_of(paper, "xac-nhan"), {"reason": "lost"}).status_code == 302
    confirmation = Confirmation.objects.get()
    file = officer.get(f"/quan-tri/giay/xac-nhan/{confirmation.pk}.pdf")
    assert file.content.startswith(b"%PDF")
    titles = {event.title for event in officer.get(inspect).context["events"]}
    assert titles == {"Cấp giấy", "Tạm dừng hiệu lực", "Bỏ tạm dừng", "Xác nhận giấy bị mất"}


def test_officer_replaces_and_renews(
    officer: Client, paper: Certificate, award: Award, nguyet: User, settings: Any
) -> None:
    nguyet.full_name = "Nông Thị Ánh Nguyệt Nga"
    nguyet.save()
    page = officer.get(page_of(paper, "cap-lai"))
    assert [(old, new) for _label, old, new in page.context["records"]] == [
        ("Nông Thị Ánh Nguyệt", "Nông Thị Ánh Nguyệt Nga"),
        ("Quản trị dữ liệu cơ bản", "Quản trị dữ liệu cơ bản"),
    ]
    assert officer.post(page_of(paper, "cap-lai"), {"note": "Sai tên."}).status_code == 302
    new = Certificate.objects.get(replaces=paper)
    award.renewable, settings.RENEWAL_DAYS = True, 10_000
    award.save()
    assert officer.get(page_of(new, "gia-han")).status_code == 200
    assert officer.post(page_of(new, "gia-han")).status_code == 302
    assert Certificate.objects.get(renews=new).person == nguyet
    for one in (paper, new):
        assert officer.get(f"{REGISTER}inspect/{one.pk}/").status_code == 200


def test_outsiders_find_nothing(client: Client, row: Certificate, agency: Agency, nguyet: User) -> None:
    other = Agency.add_root(
        code="khac", name="Sở khác", kind="department", valid_from=dt.date(2025, 1, 1), confidence="confirmed"
    )
    elsewhere = make_officer("Người Cơ Quan Khác", other, *Verb)
    suspends = make_officer("Người Chỉ Tạm Dừng", agency, Verb.SUSPEND)
    client.force_login(elsewhere)
    assert list(papers_within_reach(elsewhere)) == []
    assert row.number not in client.get(REGISTER).content.decode()
    paths = [f"{REGISTER}inspect/{row.pk}/", *(page_of(row, slug) for slug in ACTS)]
    assert [client.get(path).status_code for path in paths] == [404] * 7
    assert [client.post(path, {"reason": "…", "note": "…"}).status_code for path in paths[1:]] == [404] * 6
    client.force_login(suspends)
    assert {slug: client.get(page_of(row, slug)).status_code for slug in ACTS} == {
        **dict.fromkeys(ACTS, 404),
        "tam-dung": 200,
        "bo-tam-dung": 200,
    }
    assert client.get(page_of(row, "xoa")).status_code == 404
    client.force_login(nguyet)
    assert client.post(page_of(row, "tam-dung"), {"reason": "…"}).status_code == 302  # to where one signs in
    assert Suspension.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_history_costs_the_same_however_long(
    row: Certificate, author: User, count: int, django_assert_num_queries: Any
) -> None:
    from certificates.suspending import lift_suspension, suspend_certificate

    at = row.issued_at
    for number in range(count):
        at = row.issued_at + dt.timedelta(days=2 * number)
        suspend_certificate(certificate=row, reason="…", by=author, at=at)
        lift_suspension(certificate=row, finding="…", by=author, at=at + dt.timedelta(days=1))
    fresh = Certificate.objects.select_related("replaces", "renews", "revoked_by").get(pk=row.pk)
    with django_assert_num_queries(4):
        events = timeline_of(fresh, at=at + dt.timedelta(days=5))
    assert len(events) == 1 + 2 * count
