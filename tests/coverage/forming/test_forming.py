"""From “still missing” to a class: whom it shows, whom it marks, what it makes."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.models import User
from classes.models import Cohort
from courses.models import CoursePage, Enrolment
from coverage.assigning.exempting import exempt
from coverage.models import Target
from tests.classes.cohorts.conftest import minh, phuong  # noqa: F401 - fixtures
from tests.classes.cohorts.together import hold
from tests.courses.study import our_queries
from tests.coverage import facts
from tests.coverage.assigning.conftest import as_, assign  # noqa: F401 - fixtures
from workforce.models import Agency

MAKE = "/don-vi/chi-tieu/LS-334-02/mo-lop/"
TODAY = timezone.localdate()


def typed(**fields: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "title": "Lớp mới", "code": "LOP-09", "agency": "06184", "document": "KH 334", "facilitators": "phuong",
        "capacity": 2, "first_on": TODAY.isoformat(), "last_on": TODAY.isoformat(), "place": "Hội trường",
        "buoc": "mo-lop", "nguoi": ["lan", "minh", "on", "sen"],
    }  # fmt: skip
    return given | fields


def test_the_list_keeps_its_agency_and_words_and_marks_who_need_not_come(
    target: Target, course: CoursePage, commune: Agency, sen: User, officer: User, learner: User, minh: User,  # noqa: F811
    phuong: User, outsider: User, as_: Callable[[User], Client], assign: Callable[..., Any],  # noqa: F811
) -> None:  # fmt: skip
    facts.certify(sen, course, on="2026-03-01")
    ahead = TODAY + dt.timedelta(days=30)
    asked = assign(on=(TODAY - dt.timedelta(days=2)).isoformat(), due_on=ahead)
    exempt(assignment=asked, person=minh, reason="Nghỉ thai sản", on=TODAY, by=officer, at=timezone.now())
    hold(course, commune, learner, leader=phuong, by=sen, title="Lớp cũ")
    client = as_(sen)
    listed = client.get("/don-vi/chi-tieu/LS-334-02/danh-sach/", {"tim": "lan"}).context["ways"].class_url
    assert listed == f"{MAKE}?don-vi=06184&tim=lan"
    people = client.get(MAKE).context["missing"].people
    assert [(one.job.person.username, one.barred, one.remark) for one in people] == [
        ("lan", "Đã ở trong lớp Lớp cũ (LOP-01)", ""),
        ("minh", "", "Được miễn: Nghỉ thai sản"),
    ]
    assert [one.job.person.username for one in client.get(MAKE, {"tim": "hua"}).context["missing"].people] == ["minh"]


def test_two_steps_make_a_class_of_those_chosen_within_the_branch(
    target: Target, course: CoursePage, sen: User, learner: User, minh: User, phuong: User, outsider: User,  # noqa: F811
    as_: Callable[[User], Client],  # noqa: F811
) -> None:  # fmt: skip
    facts.certify(sen, course, on="2026-03-01")
    client = as_(sen)
    second = client.post(MAKE, {"buoc": "len-lop", "nguoi": ["lan", "minh", "on", "sen"]})
    assert [person.username for person in second.context["chosen"]] == ["lan", "minh"]
    assert client.post(MAKE, {"buoc": "len-lop"}).status_code == 302
    assert client.post(MAKE, typed(facilitators="nobody")).status_code == 422
    # The stranger of another commune and who has achieved are not among the missing here.
    made = client.post(MAKE, typed())
    cohort = Cohort.objects.get()
    assert made.headers["Location"] == f"/lop-hoc/{cohort.pk}/"
    assert set(cohort.memberships.seated().values_list("person__username", flat=True)) == {"lan", "minh"}
    assert Enrolment.objects.filter(course=course, withdrawn_at=None).count() == 2
    assert client.post(MAKE, typed()).status_code == 422
    assert Cohort.objects.count() == 1


def test_those_missing_go_into_a_class_there_is_or_wait(
    target: Target, course: CoursePage, commune: Agency, sen: User, learner: User, minh: User, phuong: User,  # noqa: F811
    as_: Callable[[User], Client],  # noqa: F811
) -> None:  # fmt: skip
    cohort = hold(course, commune, leader=phuong, by=sen, capacity=1)
    client, chosen = as_(sen), {"nguoi": ["lan", "minh"], "lop": cohort.pk}
    shown = client.post(MAKE, chosen | {"buoc": "len-lop"}).context
    assert (shown["cohort"], shown["free"], shown["waiting"]) == (cohort, 1, 1)
    assert not cohort.memberships.exists()
    for _twice in range(2):
        client.post(MAKE, chosen | {"buoc": "vao-lop"})
    assert (cohort.memberships.seated().count(), cohort.memberships.waiting().count()) == (1, 1)


def test_outsiders_find_nothing(
    target: Target, course: CoursePage, commune: Agency, province: Agency, sen: User, outsider: User, learner: User,
    phuong: User, as_: Callable[[User], Client],  # noqa: F811
) -> None:  # fmt: skip
    cohort = hold(course, commune, leader=phuong, by=sen)
    assert as_(outsider).get(f"{MAKE}?don-vi=06184").status_code == 404
    assert as_(outsider).post(f"{MAKE}?don-vi=06184", typed()).status_code == 404
    assert as_(learner).get(MAKE).status_code == 403
    # Into a class of another agency nobody puts their people from outside.
    there = as_(outsider).post(MAKE, {"buoc": "vao-lop", "lop": cohort.pk, "nguoi": ["on"]})
    assert there.status_code == 404
    head = facts.make_person("Trưởng phòng", username="truong")
    facts.grant(head, commune, "unit_head")
    assert as_(head).get(MAKE).status_code == 404
    assert as_(head).get("/don-vi/chi-tieu/LS-334-02/").context["ways"].class_url == ""
    assert not cohort.memberships.exists()


def test_choosing_asks_as_much_for_one_as_for_three(
    target: Target, sen: User, learner: User, commune: Agency, as_: Callable[[User], Client],  # noqa: F811
) -> None:  # fmt: skip
    client = as_(sen)
    client.get(MAKE)
    counts = []
    for _turn in range(2):
        with our_queries() as asked:
            client.get(MAKE)
        counts.append(len(asked))
        for number in range(2):
            facts.employ(facts.make_person(f"Người {number}"), commune, it=True)
    assert counts[0] == counts[1]
