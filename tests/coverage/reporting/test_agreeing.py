"""A report is frozen, and counted again later from the facts."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from wagtail.models import ModelLogEntry

from accounts.models import User
from certificates.models import Certificate
from courses.models import CoursePage
from coverage.models import Report, ReportCheck, Target
from coverage.reporting import agreeing
from coverage.reporting.agreeing import ask_to_check, check_next, differences
from coverage.ruling import Rule, change_rule
from tests.courses.study import at_once
from tests.coverage import facts
from tests.coverage.conftest import DAY
from tests.coverage.facts import day
from tests.coverage.reporting.ordering import NOW, made
from tests.database import unguarded
from workforce.models import Agency, Employment


def test_written_report_cannot_be_changed_or_deleted(world: Target, sen: User, commune: Agency) -> None:
    report = made(sen, commune)
    for change in (lambda: Report.objects.update(figures={}), lambda: Report.objects.filter(pk=report.pk).delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Report.objects.get().figures == report.figures


def test_same_report_comes_out_after_the_facts_went_on(
    world: Target, course: CoursePage, officer: User, sen: User, learner: User, province: Agency, other_commune: Agency
) -> None:
    """Certified, moved, hired and gone since, and counted in another way since: the days of the report are the same."""
    first = made(officer, province, day=day("2026-06-30"), today=DAY)
    facts.certify(learner, course, on="2026-07-05")
    Employment.objects.filter(person=sen).update(ends_on=day("2026-08-01"))
    facts.employ(sen, other_commune, since="2026-08-01", it=True)
    facts.employ(facts.make_person(), other_commune, since="2026-09-01", it=True)
    other = Rule(population="staff", numerator="trained", courses=[course.code])
    change_rule(target=world, rule=other, since=day("2026-10-01"), reason="thử", by=officer, at=NOW)
    second = made(officer, province, day=day("2026-06-30"), today=DAY)
    assert second.figures == first.figures
    assert second.words["body"] == first.words["body"]
    assert said_otherwise(first) == []


def test_fact_written_down_late_is_named(
    world: Target, course: CoursePage, officer: User, learner: User, province: Agency
) -> None:
    report = made(officer, province)
    facts.certify(learner, course, on="2026-05-01")
    assert said_otherwise(report) == [
        "khóa học hoàn thành trong kỳ: báo cáo ghi 1, nay là 2.",
        "LS-334-02: đã đạt: báo cáo ghi 1, nay là 2.",
        "LS-334-02: UBND xã Đồng Đăng: khi đó 1 trên 2, nay 2 trên 2.",
        "LS-334-02: diễn biến giữa hai ngày nay khác.",
    ]


def test_other_people_behind_the_same_number_are_noticed(
    world: Target, officer: User, sen: User, learner: User, province: Agency
) -> None:
    report = made(officer, province)
    with unguarded("certificates_certificate"):
        Certificate.objects.update(person=learner)
    assert said_otherwise(report) == [
        "LS-334-02: số liệu như cũ, nhưng người, ngày hoặc giấy đằng sau không còn như cũ."
    ]


def said_otherwise(report: Report) -> list[str]:
    """What is found when `report` is counted again in the background."""
    asked = ask_to_check(report=report, by=report.job.by, at=NOW)
    check = check_next(at=NOW)
    assert (check, check and check.state) == (asked, "done")
    return differences(report, check.figures)  # type: ignore[union-attr, arg-type]


def test_counting_again_is_asked_for_once_and_kept(world: Target, officer: User, sen: User, province: Agency) -> None:
    report = made(officer, province)
    first = ask_to_check(report=report, by=officer, at=NOW)
    assert ask_to_check(report=report, by=sen, at=NOW) == first
    counted = check_next(at=NOW)
    assert counted == first
    assert (counted.state, counted.done, counted.steps, counted.figures) == ("done", 2, 2, report.figures)
    assert check_next(at=NOW) is None
    # What was found stays; who asks again gets another.
    assert ask_to_check(report=report, by=sen, at=NOW) != first
    assert list(report.checks.order_by("pk").values_list("by", "state")) == [(officer.pk, "done"), (sen.pk, "waiting")]
    assert ModelLogEntry.objects.filter(action="coverage.check_report").count() == 2


def test_counting_again_that_goes_wrong_is_tried_three_times(
    world: Target, officer: User, province: Agency, caplog: Any
) -> None:
    report = made(officer, province)
    with unguarded("coverage_report"):
        Report.objects.update(figures={"targets": [{}]})  # damaged in the database
    check = ask_to_check(report=report, by=officer, at=NOW)
    assert [check_next(at=NOW).state for _turn in range(3)] == ["waiting", "waiting", "failed"]  # type: ignore[union-attr]
    assert check_next(at=NOW) is None
    assert ask_to_check(report=report, by=officer, at=NOW) != check
    assert {record.message for record in caplog.records} == {f"Counting report {report.pk} again failed"}


def test_a_counter_that_died_is_replaced_and_writes_nothing(world: Target, officer: User, province: Agency) -> None:
    report = made(officer, province)
    check = ask_to_check(report=report, by=officer, at=NOW)
    late = NOW + dt.timedelta(hours=2)
    ReportCheck.objects.update(state="making", attempts=1, taken_at=NOW)  # its process is gone
    check.refresh_from_db()
    assert check_next(at=NOW) is None
    assert check_next(at=late) == check
    agreeing._count(check, NOW)  # the dead one wakes up
    check.refresh_from_db()
    assert (check.counted_at, check.attempts) == (late, 2)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_and_two_who_count_at_once(
    broken_broker: None, world: Target, officer: User, province: Agency
) -> None:
    report = made(officer, province)
    asked = at_once(4, lambda _number: ask_to_check(report=report, by=officer, at=NOW))
    assert {one.pk for one in asked} == {ReportCheck.objects.get().pk}
    counted = at_once(4, lambda _number: check_next(at=NOW))
    assert [one for one in counted if one is not None] == [ReportCheck.objects.get()]
    check = ReportCheck.objects.get()
    assert (check.state, check.attempts, check.figures) == ("done", 1, report.figures)
