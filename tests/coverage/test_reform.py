"""The reform of 1 July 2025, entered as officers would: no figure of 30 June changes, and the tree is the known one."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from courses.models import CourseIndexPage
from coverage.counting import count, history, totals
from coverage.models import Target
from tests.coverage import facts
from workforce.employing import transfer
from workforce.loading import AGENCIES_FILE, load_agencies
from workforce.models import Agency, AgencyOperation, Employment, Succession
from workforce.reorganising.carrying_out import reorganise
from workforce.reorganising.proposals import StillInUse, WrongShape
from workforce.reorganising.replaying import reform

DAY = dt.date(2025, 7, 1)
EVE = dt.date(2025, 6, 30)
DAYS = [dt.date(2024, 6, 30), dt.date(2025, 1, 31), EVE]
Tree = set[tuple[str, str, str]]


def before_the_reform(folder: Path) -> Path:
    """The agencies as a province knew them on 30 June 2025."""
    data = json.loads(AGENCIES_FILE.read_text(encoding="utf-8"))
    data["agencies"] = [entry for entry in data["agencies"] if entry["valid_from"] < "2025-07-01"]
    for entry in data["agencies"]:
        if entry.get("valid_to") == "2025-07-01":
            del entry["valid_to"]
    data["successions"] = [entry for entry in data["successions"] if entry["on"] < "2025-07-01"]
    path = folder / "agencies.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.fixture
def officer(db: None, tmp_path: Path) -> User:
    load_agencies(before_the_reform(tmp_path))
    officer = facts.make_person("Minh")
    facts.grant(officer, Agency.objects.get(code="20"), "provincial_officer")
    return officer


@pytest.fixture
def targets(catalogue: CourseIndexPage, officer: User) -> list[Target]:
    """Thirty people in communes and districts, a third trained, a third certified; three targets."""
    course = facts.make_course("khoa")
    places = [*Agency.objects.filter(kind="commune", valid_to=None)[:56:3], *Agency.objects.filter(kind="district")]
    places.append(Agency.objects.get(code="dinh-lap.xa-binh-xa"))
    for number, place in enumerate(places):
        person = facts.make_person(f"Người {number}")
        facts.employ(person, place, since="2023-01-01", it=number % 2 == 0, leader=number % 5 == 0)
        if number % 3 == 1:
            facts.complete(person, course, on="2025-02-03")
        if number % 3 == 2:
            facts.certify(person, course, on="2024-05-06", expires="2026-05-06")
    return [
        facts.make_target(course, code="T1"),
        facts.make_target(course, code="T2", population="staff", numerator="trained", percent=100),
        facts.make_target(course, code="T3", population="leaders", unit="leaders per agency", percent=25),
        facts.make_target(course, code="T4", population="chosen", branch=Agency.objects.get(code="cao-loc")),
    ]


def figures(targets: list[Target]) -> list[Any]:
    """All that is shown of the days before, for the province, a district and a commune of each kind."""
    codes = ["20", "cao-loc", "dinh-lap", "dinh-lap.xa-binh-xa", "cao-loc.thi-tran-dong-dang", "so-noi-vu"]
    asked = [None, *Agency.objects.filter(code__in=codes)]
    shown: list[Any] = [totals(targets, day=day, agency=agency) for day in DAYS for agency in asked]
    for target in targets:
        for agency in asked:
            counted = count(target, day=EVE, agency=agency)
            shown += [history(target, days=DAYS, agency=agency), counted.rows, (counted.population, counted.achieved)]
    return shown


def known() -> tuple[Tree, set[tuple[str, str]]]:
    """The tree of 1 July and who succeeded whom, as the data file has them."""
    data = json.loads(AGENCIES_FILE.read_text(encoding="utf-8"))
    tree = {
        (entry["code"], entry["name"], entry["parent"] or "")
        for entry in data["agencies"]
        if entry["valid_from"] <= "2025-07-01" and entry.get("valid_to", "9999") > "2025-07-01"
    }
    return tree, {(s["predecessor"], s["successor"]) for s in data["successions"] if s["on"] == "2025-07-01"}


def test_reform_changes_no_figure_of_the_day_before(officer: User, targets: list[Target]) -> None:
    before = figures(targets)
    assert len({str(figure) for figure in before}) > 20
    steps, now = reform(DAY), timezone.now()
    assert [sum(step.kind == kind for step in steps) for kind in ("merge", "split", "close")] == [65, 2, 11]
    closings = [step for step in steps if step.kind == "close"]
    for step in steps:
        if step not in closings:
            reorganise(step, by=officer, at=now)
    with pytest.raises(StillInUse):
        reorganise(closings[0], by=officer, at=now)
    ward = Agency.objects.get(code="05977")
    for job in Employment.objects.at(DAY).filter(agency__kind="district").select_related("person", "position"):
        words: dict[str, Any] = {"position": job.position, "category": job.category, "is_it_staff": job.is_it_staff}
        transfer(person=job.person, to=ward, on=DAY, by=officer, at=now, is_leader=job.is_leader, **words)
    for step in closings:
        reorganise(step, by=officer, at=now)

    assert figures(targets) == before
    tree, successions = known()
    names = {agency.path: agency.code for agency in Agency.objects.all()}
    assert {(a.code, a.name, names.get(a.above, "")) for a in Agency.objects.at(DAY).exclude(name="Đơn vị cấp")} == tree
    made = Succession.objects.filter(on=DAY).values_list("predecessor__code", "successor__code")
    assert set(made) == successions
    assert Agency.find_problems() == ([], [], [], [], [])
    # Everybody who worked the day before works now, and nobody in an agency that has ended.
    at_work = [set(Employment.objects.at(day).values_list("person", flat=True)) for day in (EVE, DAY)]
    assert at_work[0] == at_work[1]
    assert not Employment.objects.at(DAY).exclude(agency__in=Agency.objects.at(DAY).order_by()).exists()
    # The same file, loaded once more, leaves what the officer entered alone.
    load_agencies()
    assert figures(targets) == before
    assert AgencyOperation.objects.count() == 78
    with pytest.raises(WrongShape):
        reorganise(steps[0], by=officer, at=now)
