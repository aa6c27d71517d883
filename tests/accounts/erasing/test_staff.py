"""Of somebody of an agency the last agency decides."""

from typing import Any

import pytest
from django.test import Client

from accounts.erasing import CannotErase, ask_to_be_erased, carry_out, carry_out_erasures
from accounts.models import ErasureRequest, Notice, User
from accounts.personal_data import ERASED_NAME
from tests.accounts.erasing.ways import LATER, PAGES, State, agency_of, leave
from tests.courses.study import NOW
from workforce.employing import NobodyAnyMore, hire
from workforce.erasure_deciding import NotThere, decide_on_erasure
from workforce.models import Employment, RosterImport, RosterRow, StaffCode
from workforce.roster.undoing import CannotUndo, undo_roster


def test_staff_are_told_that_records_must_be_kept(lan: User) -> None:
    with pytest.raises(CannotErase, match="Đồng Đăng"):
        ask_to_be_erased(person=lan, at=NOW)
    client = Client()
    client.force_login(lan)
    page = client.get(f"{PAGES}xoa/")
    assert (len(page.context["hindered"]), 'type="password"' in page.content.decode()) == (1, False)
    assert client.post(f"{PAGES}xoa/", {"understood": "on"}).status_code == 422
    assert ErasureRequest.objects.count() == 0


def test_officer_of_the_last_agency_decides_and_nobody_else(lan: User, hanh: User, head: User, author: User) -> None:
    leave(lan, author)
    StaffCode.objects.create(person=lan, agency=agency_of(lan), code="NV001")
    asked = ask_to_be_erased(person=lan, at=NOW)
    assert (asked.state, carry_out_erasures(limit=5, at=LATER)) == (State.WAITING, 0)
    assert list(Notice.objects.values_list("person__username", "kind")) == [("huong", "workforce.erasure_waits")]
    for outsider in (hanh, lan):
        with pytest.raises(NotThere):
            decide_on_erasure(pk=asked.pk, accept=True, reason="", by=outsider, at=NOW)
    with pytest.raises(CannotErase):
        decide_on_erasure(pk=asked.pk, accept=False, reason=" ", by=head, at=NOW)
    for _twice in range(2):
        asked = decide_on_erasure(pk=asked.pk, accept=True, reason="", by=head, at=NOW)
    with pytest.raises(CannotErase):
        decide_on_erasure(pk=asked.pk, accept=False, reason="Muộn.", by=head, at=NOW)
    job = Employment.objects.get(person=lan)
    assert carry_out_erasures(limit=5, at=LATER) == 1
    assert (StaffCode.objects.exists(), Employment.objects.get(person=lan)) == (False, job)
    lan.refresh_from_db()
    with pytest.raises(NobodyAnyMore):
        hire(
            person=lan,
            agency=job.agency,
            position=job.position,
            category=job.category,
            on=LATER.date(),
            by=author,
            at=LATER,
        )


def test_refusal_names_its_reason(lan: User, head: User, author: User) -> None:
    leave(lan, author)
    asked = ask_to_be_erased(person=lan, at=NOW)
    decide_on_erasure(pk=asked.pk, accept=False, reason="Còn thời hạn lưu hồ sơ.", by=head, at=NOW)
    assert Notice.objects.get(person=lan).words == {"reason": "Còn thời hạn lưu hồ sơ."}
    assert (carry_out_erasures(limit=5, at=LATER), User.objects.get(pk=lan.pk).full_name) == (0, "Nông Thị Lan")


def test_whoever_is_hired_meanwhile_is_not_erased(lan: User, tan: User, author: User) -> None:
    asked = ask_to_be_erased(person=tan, at=NOW)
    Notice.objects.update(mail_wanted=False)
    job = Employment.objects.get(person=lan)
    hire(
        person=tan, agency=job.agency, position=job.position, category=job.category, on=LATER.date(), by=author, at=NOW
    )
    assert carry_out(request=asked, at=LATER) is False
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, "Đồng Đăng" in asked.reason) == (State.REFUSED, None, True)


def test_list_that_named_the_erased_is_not_undone(lan: User, head: User, author: User) -> None:
    leave(lan, author)
    job: Any = Employment.objects.get(person=lan)
    roster = RosterImport.objects.create(
        agency=agency_of(lan),
        name="ds.csv",
        sha256="0" * 64,
        content=b"",
        on=NOW.date(),
        brought_by=author,
        brought_at=NOW,
        state=RosterImport.State.CONFIRMED,
        confirmed_by=author,
        confirmed_at=NOW,
    )
    done = {"fields": {"phone": [None, "+84911111111"]}, "closed": [job.pk, None, job.ends_on.isoformat()]}
    row = RosterRow.objects.create(
        roster=roster, place=1, kind="left", reason="Nông Thị Lan", person=lan, data={"phone": "0911"}, done=done
    )
    asked = ask_to_be_erased(person=lan, at=NOW)
    decide_on_erasure(pk=asked.pk, accept=True, reason="", by=head, at=NOW)
    carry_out_erasures(limit=5, at=LATER)
    row.refresh_from_db()
    assert (row.data, row.reason, "fields" in row.done) == ({"full_name": ERASED_NAME}, "", False)
    with pytest.raises(CannotUndo):
        undo_roster(roster=roster, by=author, at=LATER)
