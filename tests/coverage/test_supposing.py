from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from courses.models import CoursePage
from coverage.counting import count
from coverage.models import Target
from coverage.supposing import suppose
from tests.coverage import facts
from tests.coverage.conftest import DAY
from workforce.models import Agency

PAGE = "/don-vi/chi-tieu/LS-334-02/gia-dinh/"


def test_missing_people_of_the_chosen_agencies_are_added(
    target: Target, course: CoursePage, commune: Agency, other_commune: Agency, sen: User, learner: User, outsider: User
) -> None:
    facts.certify(sen, course, on="2026-03-01")
    counted = count(target, day=DAY)
    for codes, share, expected in (
        ([], 100, (0, 1, 3)),
        (["06184"], 100, (1, 2, 3)),
        (["06184", "06001", "gi-do"], 100, (2, 3, 3)),
        (["06184", "06001"], 99, (0, 1, 3)),
    ):
        supposed = suppose(counted, codes, share=share)
        assert (supposed.people, supposed.figure.achieved, supposed.figure.population) == expected
    assert [row.code for row in supposed.rows] == ["06184", "06001"]


def test_page_supposes_everyone_first_and_then_what_is_ticked(
    client: Client, target: Target, sen: User, learner: User, outsider: User
) -> None:
    client.force_login(sen)
    asked: list[dict[str, Any]] = [{}, {"gia-dinh": "1"}, {"gia-dinh": "1", "cho": "06184", "phan": "50"}]
    figures = [client.get(PAGE, what).context["supposed"] for what in asked]
    assert [figure.figure.achieved for figure in figures] == [2, 0, 1]
    assert "Thất Khê" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize("status", [404, 403, 302])
def test_others_are_refused(status: int, client: Client, target: Target, outsider: User, learner: User) -> None:
    if person := {404: outsider, 403: learner}.get(status):
        client.force_login(person)
    assert client.get(PAGE, {"don-vi": "06184"}).status_code == status
