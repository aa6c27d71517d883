"""Statements are kept, answers never: whatever a figure depends on shows at once, and nobody gets another's."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from courses.models import CoursePage
from coverage import kept
from coverage.counting import count, history
from coverage.models import Target
from coverage.sides import MOST
from tests.coverage import facts
from tests.coverage.conftest import DAY
from workforce.models import Absence, Agency

PEOPLE = "/don-vi/chi-tieu/LS-334-02/danh-sach/"


def figure(agency: Agency | None = None) -> tuple[int, int]:
    """As a page asks for it: the target read anew, its courses with it."""
    target = Target.objects.select_related("branch").prefetch_related("courses").get()
    found = count(target, day=DAY, agency=agency)
    (point,) = history(target, days=[DAY], agency=agency)
    assert (point.achieved, point.population) == (found.achieved, found.population)
    return found.achieved, found.population


def test_facts_and_rules_show_at_once(
    target: Target, course: CoursePage, commune: Agency, other_commune: Agency, sen: User, learner: User
) -> None:
    assert figure() == (0, 2)
    paper = facts.certify(sen, course, on="2026-03-01")
    assert figure() == (1, 2)
    facts.suspend(paper, on="2026-11-01")
    assert figure() == (0, 2)
    Target.objects.update(numerator=Target.Numerator.TRAINED)
    assert figure() == (1, 2)
    other = facts.make_course("khac")
    target.courses.set([other])
    assert figure() == (0, 2)
    facts.complete(learner, other, on="2026-04-01")
    assert figure() == (1, 2)
    Absence.objects.create(
        person=learner, reason="study", starts_on=facts.day("2026-05-01"), recorded_by=sen, recorded_at=facts.noon(DAY)
    )
    Target.objects.update(excused=["study"])
    assert figure() == (0, 1)
    Target.objects.update(excused=[], population=Target.Population.CHOSEN, branch=other_commune, only_it_staff=True)
    assert figure() == (0, 0)
    # The branch began anew: where it stood before counts too.
    Agency.objects.filter(pk=other_commune.pk).update(former_paths=f" {commune.path} ")
    assert figure() == (1, 2)


def test_branches_do_not_share(
    target: Target, course: CoursePage, province: Agency, commune: Agency, other_commune: Agency, sen: User,
    outsider: User, officer: User,
) -> None:  # fmt: skip
    facts.certify(sen, course, on="2026-03-01")
    outside = facts.make_agency("Ngoài tỉnh")
    facts.employ(facts.make_person("Người ngoài tỉnh"), outside, it=True)
    for _again in range(2):
        assert [figure(agency) for agency in (None, province, commune, other_commune, outside)] == [
            (1, 3), (1, 2), (1, 1), (0, 1), (0, 1),
        ]  # fmt: skip
    for person, expected in (
        (officer, ["Hoàng Thị Sen", "Lý Văn Ơn"]),
        (sen, ["Hoàng Thị Sen"]),
        (outsider, ["Lý Văn Ơn"]),
    ):
        client = Client()
        client.force_login(person)
        page = client.get(PEOPLE).context["page"]
        assert ([one.name for one in page], page.paginator.count) == (expected, len(expected))


def test_full_store_begins_anew(target: Target, sen: User, commune: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 1)
    assert [figure(agency) for agency in (None, commune, None)] == [(0, 1)] * 3


def test_more_days_than_a_number_has_bits(target: Target, course: CoursePage, commune: Agency) -> None:
    person = facts.make_person()
    facts.employ(person, commune, since="2026-09-03", until="2026-11-01", it=True)
    facts.certify(person, course, on="2026-10-05", revoked="2026-10-20")
    days = [DAY - timedelta(days=back) for back in range(MOST + 20)]
    found = history(target, days=days)
    assert [point.day for point in found] == days
    assert sum(point.population for point in found) == 59
    assert sum(point.achieved for point in found) == 15
