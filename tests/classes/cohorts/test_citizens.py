"""A class for citizens at a village's culture house: registered by themselves, or written down when they turn up."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.activating import activate
from accounts.models import User
from classes.cohorts.attending import CannotMark, take_attendance
from classes.cohorts.closing import close_class
from classes.cohorts.forgetting import forget_guests
from classes.cohorts.joining import move_member, withdraw
from classes.cohorts.planning import CannotPlanClass, ClassIsOver
from classes.cohorts.public import Reach, open_classes, reach
from classes.cohorts.registering import CannotRegister, give_up_seat, register, register_by_name
from classes.cohorts.rights import NotYours
from classes.cohorts.turning_up import add_who_turned_up, print_class_codes
from classes.models import Attendance, Cohort
from courses.models import CourseIndexPage, CoursePage, Enrolment
from kit.pdf import read_pdf
from tests.classes.cohorts.together import TODAY, hold, marks, meeting_of, member, morning, noted, standing
from tests.courses.study import NOW, after, our_queries
from tests.coverage import facts
from workforce.models import Agency

NHAN = "Triệu Mùi Nhàn"


@pytest.fixture
def course(catalogue: CourseIndexPage) -> CoursePage:
    found = facts.make_course("ky-nang-so")
    found.audience = CoursePage.Audience.CITIZEN
    found.save_revision().publish()
    return CoursePage.objects.get(pk=found.pk)


@pytest.fixture
def village(course: CoursePage, commune: Agency, sen: User, phuong: User) -> Cohort:
    """Two seats, led by Phượng, nobody in it."""
    return hold(course, commune, leader=phuong, by=sen, capacity=2, code="XOM-01", for_everyone=True)


@pytest.fixture
def nhan(db: None) -> User:
    return facts.make_person(NHAN, username="nhan")


def names(cohort: Cohort) -> list[tuple[str, str, str, bool]]:
    rows = cohort.memberships.order_by("pk").select_related("person")
    return [(one.person.full_name, one.hint, one.way, one.seated_at is not None) for one in rows]


def test_a_citizen_registers_with_an_account_and_gives_up_the_seat(village: Cohort, nhan: User, sen: User) -> None:
    first = register(cohort=village, person=nhan, at=NOW)
    assert register(cohort=village, person=nhan, at=NOW) == first
    register_by_name(cohort=village, full_name="Hoàng Văn Páo", hint="", at=NOW)
    late = register_by_name(cohort=village, full_name="Lý Thị Sao", hint="Nà Pàn", at=NOW)
    assert [row[2:] for row in names(village)] == [("registered", True), ("registered", True), ("registered", False)]
    assert Enrolment.objects.filter(course=village.course).count() == 2
    for _twice in range(2):
        give_up_seat(membership=first, at=after(hours=1))
    assert standing(village)["nhan"] == "withdrawn"
    late.refresh_from_db()
    assert late.seated_at == after(hours=1)
    assert member(nhan, village).end_reason == "Tự thôi"
    withdraw(membership=late, reason="Nhầm người", by=sen, at=after(hours=2))


def test_a_name_is_enough_and_twice_is_the_same_person(village: Cohort) -> None:
    for name, hint in ((NHAN, ""), ("trieu  mui nhan", ""), (NHAN, "Nà Pàn"), (NHAN, "na pan")):
        register_by_name(cohort=village, full_name=name, hint=hint, at=NOW)
    assert names(village) == [(NHAN, "", "registered", True), (NHAN, "Nà Pàn", "registered", True)]
    (guest, _other) = User.objects.filter(full_name=NHAN).order_by("pk")
    assert (guest.email, guest.phone, guest.birth_date, guest.has_usable_password()) == (None, None, None, False)
    assert guest.username.startswith("trieu.mui.nhan.")


def test_nobody_registers_where_it_is_not_for_everyone_over_or_full(
    village: Cohort, course: CoursePage, commune: Agency, nhan: User, sen: User, phuong: User
) -> None:
    closed_to_all = hold(course, commune, leader=sen, by=sen, code="KIN")
    other = hold(course, commune, leader=sen, by=sen, code="XOM-02", for_everyone=True)
    register(cohort=other, person=nhan, at=NOW)
    for cohort, person in ((closed_to_all, nhan), (village, nhan), (village, phuong)):
        with pytest.raises(CannotRegister):
            register(cohort=cohort, person=person, at=NOW)
    with pytest.raises(ClassIsOver):
        register_by_name(cohort=village, full_name=NHAN, hint="", at=after(days=15))
    for number in range(4):
        register_by_name(cohort=village, full_name="Hoàng Văn Páo", hint=f"Bản {number}", at=NOW)
    with pytest.raises(CannotRegister):
        register_by_name(cohort=village, full_name=NHAN, hint="", at=NOW)
    assert [row[3] for row in names(village)] == [True, True, False, False]
    assert [(one.cohort, one.free, one.waiting, one.is_full) for one in open_classes(day=TODAY)] == [
        (village, 0, 2, True),
        (other, 29, 0, False),
    ]
    with pytest.raises(CannotRegister):
        give_up_seat(membership=hold_staff(closed_to_all, sen), at=NOW)


def hold_staff(cohort: Cohort, person: User) -> Any:
    return cohort.memberships.create(
        course=cohort.course, person=person, added_by=person, added_at=NOW, seated_at=NOW, way="added"
    )


def test_a_class_for_everyone_needs_a_course_for_everyone_and_a_place(
    course: CoursePage, commune: Agency, sen: User, phuong: User
) -> None:
    staff_course = facts.make_course("noi-bo")
    with pytest.raises(CannotPlanClass):
        hold(staff_course, commune, leader=phuong, by=sen, for_everyone=True)
    online = {"place": "", "online_link": "https://hop.example"}
    with pytest.raises(CannotPlanClass):
        hold(course, commune, leader=phuong, by=sen, for_everyone=True, **online)


def test_who_turns_up_is_on_the_list_and_present_whatever_the_seats(
    village: Cohort, phuong: User, sen: User, outsider: User, learner: User
) -> None:
    meeting = meeting_of(village)
    for hint in ("A", "B", "C"):
        register_by_name(cohort=village, full_name="Hoàng Văn Páo", hint=hint, at=NOW)

    def turn_up(name: str, hint: str = "", by: User = phuong) -> Any:
        return add_who_turned_up(meeting=meeting, full_name=name, hint=hint, by=by, at=NOW)

    for stranger in (outsider, learner):
        with pytest.raises(NotYours):
            turn_up(NHAN, by=stranger)
    came = [turn_up(NHAN) for _twice in range(2)]
    waited = turn_up("Hoàng Văn Páo", "c")
    with pytest.raises(CannotMark):
        turn_up("Hoàng Văn Páo")
    assert came[0] == came[1]
    assert names(village)[2:] == [
        ("Hoàng Văn Páo", "C", "registered", True),
        (NHAN, "", "turned_up", True),
    ]
    assert [(number, state) for _who, number, state in noted(meeting)] == [(1, "present")] * 2
    take_attendance(meeting=meeting, marks=marks("absent", waited, seen=1), by=phuong, at=NOW)
    turn_up("Hoàng Văn Páo", "C")
    assert Attendance.objects.filter(membership=waited).count() == 3
    staff = hold(village.course, village.agency, leader=phuong, by=sen, code="KIN")
    with pytest.raises(CannotMark):
        add_who_turned_up(meeting=meeting_of(staff), full_name=NHAN, hint="", by=phuong, at=NOW)


def test_an_officer_moves_a_guest_to_another_open_class(
    village: Cohort, course: CoursePage, commune: Agency, sen: User, phuong: User
) -> None:
    other = hold(course, commune, leader=phuong, by=sen, code="XOM-02", for_everyone=True)
    guest = register_by_name(cohort=village, full_name=NHAN, hint="Nà Pàn", at=NOW)
    moved = move_member(membership=guest, to=other, reason="Gần nhà hơn", by=sen, at=NOW)
    assert (moved.cohort, moved.hint, moved.opened_account) == (other, "Nà Pàn", True)


def test_a_guest_takes_the_account_over_with_a_sheet_and_others_are_forgotten(
    village: Cohort, phuong: User, sen: User, outsider: User, settings: Any
) -> None:
    settings.CLASS_GUEST_DAYS = 30
    kept = register_by_name(cohort=village, full_name=NHAN, hint="", at=NOW).person
    gone = register_by_name(cohort=village, full_name="Hoàng Văn Páo", hint="Nà Pàn", at=NOW)
    take_attendance(meeting=meeting_of(village), marks=marks("present", gone), by=phuong, at=NOW)
    with pytest.raises(NotYours):
        print_class_codes(cohort=village, by=outsider, at=NOW)
    sheets = {one.person_id: code for one, code in print_class_codes(cohort=village, by=phuong, at=NOW)}
    assert set(sheets) == {kept.pk, gone.person_id}
    activate(login=kept.username, typed=sheets[kept.pk], password="mua-he-2026-vui", at=NOW)
    assert [one.pk for one, _code in print_class_codes(cohort=village, by=phuong, at=NOW)] == [gone.pk]
    close_class(cohort=village, note="", by=sen, at=NOW)
    assert [forget_guests(limit=9, at=after(days=days)) for days in (29, 31, 32)] == [0, 1, 0]
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.full_name, kept.erased_at, gone.person.full_name, gone.hint) == (
        NHAN,
        None,
        "Người đã xóa dữ liệu",
        "",
    )
    assert Attendance.objects.in_force().there().count() == 1


def test_what_is_published_counts_places_and_hides_the_few(village: Cohort, phuong: User, settings: Any) -> None:
    settings.OPEN_DATA_LEAST = 3
    for name in ("Một Người", "Hai Người", "Ba Người"):
        assert reach(day=TODAY) is None
        add_who_turned_up(meeting=meeting_of(village), full_name=name, hint="", by=phuong, at=NOW)
    assert reach(day=TODAY) == Reach(classes=1, meetings=1, came=3)
    assert reach(day=TODAY - dt.timedelta(days=1)) is None


def test_the_pages_from_the_list_to_the_roll(
    village: Cohort, nhan: User, phuong: User, sen: User, outsider: User, settings: Any,
    signed_in: Callable[[User], Client],
) -> None:  # fmt: skip
    # The pages ask the clock of today.
    today = dt.datetime.now(dt.UTC).astimezone(NOW.tzinfo).date()
    Cohort.objects.update(first_on=today, last_on=today + dt.timedelta(days=3))
    meeting = meeting_of(village)
    meeting.on = today
    meeting.save()
    anybody, where = Client(), f"/lop-cong-dong/{village.pk}/"
    assert where in anybody.get("/lop-cong-dong/?khoa=ky-nang-so").content.decode()
    page = anybody.get(where).content.decode()
    assert ("Nhà văn hóa xã" in page, "Phượng" in page, "hop.example" in page) == (True, False, False)
    refused = [anybody.post(f"{where}dang-ky/", {"full_name": name}).status_code for name in ("", "7", "http://2.vn")]
    assert refused == [422, 422, 422]
    done = anybody.post(f"{where}dang-ky/", {"full_name": "Lý Thị Sao", "hint": "Nà Pàn"})
    assert (done.status_code, "Lý Thị Sao" in done.content.decode()) == (200, True)
    assert "Lý Thị Sao" not in anybody.get(where).content.decode()
    settings.CLASS_REGISTRATIONS_PER_HOUR = 1
    assert anybody.post(f"{where}dang-ky/", {"full_name": "Lý Thị Mây"}).status_code == 429
    assert anybody.post(f"{where}thoi-hoc/").status_code == 302
    citizen = signed_in(nhan)
    citizen.post(f"{where}dang-ky/")
    assert standing(village)["nhan"] == "seat"
    assert citizen.get(f"/lop-hoc/{village.pk}/cua-toi/").status_code == 200
    citizen.post(f"{where}thoi-hoc/")
    assert standing(village)["nhan"] == "withdrawn"
    runs, base = signed_in(phuong), f"/lop-hoc/{village.pk}/"
    sheet = f"{base}buoi/{meeting.pk}/"
    assert runs.post(f"{sheet}them-nguoi/", {"full_name": "Đặng Văn Chòi", "hint": "Khuổi Lầy"}).status_code == 302
    assert "Khuổi Lầy" in runs.get(f"{sheet}diem-danh/").content.decode()
    assert runs.post(f"{base}phieu/").content.decode().count('class="roster-code"') == 2
    words = " ".join(read_pdf(runs.get(f"{base}danh-sach.pdf").content).words)
    assert ("Khuổi Lầy" in words, "Thôn, bản" in words) == (True, True)
    for stranger in (nhan, outsider):
        assert signed_in(stranger).post(f"{sheet}them-nguoi/", {"full_name": "Ai Đó"}).status_code == 404
        assert signed_in(stranger).post(f"{base}phieu/").status_code == 404
    Cohort.objects.update(for_everyone=False)
    assert [anybody.get(where).status_code, anybody.post(f"{where}dang-ky/").status_code] == [404, 404]
    assert runs.post(f"{base}phieu/").status_code == 404


def test_the_list_asks_no_more_for_three_classes_than_for_one(
    village: Cohort, course: CoursePage, commune: Agency, sen: User, phuong: User
) -> None:
    def asked() -> int:
        with our_queries() as queries:
            found = open_classes(day=TODAY)
        assert len(found) in (1, 3)
        return len(queries)

    few = asked()
    for code in ("XOM-02", "XOM-03"):
        hold(course, commune, leader=phuong, by=sen, code=code, for_everyone=True, meetings=[morning()])
    assert (few, asked()) == (2, 2)
