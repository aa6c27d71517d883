from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from courses.models import CoursePage
from coverage.counting import CannotCount, Count, Share, count, history, people, totals
from coverage.models import Target
from tests.coverage import facts
from tests.coverage.conftest import DAY
from tests.coverage.facts import day
from workforce.models import Agency, Employment

QueryCounter = Callable[[int], Any]


def rows(counted: Count) -> list[tuple[str, int, int]]:
    return [(row.name, row.achieved, row.population) for row in counted.rows]


def fraction(counted: Share) -> tuple[int, int]:
    return counted.achieved, counted.population


# ── The fraction ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("achieved", "population", "required", "percent", "needed"),
    [
        (30, 73, 50, "41.1", 7),
        (1, 8, 100, "12.5", 7),
        (1, 16, 100, "6.3", 15),  # 6.25 goes up
        (37, 73, 50, "50.7", 0),
        (1, 3, 50, "33.3", 1),
        (0, 2, 50, "0.0", 1),
        (31618, 31619, 100, "100.0", 1),
        (0, 0, 50, None, 0),
    ],
)
def test_share_rounds_half_up_and_says_how_many_are_missing(
    achieved: int, population: int, required: int, percent: str | None, needed: int
) -> None:
    share = Share(population=population, achieved=achieved, required=required)
    assert (share.percent, share.needed) == (Decimal(percent) if percent else None, needed)
    assert share.is_reached is (needed == 0 and population > 0)


# ── Who belongs ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("population", "expected"),
    [(Target.Population.STAFF, 3), (Target.Population.IT_STAFF, 2), (Target.Population.LEADERS, 1)],
)
def test_population_follows_the_words_of_the_plan(
    population: str, expected: int, commune: Agency, course: CoursePage
) -> None:
    """Contract workers are no "cán bộ, công chức, viên chức", but may be the IT staff of an agency."""
    facts.employ(facts.make_person(), commune, category=Employment.Category.OFFICIAL, leader=True)
    facts.employ(facts.make_person(), commune, category=Employment.Category.CIVIL_SERVANT, it=True)
    facts.employ(facts.make_person(), commune, category=Employment.Category.PUBLIC_EMPLOYEE)
    facts.employ(facts.make_person(), commune, category=Employment.Category.WORKER, it=True)
    target = facts.make_target(course, population=population)
    assert count(target, day=DAY).population == expected


def test_employment_counts_from_its_first_day_until_the_day_before_it_ends(target: Target, commune: Agency) -> None:
    facts.employ(facts.make_person(), commune, since="2026-03-01", until="2026-06-01", it=True)
    days = [day("2026-02-28"), day("2026-03-01"), day("2026-05-31"), day("2026-06-01")]
    assert [count(target, day=on).population for on in days] == [0, 1, 1, 0]


def test_branch_holds_everything_below_it_and_nothing_else(
    target: Target, province: Agency, commune: Agency, other_commune: Agency
) -> None:
    outside = facts.make_agency("Tỉnh khác")
    for agency in (commune, commune, other_commune, outside):
        facts.employ(facts.make_person(), agency, it=True)
    assert [count(target, day=DAY, agency=a).population for a in (commune, province, None)] == [2, 3, 4]


def test_rows_stand_in_the_order_of_the_vietnamese_alphabet(target: Target, province: Agency) -> None:
    for name in ("UBND xã Đồng Đăng", "UBND xã Yên Bình", "UBND xã Ba Sơn", "UBND xã Điềm He", "UBND xã Cao Lộc"):
        facts.employ(facts.make_person(), facts.make_agency(name, under=province), it=True)
    assert [name.removeprefix("UBND xã ") for name, *_ in rows(count(target, day=DAY))] == [
        "Ba Sơn", "Cao Lộc", "Điềm He", "Đồng Đăng", "Yên Bình",
    ]  # fmt: skip


# ── Which facts count ─────────────────────────────────────────────────────────────────────────


def test_trained_counts_from_the_day_of_completion(commune: Agency, course: CoursePage) -> None:
    target = facts.make_target(course, numerator=Target.Numerator.TRAINED)
    person = facts.make_person()
    facts.employ(person, commune, it=True)
    facts.complete(person, course, on="2026-03-01")
    assert [fraction(count(target, day=on)) for on in (day("2026-02-28"), day("2026-03-01"))] == [(0, 1), (1, 1)]


def test_certificate_counts_from_issue_until_the_day_it_expires(
    target: Target, commune: Agency, course: CoursePage
) -> None:
    person = facts.make_person()
    facts.employ(person, commune, it=True)
    facts.certify(person, course, on="2025-03-01", expires="2026-03-01")
    days = [day("2025-02-28"), day("2025-03-01"), day("2026-02-28"), day("2026-03-01")]
    assert [count(target, day=on).achieved for on in days] == [0, 1, 1, 0]


