"""A target of one branch, and the curve of a body, go on through renaming and moving; and back."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from courses.models import CoursePage
from coverage.comparing import compare
from coverage.counting import count, history
from coverage.receivers import name_targets
from coverage.ruling import change_rule, rule_of
from tests.coverage import facts
from workforce.models import Agency
from workforce.reorganising.carrying_out import reorganise
from workforce.reorganising.foreseeing import foresee
from workforce.reorganising.proposals import CannotUndo, Heir
from workforce.reorganising.proposing import merging, renaming
from workforce.reorganising.undoing import undo_operation

ON = dt.date(2026, 7, 1)
DAYS = [dt.date(2026, 6, 30), ON, dt.date(2026, 11, 22)]


@pytest.fixture
def branch(course: CoursePage, commune: Agency, officer: User, sen: User, learner: User) -> Any:
    facts.certify(sen, course, on="2026-03-01")
    chosen: dict[str, Any] = {"population": "chosen", "branch": commune, "only_it_staff": True}
    return facts.make_target(course, code="T1", **chosen)


def rename(commune: Agency, officer: User) -> Any:
    proposal = renaming(commune, name="UBND phường Đồng Đăng", on=ON, document="NQ")
    return reorganise(proposal, by=officer, at=timezone.now())


def test_figures_go_through_a_renaming(branch: Any, commune: Agency, officer: User, course: CoursePage) -> None:
    before = history(branch, days=DAYS, agency=commune)
    assert [(day.achieved, day.population) for day in before] == [(1, 2)] * 3
    operation = rename(commune, officer)
    branch.refresh_from_db()
    new = Agency.objects.get(code="06184~2")
    assert branch.branch == new
    # Asked of the body as it is called today, every day of its life is there.
    assert history(branch, days=DAYS, agency=new) == before
    assert history(branch, days=DAYS[:1], agency=commune) == before[:1]
    assert [row.name for day in DAYS for row in count(branch, day=day, agency=new).rows] == [
        "UBND xã Đồng Đăng", "UBND phường Đồng Đăng", "UBND phường Đồng Đăng",
    ]  # fmt: skip
    # Nobody moved: only the name is new.
    plan = facts.make_target(course)
    assert compare(plan, first=DAYS[0], last=DAYS[2], agency=new).groups == ()
    assert ModelLogEntry.objects.filter(action="coverage.follow_branch").count() == 1
    undo_operation(operation=operation, by=officer, at=timezone.now())
    branch.refresh_from_db()
    assert branch.branch == commune
    assert history(branch, days=DAYS, agency=commune) == before


def test_undo_waits_for_a_rule_that_names_the_new_agency(branch: Any, commune: Agency, officer: User) -> None:
    operation = rename(commune, officer)
    branch.refresh_from_db()
    rule = rule_of(branch)
    rule = type(rule)(**{**vars(rule), "only_it_staff": False, "only_leaders": True})
    change_rule(target=branch, rule=rule, since=DAYS[2], reason="…", by=officer, at=timezone.now())
    with pytest.raises(CannotUndo):
        undo_operation(operation=operation, by=officer, at=timezone.now())


def test_targets_are_named_beforehand(branch: Any, commune: Agency, other_commune: Agency, officer: User) -> None:
    heir = Heir(code="MOI", name="UBND xã Mới", kind="commune", above="20")
    proposals = [
        renaming(commune, name="x", on=ON, document="NQ"),
        merging([commune, other_commune], into=heir, on=ON, document="NQ"),
    ]
    told = [name_targets(foresight=foresee(proposal, by=officer)) for proposal in proposals]
    assert [[one.url for one in found] for found in told] == [["/don-vi/chi-tieu/T1/"]] * 2
    assert told[0][0].text != told[1][0].text
    quiet = renaming(other_commune, name="x", on=ON, document="NQ")
    assert name_targets(foresight=foresee(quiet, by=officer)) == []
