"""A roster from file to facts, and back."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from accounts.models import User
from kit.spreadsheets import write_csv, write_xlsx
from lms.demo.cast import Cast
from tests.courses.study import our_queries
from tests.workforce.rosters import (
    DONG_DANG,
    HEADER,
    ON,
    THAT_KHE,
    as_csv,
    as_xlsx,
    bring,
    counted,
    people,
    reasons,
    write,
)
from workforce.employing import employment_of, end_employment
from workforce.models import Agency, AgencyRole, Employment, RosterImport, RosterRow, StaffCode
from workforce.roles import grant_role
from workforce.roster.bringing import CannotConfirm, preview
from workforce.roster.deciding import decide_row
from workforce.roster.exporting import export_roster, template_for
from workforce.roster.undoing import CannotUndo, undo_roster

FORMS = {
    "utf-8": as_csv(people(200)),
    "utf-8 with mark, semicolons": as_csv(people(200), encoding="utf-8-sig", sign=";"),
    "utf-16 le, tabs": "\ufeff".encode("utf-16-le") + as_csv(people(200), encoding="utf-16-le", sign="\t"),
    "utf-16 be": "\ufeff".encode("utf-16-be") + as_csv(people(200), encoding="utf-16-be"),
    "utf-16 le without mark": as_csv(people(200), encoding="utf-16-le"),
}


def facts() -> dict[str, Any]:
    """All that a roster can change."""
    return {
        "people": list(
            User.objects.order_by("username").values_list("username", "full_name", "email", "phone", "birth_date")
        ),
        "jobs": list(
            Employment.objects.order_by("person__username", "starts_on").values_list(
                "person__username",
                "agency__code",
                "position__code",
                "category",
                "is_it_staff",
                "is_leader",
                "starts_on",
                "ends_on",
            )
        ),
        "codes": list(StaffCode.objects.order_by("code").values_list("code", "person__username", "agency__code")),
        "roles": list(AgencyRole.objects.order_by("pk").values_list("person__username", "role", "ended_at")),
    }


def row(person: User, **changes: str) -> list[str]:
    """A row that finds `person` by user name."""
    cells = {"username": person.username, "full_name": person.full_name, **changes}
    return [cells.get(name, "") for name in ROW]


ROW = ["username", "full_name", "agency", "position", "category", "email", "phone", "starts_on", "is_leader"]
ROW_HEADER = ["ten dang nhap", "HỌ TÊN", "Đơn vị", "Chức vụ", "Loại", "Email", "SĐT", "Từ ngày", "Lãnh đạo"]


def rows(*cells: list[str]) -> bytes:
    return as_csv(list(cells), header=ROW_HEADER)


def test_the_same_people_in_six_encodings(cast: Cast) -> None:
    vietnamese = as_csv(people(200)).decode()
    forms = FORMS | {"windows-1258": in_1258(vietnamese)}
    seen = []
    for form in forms.values():
        roster = bring(cast.hr_officer, form)
        seen.append(list(roster.rows.order_by("place").values_list("number", "kind", "reason", "data")))
        assert roster.counts["new"] == 200
    assert all(one == seen[0] for one in seen)


def in_1258(text: str) -> bytes:
    """Letters that windows-1258 does not hold whole are a base and a combining tone."""
    import unicodedata

    out = []
    for letter in text:
        try:
            out.append(letter.encode("cp1258"))
        except UnicodeEncodeError:
            base, tone = unicodedata.normalize("NFD", letter)[:-1], unicodedata.normalize("NFD", letter)[-1]
            if len(base) == 2 and base[1] in "\u0323":
                base, tone = base[0] + tone, base[1]
            out.append((unicodedata.normalize("NFC", base) + tone).encode("cp1258"))
    return b"".join(out)


def test_confirmed_twice_and_undone(cast: Cast) -> None:
    before = facts()
    roster = write(bring(cast.hr_officer, FORMS["utf-8"]), cast.hr_officer)
    assert counted(roster) == {"new": 200}
    someone = User.objects.get(email="nguoi7@example.com")
    assert (someone.full_name, someone.phone, someone.birth_date) == (
        "Hứa Thị Ánh Nguyệt",
        "+84912000007",
        dt.date(1977, 8, 8),
    )
    assert not someone.has_usable_password()
    job = employment_of(someone, ON)
    assert job is not None
    assert (job.agency.code, job.position.code, job.category, job.starts_on) == (
        DONG_DANG,
        "chuyen-vien",
        "cong_chuc",
        dt.date(2026, 9, 1),
    )
    assert StaffCode.objects.get(person=someone).code == "00007"
    assert ModelLogEntry.objects.filter(action="workforce.hire", user=cast.hr_officer).count() == 200
    assert bytes(roster.content) == b""

    after = facts()
    again = write(bring(cast.hr_officer, FORMS["utf-16 be"]), cast.hr_officer)
    assert counted(again) == {"unchanged": 200}
    assert facts() == after

    undo_roster(roster=roster, by=cast.hr_officer, at=timezone.now())
    assert facts() == before
    assert undo_roster(roster=roster, by=cast.hr_officer, at=timezone.now()).state == RosterImport.State.UNDONE


def test_export_comes_back_unchanged(cast: Cast) -> None:
    write(bring(cast.hr_officer, as_csv(people(5))), cast.hr_officer)
    before = facts()
    agency = Agency.objects.get(code=DONG_DANG)
    for name, content in (
        ("ds.xlsx", write_xlsx(export_roster(agency, day=ON))),
        ("ds.csv", write_csv(export_roster(agency, day=ON))),
    ):
        roster = write(bring(cast.hr_officer, content, name=name, is_complete_list=True), cast.hr_officer)
        assert counted(roster) == {"unchanged": 8}
        assert facts() == before


def test_one_broken_row_writes_nothing(cast: Cast) -> None:
    listed = people(4)
    listed[2][2] = "31/02/1990"
    before = facts()
    roster = bring(cast.hr_officer, as_csv(listed))
    assert counted(roster) == {"new": 3, "wrong": 1}
    assert reasons(roster, "wrong") == [(4, "“31/02/1990” không phải là ngày. Hãy ghi như 22/11/2026.")]
    with pytest.raises(CannotConfirm):
        write(roster, cast.hr_officer)
    assert facts() == before


def test_moved_changed_and_left(cast: Cast) -> None:
    file = rows(
        row(cast.learner, agency=THAT_KHE, starts_on="05/10/2026"),
        row(cast.unit_head, is_leader="không"),
    )
    roster = bring(cast.provincial_officer, file, agency=DONG_DANG)
    assert counted(roster) == {"changed": 1, "wrong": 1}  # Thất Khê lies outside the agency of the list
    roster = bring(
        cast.provincial_officer,
        rows(
            row(cast.learner, position="van-phong-thong-ke", starts_on="05/10/2026"),
            row(cast.unit_head, is_leader="không"),
        ),
        is_complete_list=True,
    )
    assert counted(roster) == {"changed": 1, "moved": 1, "left": 1}
    before = facts()
    write(roster, cast.provincial_officer)
    moved = employment_of(cast.learner, dt.date(2026, 10, 5))
    assert moved is not None
    assert (moved.position.code, moved.is_it_staff, moved.starts_on) == (
        "van-phong-thong-ke",
        True,
        dt.date(2026, 10, 5),
    )
    assert employment_of(cast.hr_officer, ON) is None
    assert not AgencyRole.objects.held_by(cast.hr_officer).exists()
    again = bring(
        cast.provincial_officer,
        rows(
            row(cast.learner, position="van-phong-thong-ke", starts_on="05/10/2026"),
            row(cast.unit_head, is_leader="không"),
        ),
        is_complete_list=True,
    )
    assert counted(again) == {"unchanged": 2}
    undo_roster(roster=roster, by=cast.provincial_officer, at=timezone.now())
    assert facts() == before


def test_an_agency_outside_is_not_told_from_none(cast: Cast) -> None:
    roster = bring(
        cast.hr_officer,
        rows(row(cast.learner, agency=THAT_KHE), row(cast.unit_head, agency="khong-co"), row(cast.outsider)),
    )
    told = [reason.replace(THAT_KHE, "…").replace("khong-co", "…") for _number, reason in reasons(roster, "wrong")]
    assert told[0] == told[1]
    assert counted(roster) == {"wrong": 3}  # Khánh works in an agency that Hương does not look after


def test_same_name_is_in_doubt_until_somebody_decides(cast: Cast) -> None:
    listed = [
        ["", "Nông Thị Lan", "", "lan.moi@example.com", "", "chuyen-vien", "Công chức", ""],
        ["", "nong thi lan", "", "lan.khac@example.com", "", "chuyen-vien", "Công chức", ""],
    ]
    roster = write(bring(cast.hr_officer, as_csv(listed)), cast.hr_officer)
    assert counted(roster) == {"in_doubt": 2}
    first, second = roster.rows.order_by("place")
    assert first.candidates == [cast.learner.pk]
    assert not User.objects.filter(email__startswith="lan.").exists()

    with pytest.raises(CannotConfirm):
        decide_row(row=first, person=cast.citizen, by=cast.hr_officer, at=timezone.now())
    with pytest.raises(CannotConfirm):
        decide_row(row=first, person=cast.learner, by=cast.outsider, at=timezone.now())
    decided = decide_row(row=first, person=None, by=cast.hr_officer, at=timezone.now())
    assert (decided.kind, decided.person.username) == (RosterRow.Kind.NEW, "nong.thi.lan")
    same = decide_row(row=second, person=cast.learner, by=cast.hr_officer, at=timezone.now())
    # The account is Lan's own: its address does not change.
    assert (same.person, User.objects.get(pk=cast.learner.pk).email) == (cast.learner, "lan@example.com")
    with pytest.raises(CannotConfirm):
        decide_row(row=second, person=None, by=cast.hr_officer, at=timezone.now())


def test_a_key_of_somebody_else_is_in_doubt_or_wrong(cast: Cast) -> None:
    roster = bring(
        cast.hr_officer,
        rows(
            row(cast.learner, full_name="Trần Văn Khác"),
            row(cast.citizen, full_name="Trần Văn Nào"),
            row(cast.unit_head, email="lan@example.com"),
        ),
    )
    assert counted(roster) == {"in_doubt": 2, "wrong": 1}
    [(_number, reason)] = reasons(roster, "wrong")
    assert cast.citizen.full_name not in reason


def test_addresses_of_an_account_in_use_are_not_taken_over(cast: Cast) -> None:
    roster = write(
        bring(cast.hr_officer, rows(row(cast.learner, email="ke.gian@example.com", phone="0987654321"))),
        cast.hr_officer,
    )
    assert counted(roster) == {"unchanged": 1}
    lan = User.objects.get(pk=cast.learner.pk)
    assert (lan.email, lan.phone) == (cast.learner.email, cast.learner.phone)


def test_undo_is_refused_once_somebody_was_touched(cast: Cast) -> None:
    roster = write(bring(cast.hr_officer, as_csv(people(2))), cast.hr_officer)
    one = User.objects.get(email="nguoi1@example.com")
    end_employment(person=one, on=dt.date(2026, 11, 1), by=cast.hr_officer, at=timezone.now())
    before = facts()
    with pytest.raises(CannotUndo, match=one.full_name):
        undo_roster(roster=roster, by=cast.hr_officer, at=timezone.now())
    assert facts() == before


def test_undo_is_refused_once_an_account_is_in_use(cast: Cast) -> None:
    roster = write(bring(cast.hr_officer, as_csv(people(2))), cast.hr_officer)
    agency = Agency.objects.get(code=DONG_DANG)
    grant_role(
        person=User.objects.get(email="nguoi2@example.com"),
        agency=agency,
        role=AgencyRole.Role.UNIT_HEAD,
        by=cast.hr_officer,
        at=timezone.now(),
    )
    with pytest.raises(CannotUndo):
        undo_roster(roster=roster, by=cast.hr_officer, at=timezone.now())
    with pytest.raises(CannotUndo):
        undo_roster(roster=roster, by=cast.outsider, at=timezone.now())


def test_changed_since_the_look(cast: Cast) -> None:
    roster = bring(cast.hr_officer, rows(row(cast.learner, position="van-phong-thong-ke", starts_on="05/10/2026")))
    end_employment(person=cast.learner, on=dt.date(2026, 9, 1), by=cast.hr_officer, at=timezone.now())
    with pytest.raises(CannotConfirm):
        write(roster, cast.hr_officer)


def test_days_and_numbers_as_spreadsheets_leave_them(cast: Cast) -> None:
    write(bring(cast.hr_officer, as_csv(people(1))), cast.hr_officer)
    listed = [
        [1, "Hoàng Thị Ánh Nguyệt", "", "", 912000001, "", "", ""],
        [2, "Lý Hai", dt.date(1990, 2, 1), "", 912000002, "chuyên viên", "vien chuc", 46266],
        [3, "Lý Ba", "1-2-1990", "", "+84 912 000 003", "Chuyên viên", "Viên chức", "2026-09-01"],
        [4, "Lý Bốn", "=1+1", "bon@", "12", "vua", "quan", "9/2026"],
    ]
    roster = bring(cast.hr_officer, as_xlsx(listed), name="ds.xlsx")
    assert counted(roster) == {"unchanged": 1, "new": 2, "wrong": 1}
    mended = write(bring(cast.hr_officer, as_xlsx(listed[:3]), name="ds.xlsx"), cast.hr_officer)
    born = User.objects.filter(full_name__in=["Lý Hai", "Lý Ba"]).values_list("birth_date", flat=True)
    assert list(born) == [dt.date(1990, 2, 1)] * 2
    assert set(Employment.objects.filter(roster_days(mended)).values_list("starts_on", flat=True)) == {
        dt.date(2026, 9, 1)
    }


def roster_days(roster: RosterImport) -> Any:
    from django.db.models import Q

    return Q(person__in=roster.rows.filter(kind="new").values("person"))


def test_the_digest_does_not_hang_on_an_order_that_no_database_promises(cast: Cast) -> None:
    roster = bring(cast.hr_officer, rows(row(cast.learner, position="van-phong-thong-ke", starts_on="05/10/2026")))
    RosterImport.objects.filter(pk=roster.pk).update(mapping=dict(reversed(roster.mapping.items())), state="brought")
    with override("en"):
        again = preview(roster)
    assert (again.plan, again.state) == (roster.plan, "previewed")
    assert counted(write(again, cast.hr_officer)) == {"moved": 1}


def planning_queries(cast: Cast, count: int) -> int:
    with our_queries() as asked:
        bring(cast.hr_officer, as_csv(people(count)))
    return len(asked)


def test_questions_do_not_grow_with_the_list(cast: Cast) -> None:
    assert planning_queries(cast, 1) == planning_queries(cast, 3)


@pytest.mark.long
def test_a_thousand(cast: Cast) -> None:
    before = facts()
    roster = bring(cast.hr_officer, as_xlsx(people(1000)), name="ds.xlsx")
    with our_queries() as asked:
        write(roster, cast.hr_officer)
    assert len(asked) < 80
    assert Employment.objects.at(ON).within(roster.agency).count() == 1003
    undo_roster(roster=roster, by=cast.hr_officer, at=timezone.now())
    assert facts() == before


def test_template_can_be_filled_in(cast: Cast) -> None:
    agency = Agency.objects.get(code=DONG_DANG)
    roster = bring(cast.hr_officer, write_xlsx(template_for(agency, day=ON)), name="mau.xlsx")
    assert counted(roster) == {"new": 1}


def test_command_does_what_the_screen_does(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ds.csv"
    file.write_bytes(as_csv(people(3)))
    more = {"agency": DONG_DANG, "by": "huong", "json": True}
    call_command("import_roster", str(file), dry_run=True, **more)
    assert (json.loads(capsys.readouterr().out)["counts"]["new"], Employment.objects.at(ON).count()) == (3, 9)
    call_command("import_roster", str(file), **more)
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], [line["row"] for line in told["new"]]) == ("confirmed", [2, 3, 4])
    file.write_bytes(as_csv([["1", "", "", "", "", "", "", ""]]))
    with pytest.raises(SystemExit, match="1"):
        call_command("import_roster", str(file), **more)
    for by in ("khanh", "thang", "nobody"):
        with pytest.raises(CommandError):
            call_command("import_roster", str(file), agency=DONG_DANG, by=by)


def test_header_is_found_below_a_heading(cast: Cast) -> None:
    text = "UBND XÃ ĐỒNG ĐĂNG,,,,,,,\nDANH SÁCH,,,,,,,\n" + as_csv(people(2), header=["STT", *HEADER[1:]]).decode()
    assert counted(bring(cast.hr_officer, text.encode())) == {"new": 2}