def test_certificate_revoked_on_a_day_no_longer_counts_that_day(
    target: Target, commune: Agency, course: CoursePage
) -> None:
    person = facts.make_person()
    facts.employ(person, commune, it=True)
    facts.certify(person, course, on="2026-03-01", revoked="2026-05-10")
    assert [count(target, day=on).achieved for on in (day("2026-05-09"), day("2026-05-10"))] == [1, 0]


def test_sent_counts_enrolment_by_local_midnight_until_withdrawal(commune: Agency, course: CoursePage) -> None:
    """23:30 of 1 March in the province is still 1 March, though in UTC it is too and 00:30 is not."""
    target = facts.make_target(course, numerator=Target.Numerator.SENT)
    person = facts.make_person()
    facts.employ(person, commune, it=True)
    late = facts.noon(day("2026-03-01")) + timedelta(hours=11, minutes=30)
    facts.enrol(person, course, at=late, withdrawn_at=late + timedelta(days=9, hours=1))
    days = [day("2026-02-28"), day("2026-03-01"), day("2026-03-10"), day("2026-03-11")]
    assert [count(target, day=on).achieved for on in days] == [0, 1, 1, 0]
    assert [row.achieved_on for row in people(target, day=days[1])] == [days[1]]


def test_only_courses_of_the_target_count(target: Target, commune: Agency, course: CoursePage) -> None:
    other, second = facts.make_course("khoa-khac"), facts.make_course("khoa-hai")
    target.courses.add(second)
    for taken in (other, second, course):
        person = facts.make_person()
        facts.employ(person, commune, it=True)
        facts.certify(person, taken, on="2026-03-01")
    assert fraction(count(target, day=DAY)) == (2, 3)


def test_person_with_many_papers_is_counted_once(target: Target, commune: Agency, course: CoursePage) -> None:
    second = facts.make_course("khoa-hai")
    target.courses.add(second)
    person = facts.make_person()
    facts.employ(person, commune, it=True)
    old = facts.certify(person, course, on="2025-03-01")
    facts.certify(person, course, on="2026-03-02", replaces=old)
    facts.certify(person, second, on="2026-03-01")
    assert fraction(count(target, day=DAY)) == (1, 1)
    assert [fraction(share) for share in history(target, days=[DAY])] == [(1, 1)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"percent": None}, "Kế hoạch"),
        ({"population": ""}, "danh sách"),
        ({"numerator": ""}, "ghi nhận"),
        ({"numerator": Target.Numerator.REACHED}, "ghi nhận"),
    ],
)
def test_what_the_platform_does_not_know_is_refused_in_words(
    changes: dict[str, Any], sentence: str, course: CoursePage
) -> None:
    target = facts.make_target(course, **changes)
    for ask in (count, people):
        with pytest.raises(CannotCount, match=sentence):
            ask(target, day=DAY)
    with pytest.raises(CannotCount, match=sentence):
        history(target, days=[DAY])
    with pytest.raises(CannotCount, match=sentence):
        totals([target], day=DAY)


# ── The past ──────────────────────────────────────────────────────────────────────────────────


def test_transfer_moves_the_person_in_later_counts_only(
    target: Target, commune: Agency, other_commune: Agency, course: CoursePage
) -> None:
    person = facts.make_person()
    facts.employ(person, commune, since="2025-01-01", until="2026-07-01", it=True)
    facts.certify(person, course, on="2026-03-01")
    before = rows(count(target, day=day("2026-06-30")))
    facts.employ(person, other_commune, since="2026-07-01", it=True)
    assert rows(count(target, day=day("2026-06-30"))) == before == [(commune.name, 1, 1)]
    assert rows(count(target, day=day("2026-07-01"))) == [(other_commune.name, 1, 1)]


def test_ended_agency_keeps_its_figures(target: Target, province: Agency, course: CoursePage) -> None:
    """The reform of 1 July 2025: the old commune answers for the days before, the new one from then on."""
    old = facts.make_agency("UBND xã cũ", under=province)
    person = facts.make_person()
    job = facts.employ(person, old, since="2024-01-01", it=True)
    facts.certify(person, course, on="2025-03-01")
    before = rows(count(target, day=day("2025-06-30"), agency=province))

    old.valid_to = job.ends_on = day("2025-07-01")
    old.save()
    job.save()
    new = facts.make_agency("UBND xã mới", under=province, since="2025-07-01")
    facts.employ(person, new, since="2025-07-01", it=True)

    assert rows(count(target, day=day("2025-06-30"), agency=province)) == before == [("UBND xã cũ", 1, 1)]
    assert rows(count(target, day=day("2025-07-01"), agency=province)) == [("UBND xã mới", 1, 1)]


# ── The list ──────────────────────────────────────────────────────────────────────────────────


