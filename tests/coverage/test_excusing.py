"""Who is away for a reason that a target excuses is not counted on that day; on others they are."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from courses.models import CoursePage
from coverage.changes import Part
from coverage.comparing import compare
from coverage.counting import count, history, people
from coverage.models import Target, TargetVersion
from coverage.ruling import AlreadyCounted, Rule, change_rule, rule_of
from tests.courses.study import at_once
from tests.coverage import facts
from tests.coverage.conftest import DAY
from tests.coverage.facts import day
from workforce.absences import CannotRecordAbsence, end_absence, record_absence, withdraw_absence
from workforce.employing import NotInCharge
from workforce.models import Absence

NOW = facts.noon(DAY)


def away(person: User, by: User, *, since: str = "2026-05-01", until: str | None = None, **more: Any) -> Absence:
    values: dict[str, Any] = {"reason": "maternity", **more}
    ends = day(until) if until else None
    return record_absence(person=person, starts_on=day(since), ends_on=ends, by=by, at=NOW, **values)


@pytest.fixture
def excusing(target: Target) -> Target:
    target.excused = ["maternity"]
    target.save()
    return target


def test_who_is_away_is_left_out_of_every_number(
    excusing: Target, course: CoursePage, sen: User, learner: User, officer: User
) -> None:
    facts.certify(learner, course, on="2026-03-01")
    away(learner, officer, until="2026-10-01")
    days = [day("2026-04-30"), day("2026-05-01"), day("2026-09-30"), day("2026-10-01")]
    numbers = [(2, 1), (1, 0), (1, 0), (2, 1)]
    assert [(share.population, share.achieved) for share in history(excusing, days=days)] == numbers
    assert [((found := count(excusing, day=on)).population, found.achieved) for on in days] == numbers
    assert [people(excusing, day=on).count() for on in days] == [2, 1, 1, 2]
    compared = compare(excusing, first=days[0], last=days[1])
    assert [(group.part, group.population, group.achieved) for group in compared.groups] == [(Part.LEFT_GROUP, -1, -1)]


def test_other_reasons_and_other_targets_count_them(target: Target, sen: User, learner: User, officer: User) -> None:
    away(learner, officer)
    assert count(target, day=DAY).population == 2
    target.excused = ["study"]
    assert count(target, day=DAY).population == 2
    assert rule_of(target).excused == ["study"]


def test_absence_withdrawn_is_none_and_one_ended_ends(
    excusing: Target, sen: User, learner: User, officer: User
) -> None:
    first = away(learner, officer)
    assert count(excusing, day=DAY).population == 1
    assert withdraw_absence(absence=first, by=officer, at=NOW).withdrawn_at == NOW
    assert count(excusing, day=DAY).population == 2
    second = away(learner, sen)
    for _twice in range(2):
        assert end_absence(absence=second, on=day("2026-11-01"), by=sen, at=NOW).ends_on == day("2026-11-01")
    assert count(excusing, day=DAY).population == 2


def test_absences_do_not_overlap_and_days_are_in_order(target: Target, learner: User, officer: User) -> None:
    away(learner, officer, since="2026-05-01", until="2026-08-01")
    away(learner, officer, since="2026-08-01")
    for since, until in (("2026-07-31", "2026-08-05"), ("2026-09-01", None), ("2026-03-02", "2026-03-02")):
        with pytest.raises(CannotRecordAbsence):
            away(learner, officer, since=since, until=until)
    assert Absence.objects.count() == 2


def test_outsider_records_nothing(target: Target, learner: User, outsider: User, officer: User) -> None:
    with pytest.raises(NotInCharge):
        away(learner, outsider)
    absence = away(learner, officer)
    for act in (
        lambda: end_absence(absence=absence, on=DAY, by=outsider, at=NOW),
        lambda: withdraw_absence(absence=absence, by=outsider, at=NOW),
    ):
        with pytest.raises(NotInCharge):
            act()


# ── Earlier ways of counting only grow ────────────────────────────────────────────────────────


def changed(target: Target, by: User, *, note: str, since: dt.date = DAY) -> TargetVersion | None:
    rule = Rule(population="it_staff", numerator="certified", courses=["quan-tri-du-lieu"], counting_note=note)
    return change_rule(target=target, rule=rule, since=since, reason="thử", by=by, at=NOW)


def test_earlier_way_of_counting_cannot_be_changed_or_deleted(target: Target, officer: User) -> None:
    changed(target, officer, note="mới")
    for act in (lambda: TargetVersion.objects.update(reason="khác"), lambda: TargetVersion.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert TargetVersion.objects.get().reason == "thử"


@pytest.mark.django_db(transaction=True)
def test_of_many_changes_at_once_one_stands(target: Target, officer: User) -> None:
    outcomes = at_once(6, lambda number: changed(target, officer, note=f"cách {number}"))
    made = [outcome for outcome in outcomes if isinstance(outcome, TargetVersion)]
    assert [type(outcome) for outcome in outcomes if outcome not in made] == [AlreadyCounted] * 5
    assert TargetVersion.objects.count() == 1
    target.refresh_from_db()
    assert target.counting_note in {f"cách {number}" for number in range(6)}


# ── The page ──────────────────────────────────────────────────────────────────────────────────

PAGE = "/don-vi/vang-mat/"


def test_hr_officer_writes_down_ends_and_takes_back(client: Client, target: Target, sen: User, learner: User) -> None:
    client.force_login(sen)
    typed = {"person": "lan", "reason": "maternity", "starts_on": "2026-05-01"}
    assert client.post(PAGE, typed)["Location"] == PAGE
    absence = Absence.objects.get()
    assert (absence.person, absence.recorded_by) == (learner, sen)
    assert client.post(PAGE, typed).context["form"].non_field_errors() == [
        "Người này đã có một đợt nghỉ khác trong những ngày đó."
    ]
    client.post(f"{PAGE}{absence.pk}/di-lam/", {"on": "2026-11-02"})
    absence.refresh_from_db()
    assert absence.ends_on == day("2026-11-02")
    client.post(f"{PAGE}{absence.pk}/rut-lai/")
    assert list(client.get(PAGE).context["page"]) == []


def test_others_see_and_change_nothing(
    client: Client, target: Target, sen: User, learner: User, outsider: User
) -> None:
    absence = away(learner, sen)
    client.force_login(outsider)
    assert list(client.get(PAGE).context["page"]) == []
    assert (
        "person"
        in client.post(PAGE, {"person": "lan", "reason": "study", "starts_on": "2026-05-01"}).context["form"].errors
    )
    assert client.post(f"{PAGE}{absence.pk}/di-lam/", {"on": "2026-11-02"}).status_code == 404
    assert client.post(f"{PAGE}{absence.pk}/rut-lai/").status_code == 404
    client.force_login(learner)
    assert client.get(PAGE).status_code == 403
