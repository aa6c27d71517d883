"""Who may: officers organise, facilitators lead, members see their own; for others nothing is there."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from icalendar import Calendar

from accounts.models import User
from classes.cohorts.joining import add_people
from classes.cohorts.scheduling import call_off_meeting
from classes.models import Attendance, Cohort, Letter, Meeting
from kit.pdf import read_pdf
from tests.classes.cohorts.together import meeting_of, member, noted
from tests.courses.study import NOW, our_queries
from tests.coverage import facts
from workforce.models import Agency, AgencyRole


def pages(cohort: Cohort) -> dict[str, list[str]]:
    base, meeting = f"/lop-hoc/{cohort.pk}/", meeting_of(cohort).pk
    someone = cohort.memberships.running().order_by("pk")[0].pk
    return {
        "look": ["", "danh-sach.pdf"],
        "export": ["danh-sach/csv/", "danh-sach/xlsx/"],
        "lead": [f"buoi/{meeting}/diem-danh/", "thu/"],
        "organise": ["sua/", "them/", "buoi/", f"buoi/{meeting}/", f"hoc-vien/{someone}/", "dong/", "huy/"],
        "own": ["cua-toi/"],
        "calendar": ["lich.ics"],
    } | {"base": [base]}


def test_everybody_sees_what_is_theirs(
    cohort: Cohort, commune: Agency, sen: User, learner: User, minh: User, phuong: User, outsider: User,
    signed_in: Callable[[User], Client],
) -> None:  # fmt: skip
    head = facts.make_person("Trưởng phòng", username="truong")
    facts.grant(head, commune, AgencyRole.Role.UNIT_HEAD)
    wanted = pages(cohort)
    (base,) = wanted.pop("base")
    expected = {
        sen: {"look", "export", "lead", "organise", "own", "calendar"},
        phuong: {"look", "lead", "calendar"},
        head: {"look", "export", "calendar"},
        learner: {"own", "calendar"},
        minh: set(),
        outsider: set(),
    }
    for person, opens in expected.items():
        client = signed_in(person)
        for kind, paths in wanted.items():
            found = {client.get(base + path).status_code for path in paths}
            assert found == ({200} if kind in opens else {404}), (person, kind)
        assert client.get("/lop-hoc/").status_code == 200
        new = client.get("/lop-hoc/moi/").status_code
        assert new == (200 if person in (sen, outsider) else 404), person
    meeting = meeting_of(cohort)
    for person in (phuong, head, learner, outsider):
        assert signed_in(person).post(f"{base}buoi/{meeting.pk}/huy/").status_code == 404
    assert signed_in(outsider).post(f"{base}buoi/{meeting.pk}/diem-danh/", {"do": "rest"}).status_code == 404
    assert Client().get(base).status_code == 302
    assert not Attendance.objects.exists()
    assert not Meeting.objects.exclude(called_off_at=None).exists()


def test_an_officer_searches_adds_and_never_reaches_beyond_the_branch(
    cohort: Cohort, sen: User, minh: User, outsider: User, signed_in: Callable[[User], Client]
) -> None:
    client, add = signed_in(sen), f"/lop-hoc/{cohort.pk}/them/"
    found = client.get(add, {"tim": "hua minh"}).content.decode()
    assert ("Hứa Văn Minh" in found, "Lý Văn Ơn" in found) == (True, False)
    assert "Lý Văn Ơn" not in client.get(add, {"tim": "ly van on"}).content.decode()
    client.post(add, {"nguoi": ["minh", "on"]})
    assert set(cohort.memberships.values_list("person__username", flat=True)) == {"lan", "sen", "minh"}
    lan = member(User.objects.get(username="lan"), cohort)
    assert client.post(f"/lop-hoc/{cohort.pk}/hoc-vien/{lan.pk}/", {"reason": ""}).status_code == 422
    client.post(f"/lop-hoc/{cohort.pk}/hoc-vien/{lan.pk}/", {"reason": "Nghỉ thai sản"})
    assert cohort.memberships.get(pk=lan.pk).ending == "withdrawn"


def test_the_sheet_marks_what_was_changed_and_the_rest_present(
    cohort: Cohort, phuong: User, learner: User, sen: User, signed_in: Callable[[User], Client]
) -> None:
    meeting, client = meeting_of(cohort), signed_in(phuong)
    # Held on a day that has come, whenever this runs.
    where = f"/lop-hoc/{cohort.pk}/buoi/{meeting.pk}/diem-danh/"
    lan, other = member(learner, cohort).pk, member(sen, cohort).pk
    client.post(where, {f"state-{lan}": "late", f"was-{lan}": "", f"seen-{lan}": "0", "do": "rest"})
    assert noted(meeting) == [("lan", 1, "late"), ("sen", 1, "present")]
    stale = {f"state-{lan}": "late", f"was-{lan}": "late", f"seen-{lan}": "1"}
    client.post(where, stale | {f"state-{other}": "absent", f"was-{other}": "", f"seen-{other}": "0", "do": "save"})
    client.post(where, {f"state-{lan}": "nonsense", f"seen-{lan}": "x", "do": "save"})
    assert noted(meeting) == [("lan", 1, "late"), ("sen", 1, "present")]


def test_files_carry_no_formula_and_the_calendar_says_what_is_off(
    cohort: Cohort, sen: User, learner: User, signed_in: Callable[[User], Client]
) -> None:
    User.objects.filter(pk=learner.pk).update(full_name="=HYPERLINK(1)")
    client = signed_in(sen)
    table = client.get(f"/lop-hoc/{cohort.pk}/danh-sach/csv/").content.decode("utf-8-sig")
    assert "\n'=HYPERLINK(1),lan," in table.replace("\r", "")
    call_off_meeting(meeting=meeting_of(cohort), by=sen, at=NOW)
    calendar = Calendar.from_ical(signed_in(learner).get(f"/lop-hoc/{cohort.pk}/lich.ics").content)
    (event,) = calendar.walk("VEVENT")
    assert str(event["status"]) == "CANCELLED"
    assert event["dtstart"].dt.isoformat() == "2026-11-22T01:00:00+00:00"
    words = " ".join(read_pdf(client.get(f"/lop-hoc/{cohort.pk}/danh-sach.pdf").content).words)
    for part in ("DANH SÁCH HỌC VIÊN", "Hoàng Thị Sen", "Vi Thị Phượng", "Lớp: LOP-01"):
        assert part in words


def test_forms_make_change_and_close(
    cohort: Cohort, sen: User, phuong: User, commune: Agency, signed_in: Callable[[User], Client]
) -> None:
    client, base = signed_in(sen), f"/lop-hoc/{cohort.pk}/"
    typed: dict[str, Any] = {
        "title": "Lớp mới", "code": "LOP-09", "course": cohort.course.pk, "agency": commune.code,
        "document": "KH 45", "facilitators": "phuong", "capacity": 12, "first_on": "2026-11-22",
        "last_on": "2026-12-22", "place": "Hội trường",
    }  # fmt: skip
    meeting = {"on": "2026-11-23", "begins": "08:00", "ends": "11:00", "periods": 4, "times": 3, "every": 7}
    times = {f"buoi-{name}": value for name, value in meeting.items()}
    assert client.post("/lop-hoc/moi/", typed | times | {"buoi-ends": "07:00"}).status_code == 422
    assert client.post("/lop-hoc/moi/", typed | times).status_code == 302
    made = Cohort.objects.get(code="LOP-09")
    assert (made.meetings.count(), made.facilitations.get().person) == (3, phuong)
    assert client.post(f"{base}sua/", typed).status_code == 422
    assert client.post(f"{base}sua/", typed | {"code": "LOP-10"}).status_code == 302
    assert client.post(f"{base}buoi/", meeting | {"on": "2026-11-24"}).status_code == 302
    assert client.post(f"{base}thu/", {"subject": "Chào", "text": "Cả lớp"}).status_code == 302
    assert client.post(f"{base}huy/", {"note": "Bão"}).status_code == 302
    cohort.refresh_from_db()
    assert (cohort.code, cohort.state, cohort.meetings.count()) == ("LOP-10", "called_off", 4)
    assert Letter.objects.get().subject == "Chào"
    assert client.get("/lop-hoc/?loc=da-het").status_code == 200


def test_pages_ask_no_more_for_three_than_for_one(
    cohort: Cohort, sen: User, minh: User, commune: Agency, signed_in: Callable[[User], Client]
) -> None:
    client, base = signed_in(sen), f"/lop-hoc/{cohort.pk}/"
    paths = ["/lop-hoc/", base, f"{base}them/", f"{base}buoi/{meeting_of(cohort).pk}/diem-danh/"]

    def asked() -> list[int]:
        counts = []
        for path in paths:
            with our_queries() as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
        return counts

    asked()
    few = asked()
    many = [facts.make_person(f"Người {n}", username=f"nguoi{n}") for n in range(3)]
    for person in many:
        facts.employ(person, commune)
    add_people(cohort=cohort, people=[minh, *many], by=sen, at=NOW)
    assert asked() == few