def test_people_show_the_newest_paper_in_force_and_are_sorted_by_name(
    target: Target, commune: Agency, course: CoursePage
) -> None:
    sen, lan = facts.make_person("Hoàng Thị Sen"), facts.make_person("Đinh Thị Lan")
    for person in (sen, lan):
        facts.employ(person, commune, it=True)
    old = facts.certify(sen, course, on="2025-03-01")
    new = facts.certify(sen, course, on="2026-03-02", replaces=old)
    found = [(job.person.full_name, job.achieved, job.achieved_on, job.number) for job in people(target, day=DAY)]
    assert found == [("Đinh Thị Lan", False, None, None), ("Hoàng Thị Sen", True, day("2026-03-02"), new.number)]


def test_people_trained_twice_show_the_first_day(commune: Agency, course: CoursePage) -> None:
    target = facts.make_target(course, numerator=Target.Numerator.TRAINED)
    person = facts.make_person()
    facts.employ(person, commune, it=True)
    facts.complete(person, course, on="2026-05-01")
    facts.complete(person, course, on="2026-03-01")
    assert [(job.achieved_on, job.number) for job in people(target, day=DAY)] == [(day("2026-03-01"), None)]


# ── One query ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("agencies", [1, 3])
def test_count_is_one_query_however_many_agencies(
    agencies: int, target: Target, province: Agency, course: CoursePage, django_assert_num_queries: QueryCounter
) -> None:
    for number in range(agencies):
        person = facts.make_person()
        facts.employ(person, facts.make_agency(f"UBND xã {number}", under=province), it=True)
        facts.certify(person, course, on="2026-03-01")
    with django_assert_num_queries(1):
        assert len(count(target, day=DAY, agency=province).rows) == agencies
    with django_assert_num_queries(1):
        assert [job.agency.name for job in people(target, day=DAY)] == [f"UBND xã {n}" for n in range(agencies)]


@pytest.mark.parametrize("days", [1, 3])
def test_history_is_one_query_however_many_days(
    days: int, target: Target, commune: Agency, course: CoursePage, django_assert_num_queries: QueryCounter
) -> None:
    person = facts.make_person()
    facts.employ(person, commune, since="2026-01-01", it=True)
    facts.certify(person, course, on="2026-03-01")
    asked = [day("2025-12-31"), day("2026-02-28"), day("2026-03-01")][-days:]
    with django_assert_num_queries(1):
        shares = history(target, days=asked, agency=commune)
    assert [share.day for share in shares] == asked
    assert [fraction(share) for share in shares] == [(0, 0), (0, 1), (1, 1)][-days:]


@pytest.mark.parametrize("prefetched", [False, True])
def test_target_without_courses_counts_nobody_as_achieved(prefetched: bool, target: Target, commune: Agency) -> None:
    facts.employ(facts.make_person(), commune, it=True)
    target.courses.clear()
    if prefetched:
        target = Target.objects.prefetch_related("courses").get()
    assert fraction(count(target, day=DAY)) == (0, 1)
    assert [fraction(share) for share in history(target, days=[DAY, DAY])] == [(0, 1), (0, 1)]
    assert [fraction(share) for share in totals([target], day=DAY)] == [(0, 1)]
    assert [job.achieved for job in people(target, day=DAY)] == [False]


def test_target_with_prefetched_courses_counts_the_same(target: Target, commune: Agency, course: CoursePage) -> None:
    person = facts.make_person()
    facts.employ(person, commune, it=True)
    facts.certify(person, course, on="2026-03-01")
    prefetched = Target.objects.prefetch_related("courses").get()
    assert rows(count(prefetched, day=DAY)) == rows(count(target, day=DAY)) == [(commune.name, 1, 1)]


def test_history_of_no_day_and_totals_of_no_target_ask_nothing(
    target: Target, django_assert_num_queries: QueryCounter
) -> None:
    with django_assert_num_queries(0):
        assert (history(target, days=[]), totals([], day=DAY)) == ([], [])


@pytest.mark.parametrize("targets", [1, 3])
def test_totals_are_one_query_however_many_targets(
    targets: int, commune: Agency, course: CoursePage, django_assert_num_queries: QueryCounter
) -> None:
    person = facts.make_person()
    facts.employ(person, commune, it=True)
    facts.certify(person, course, on="2026-03-01")
    verbs = [Target.Numerator.CERTIFIED, Target.Numerator.TRAINED, Target.Numerator.SENT][:targets]
    asked = [facts.make_target(course, code=f"T-{verb}", numerator=verb) for verb in verbs]
    with django_assert_num_queries(1):
        shares = totals(asked, day=DAY, agency=commune)
    # The enrolment of a completion is closed in these tests, so nobody is "sent" any more.
    assert [fraction(share) for share in shares] == [(1, 1), (1, 1), (0, 1)][:targets]
