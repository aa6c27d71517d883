from dataclasses import replace
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from accounts.models import User
from courses.models import CoursePage
from coverage.assigning.exempting import CannotExempt, end_exemption, exempt
from coverage.assigning.making import (
    AlreadyEnded,
    ChangedMeanwhile,
    MakesNoSense,
    NotYoursToAssign,
    change_assignment,
    end_assignment,
    make_assignment,
)
from coverage.assigning.standing import count_standing
from coverage.models import Assignment, AssignmentVersion, Exemption, Target
from tests.coverage import facts
from tests.coverage.assigning.conftest import Assign, demand, version
from tests.coverage.facts import day, noon
from workforce.models import Agency, AgencyRole

AT = noon(day("2026-02-01"))


def test_an_hr_officer_binds_her_own_people_and_nobody_else(
    assign: Assign, sen: User, commune: Agency, other_commune: Agency, province: Agency
) -> None:
    made = assign(agency=commune, by=sen)
    assert (made.agency, version(made).number, version(made).document) == (commune, 1, "Kế hoạch 334/KH-UBND")
    for elsewhere in (other_commune, province):
        with pytest.raises(NotYoursToAssign):
            assign(agency=elsewhere, by=sen)


def test_a_head_of_unit_looks_and_does_not_bind(assign: Assign, learner: User, commune: Agency) -> None:
    facts.grant(learner, commune, AgencyRole.Role.UNIT_HEAD)
    with pytest.raises(NotYoursToAssign):
        assign(agency=commune, by=learner)


@pytest.mark.parametrize(
    "fields",
    [
        {"due_days": 60, "due_on": day("2026-06-30")},
        {"due_on": None},
        {"due_on": day("2026-01-09")},
        {"document_on": day("2026-01-11")},
        {"population": Target.Population.CHOSEN},
        {"only_leaders": True},
    ],
    ids=["two terms", "no term", "date gone by", "document of tomorrow", "no condition", "condition of a ready group"],
)
def test_what_makes_no_sense_is_refused(
    fields: dict[str, Any], course: CoursePage, province: Agency, officer: User
) -> None:
    asked = replace(demand(course), **fields)
    on = day("2026-01-10")
    with pytest.raises(MakesNoSense):
        make_assignment(agency=province, demand=asked, on=on, by=officer, at=noon(on))
    assert Assignment.objects.count() == 0


def test_a_change_adds_a_version_and_leaves_the_days_before(
    assign: Assign, course: CoursePage, officer: User, sen: User, other_commune: Agency
) -> None:
    made = assign()
    first = version(made)
    wider = demand(course, population=Target.Population.STAFF, due_on=day("2026-09-30"))
    change: dict[str, Any] = {"assignment": made, "demand": wider, "by": officer, "at": AT}
    second = change_assignment(**change, since=day("2026-02-01"), reason="Mở rộng", seen=1)
    assert second is not None
    assert (second.number, [one.pk for one in AssignmentVersion.objects.at(day("2026-01-31"))]) == (2, [first.pk])
    assert [one.pk for one in AssignmentVersion.objects.at(day("2026-02-01"))] == [second.pk]
    # Twice is no change; from an old sight of it, or without a reason, it is refused.
    assert change_assignment(**change, since=day("2026-02-01"), reason="Mở rộng", seen=1) is None
    narrow = {**change, "demand": demand(course)}
    with pytest.raises(ChangedMeanwhile):
        change_assignment(**narrow, since=day("2026-02-01"), reason="Thu hẹp", seen=1)
    with pytest.raises(MakesNoSense):
        change_assignment(**narrow, since=day("2026-02-01"), reason=" ", seen=2)
    with pytest.raises(MakesNoSense):
        change_assignment(**narrow, since=day("2026-01-31"), reason="Thu hẹp", seen=2)


def test_the_end_stays_and_nothing_is_changed_after_it(assign: Assign, course: CoursePage, officer: User) -> None:
    made = assign()
    ended = end_assignment(assignment=made, on=day("2026-02-01"), reason="Hết hiệu lực", by=officer, at=AT)
    again = end_assignment(assignment=made, on=day("2026-05-01"), reason="Khác", by=officer, at=AT)
    assert (ended.ended_on, again.ended_on, again.end_reason) == (day("2026-02-01"), day("2026-02-01"), "Hết hiệu lực")
    assert [Assignment.objects.running(day(text)).exists() for text in ("2026-01-31", "2026-02-01")] == [True, False]
    with pytest.raises(AlreadyEnded):
        change_assignment(
            assignment=made,
            demand=demand(course, due_days=5),
            since=day("2026-03-01"),
            reason="…",
            seen=1,
            by=officer,
            at=AT,
        )
    actions = [entry.action for entry in ModelLogEntry.objects.for_instance(made).order_by("pk")]
    assert actions == ["coverage.assign", "coverage.end_assignment"]


def test_an_exemption_is_given_once_ended_once_and_never_deleted(
    assign: Assign, sen: User, learner: User, outsider: User
) -> None:
    made = assign()
    given: dict[str, Any] = {"assignment": made, "person": learner, "on": day("2026-02-01"), "at": AT}
    one = exempt(**given, reason="Nghỉ thai sản", by=sen)
    assert exempt(**given, reason="Lần nữa", by=sen) == one
    assert count_standing(version(made), day=day("2026-02-01")).total.exempt == 1
    for refused in (outsider, learner):
        with pytest.raises(CannotExempt):
            end_exemption(exemption=one, on=day("2026-03-01"), by=refused, at=AT)
    end_exemption(exemption=one, on=day("2026-03-01"), by=sen, at=AT)
    end_exemption(exemption=one, on=day("2026-04-01"), by=sen, at=AT)
    assert [Exemption.objects.get().ended_on, Exemption.objects.get().reason] == [day("2026-03-01"), "Nghỉ thai sản"]
    assert count_standing(version(made), day=day("2026-03-01")).total.exempt == 0


def test_nobody_lets_herself_off_nor_people_of_others(assign: Assign, sen: User, outsider: User) -> None:
    made = assign()
    for person, by in ((sen, sen), (outsider, sen)):
        with pytest.raises(CannotExempt):
            exempt(assignment=made, person=person, reason="…", on=day("2026-02-01"), by=by, at=AT)
    assert Exemption.objects.count() == 0
