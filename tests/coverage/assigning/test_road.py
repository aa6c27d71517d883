"""The road of an assignment: every point is the figure of its day, and every figure leads to its people."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import User
from courses.models import CoursePage
from coverage.assigning.exempting import exempt
from coverage.assigning.finding import find_seen
from coverage.assigning.making import change_assignment, demand_of
from coverage.assigning.road import days_of, history, road_of
from coverage.assigning.standing import count_standing
from coverage.models import Assignment
from kit.templatetags.words import percent
from tests.coverage import facts
from tests.coverage.assigning.conftest import MADE_ON, Assign, version
from tests.coverage.facts import day, noon
from workforce.models import Agency


@pytest.mark.parametrize(
    ("until", "days"),
    [
        ("2026-01-09", []),
        ("2026-01-10", ["2026-01-10"]),
        ("2026-01-12", ["2026-01-10", "2026-01-11", "2026-01-12"]),
        ("2026-02-10", ["2026-01-10", "2026-01-13", "2026-01-16", "2026-01-19", "2026-01-22", "2026-01-25",
                        "2026-01-28", "2026-01-31", "2026-02-03", "2026-02-06", "2026-02-09", "2026-02-10"]),
        ("2026-06-15", ["2026-01-10", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31",
                        "2026-06-15"]),
    ],
)  # fmt: skip
def test_days_are_evenly_apart(until: str, days: list[str]) -> None:
    assert [str(one) for one in days_of(day(MADE_ON), day(until))] == days


def test_every_point_is_the_figure_of_its_day(
    assign: Assign, course: CoursePage, province: Agency, officer: User, sen: User, learner: User, outsider: User,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    made = assign()
    facts.complete(sen, course, on="2026-03-15")
    facts.complete(learner, course, on="2026-08-15")
    exempt(
        assignment=made, person=outsider, reason="Đi học", on=day("2026-05-02"), by=officer, at=noon(day("2026-05-02"))
    )
    facts.employ(facts.make_person(), province, since="2026-09-01", it=True)
    asked = demand_of(version(made))
    changed = type(asked)(**{**vars(asked), "due_on": day("2026-10-31")})
    change_assignment(
        assignment=made, demand=changed, since=day("2026-07-15"), reason="Gia hạn", seen=1, by=officer,
        at=noon(day("2026-07-15")),
    )  # fmt: skip
    days = days_of(day(MADE_ON), day("2026-11-22"))
    versions = list(made.versions.select_related("assignment__agency").order_by("number"))
    with django_assert_num_queries(1):
        spots = history(versions, days=days, agency=province)
    slow = [count_standing(versions[one >= day("2026-07-15")], day=one, agency=province).total for one in days]
    assert [spot.figures for spot in spots] == slow
    seen = {str(spot.day): (spot.bound, spot.figures.done, spot.figures.overdue) for spot in spots}
    assert [seen[on] for on in (MADE_ON, "2026-03-31", "2026-05-31", "2026-06-30", "2026-08-31", "2026-11-22")] == [
        (3, 0, 0), (3, 1, 0), (2, 1, 0), (2, 1, 0), (2, 2, 0), (3, 2, 1),
    ]  # fmt: skip


def test_the_picture_shows_the_day_by_which_it_is_due(assign: Assign, officer: User, learner: User) -> None:
    made, by_days = assign(), assign(due_days=30)

    def road(assignment: Assignment, on: str) -> Any:
        return road_of(find_seen(officer, assignment.pk, day=day(on)))

    picture = road(made, "2026-03-01").pictures[0][1]
    assert [step.label.text for step in picture.steps] == [f"{percent(1)} · 30/06/2026"]
    assert [len(picture.steps) for _size, picture in road(by_days, "2026-03-01").pictures] == [0, 0]
    # On the first day there is no road yet.
    assert road(made, MADE_ON) is None


def test_every_number_leads_to_its_people_and_the_file_says_the_same(
    as_: Callable[[User], Client], assign: Assign, course: CoursePage, sen: User, learner: User, outsider: User,
    commune: Agency,
) -> None:  # fmt: skip
    made = assign()
    facts.complete(learner, course, on="2026-03-15")
    page, client = f"/don-vi/nhiem-vu/{made.pk}/", as_(sen)
    shown = client.get(page)
    assert [spot.bound for spot, _url in shown.context["spots"]] == [2] * len(shown.context["spots"])
    for spot, url in shown.context["spots"]:
        for below, number in (
            ("", spot.bound),
            ("&loc=da-xong", spot.figures.done),
            ("&loc=qua-han", spot.figures.overdue),
        ):
            listed = client.get(url + below)
            assert (listed.context["page"].paginator.count, listed.context["seen"].day) == (number, spot.day)
            assert f'href="{url.replace("&", "&amp;")}{below.replace("&", "&amp;")}"' in shown.content.decode()
    past = client.get(f"{page}danh-sach/?ngay=2026-03-14")
    assert [job.state for job in past.context["page"]] == ["due", "due"]
    assert (past.context["may_exempt"], past.context["is_past"]) == (False, True)
    assert "ngay=2026-03-14" in past.context["csv_url"]
    lines = client.get(f"{page}?don-vi={commune.code}&dinh-dang=csv").content.decode("utf-8-sig").splitlines()
    rows = [[str(spot.day), str(spot.bound), str(spot.figures.done)] for spot, _url in shown.context["spots"]]
    assert [line.split(",")[:3] for line in lines[1:]] == rows
    assert ModelLogEntry.objects.get(action="coverage.export_assignment").data["what"] == "dien-bien"
    assert client.get(f"{page}?dinh-dang=exe").status_code == 404
    # Another commune is bound too, and finds its own people only.
    theirs = as_(outsider).get(f"{page}danh-sach/?ngay=2026-03-31")
    assert [job.person for job in theirs.context["page"]] == [outsider]
    assert as_(outsider).get(f"{page}?don-vi={commune.code}&dinh-dang=csv").status_code == 404
