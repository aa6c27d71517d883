from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.obligations import obligations_of
from courses.keeping_files import keep_file
from courses.models import CoursePage
from coverage.assigning.exempting import exempt
from coverage.assigning.making import KeptFile
from coverage.assigning.own import duties_of
from coverage.models import Assignment, Exemption, Reminder, Target
from tests.coverage import facts
from tests.coverage.assigning.conftest import PDF, Assign
from workforce.models import Agency, AgencyRole

SignIn = Callable[[User], Client]
INDEX = "/don-vi/nhiem-vu/"


@pytest.fixture(autouse=True)
def by_day(settings: Any) -> None:
    settings.QUIET_FROM_HOUR = settings.QUIET_UNTIL_HOUR = 0


def page_of(assignment: Assignment, below: str = "") -> str:
    return f"{INDEX}{assignment.pk}/{below}"


def filled(course: CoursePage, agency: Agency, **fields: Any) -> dict[str, Any]:
    return {
        "course": course.pk,
        "asks": "completion",
        "population": "it_staff",
        "due_on": "2099-06-30",
        "document": "Kế hoạch 334/KH-UBND",
        "document_on": "2025-12-31",
        "agency": agency.code,
        "starts_on": timezone.localdate().isoformat(),
        **fields,
    }


def test_an_officer_makes_an_assignment_after_a_look_at_whom_it_binds(
    as_: SignIn, sen: User, learner: User, course: CoursePage, commune: Agency, province: Agency
) -> None:
    client = as_(sen)
    facts.complete(sen, course, on="2026-01-01")
    counted = client.post(f"{INDEX}dem-thu/", filled(course, commune))
    assert counted.context["figures"].people == 2
    assert counted.context["figures"].done == 1
    file = SimpleUploadedFile("Ke hoach.pdf", PDF, content_type="application/pdf")
    answer = client.post(f"{INDEX}moi/", filled(course, commune, file=file))
    made = Assignment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, page_of(made))
    assert client.get(page_of(made)).context["counted"].total.missing == 1
    handed = client.get(page_of(made, "van-ban/1/"))
    assert (handed.content, handed["Content-Disposition"]) == (PDF, 'attachment; filename="Ke_hoach.pdf"')
    # Whom she may not bind is no choice of the form.
    refused = client.post(f"{INDEX}moi/", filled(course, province))
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["agency"])


def test_a_file_that_is_not_what_it_says_is_refused(
    as_: SignIn, sen: User, course: CoursePage, commune: Agency
) -> None:
    file = SimpleUploadedFile("Ke hoach.pdf", b"MZ\x90\x00", content_type="application/pdf")
    answer = as_(sen).post(f"{INDEX}moi/", filled(course, commune, file=file))
    assert (answer.status_code, Assignment.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    "below", ["", "danh-sach/", "danh-sach/?dinh-dang=csv", "da-nhac/", "sua/", "ket-thuc/", "mien/lan/", "van-ban/1/"]
)
def test_an_outsider_does_not_find_it(
    below: str, as_: SignIn, assign: Assign, sen: User, learner: User, outsider: User, commune: Agency
) -> None:
    made = assign(agency=commune, by=sen, file=KeptFile(name="a.pdf", stored=keep_file(PDF)))
    assert as_(outsider).get(page_of(made, below)).status_code == 404
    assert as_(sen).get(page_of(made, below)).status_code == 200
    assert as_(learner).get(page_of(made, below)).status_code == 403


@pytest.mark.parametrize("below", ["nhac/", "sua/", "ket-thuc/", "mien/lan/"])
def test_acts_are_refused_to_outsiders_and_to_who_only_looks(
    below: str, as_: SignIn, assign: Assign, sen: User, learner: User, outsider: User, commune: Agency
) -> None:
    made = assign(agency=commune, by=sen)
    head = facts.make_person("Hoàng Văn Thắng")
    facts.grant(head, commune, AgencyRole.Role.UNIT_HEAD)
    data = {"on": "2026-11-28", "reason": "…"}
    assert as_(outsider).post(page_of(made, below), data).status_code == 404
    assert as_(head).post(page_of(made, below), data).status_code == (302 if below == "nhac/" else 404)
    made.refresh_from_db()
    assert (made.ended_on, Exemption.objects.count(), Reminder.objects.count()) == (None, 0, 0)


def test_a_commune_sees_its_part_of_what_the_province_asks_and_acts_there(
    as_: SignIn, assign: Assign, sen: User, learner: User, outsider: User, commune: Agency, other_commune: Agency
) -> None:
    made = assign(on="2026-01-10", due_on=facts.day("2026-02-01"))
    client = as_(sen)
    seen = client.get(page_of(made))
    assert (seen.context["seen"].agency, seen.context["counted"].total.overdue) == (commune, 2)
    assert "Thất Khê" not in seen.content.decode()
    assert client.get(page_of(made, f"?don-vi={other_commune.code}")).status_code == 404
    assert client.get(page_of(made, "sua/")).status_code == 404
    assert client.post(page_of(made, f"mien/{learner.username}/"), {"reason": "Nghỉ thai sản"}).status_code == 302
    assert client.post(page_of(made, f"mien/{outsider.username}/"), {"reason": "…"}).status_code == 404
    client.post(page_of(made, "nhac/"))
    assert [one.person for one in Reminder.objects.all()] == [sen]
    client.post(f"/don-vi/mien/{Exemption.objects.get().pk}/ket-thuc/")
    assert client.get(page_of(made)).context["counted"].total.exempt == 0


@pytest.mark.parametrize(
    ("slug", "number"), [("tat-ca", 3), ("qua-han", 1), ("da-xong", 1), ("duoc-mien", 1), ("can-lam", 0)]
)
def test_every_number_equals_its_list_and_its_file(
    slug: str,
    number: int,
    as_: SignIn,
    assign: Assign,
    course: CoursePage,
    sen: User,
    learner: User,
    outsider: User,
    officer: User,
) -> None:
    made = assign(due_on=facts.day("2026-02-01"))
    facts.complete(sen, course, on="2026-01-20")
    on = facts.day("2026-01-20")
    exempt(assignment=made, person=learner, reason="Nghỉ thai sản", on=on, by=officer, at=facts.noon(on))
    client = as_(officer)
    listed = client.get(page_of(made, f"danh-sach/?loc={slug}"))
    assert listed.context["page"].paginator.count == number
    lines = client.get(page_of(made, f"danh-sach/?loc={slug}&dinh-dang=csv")).content.decode("utf-8-sig").splitlines()
    assert len(lines) == number + 1


def test_changing_and_ending_through_the_pages(
    as_: SignIn, assign: Assign, sen: User, course: CoursePage, commune: Agency
) -> None:
    made, client = assign(agency=commune, by=sen), as_(sen)
    today = timezone.localdate().isoformat()
    changed = filled(course, commune, since=today, reason="Thêm thời gian", seen=1)
    assert client.post(page_of(made, "sua/"), changed).status_code == 302
    assert [one.due_on.isoformat() for one in made.versions.order_by("number")] == ["2026-06-30", "2099-06-30"]
    assert client.post(page_of(made, "ket-thuc/"), {"on": today, "reason": "Hết hiệu lực"}).status_code == 302
    assert [client.get(page_of(made)).status_code, client.get(page_of(made, "sua/")).status_code] == [200, 404]
    assert len(client.get(f"{INDEX}?loc=da-het").context["page"].object_list) == 1


def test_the_learner_sees_what_she_must_do_and_why(
    as_: SignIn,
    assign: Assign,
    learner: User,
    sen: User,
    outsider: User,
    commune: Agency,
    django_assert_num_queries: Any,
) -> None:
    late = assign(due_on=facts.day("2026-02-01"), file=KeptFile(name="a.pdf", stored=keep_file(PDF)))
    assign(agency=commune, by=sen, due_on=facts.day("2099-02-01"))
    assign(agency=outsider.employments.get().agency)
    at = timezone.now()
    with django_assert_num_queries(3):
        duties = duties_of(learner, day=timezone.localdate(at))
    assert [(duty.state.value, duty.version.assignment_id == late.pk) for duty in duties] == [
        ("overdue", True),
        ("due", False),
    ]
    first = obligations_of(learner, at=at)[0]
    assert (first.is_late, first.text, first.url) == (
        True,
        "Kế hoạch 334/KH-UBND ngày 31/12/2025",
        f"/viec-hoc/nhiem-vu/#nhiem-vu-{late.pk}",
    )
    client = as_(learner)
    assert len(client.get("/viec-hoc/nhiem-vu/").context["duties"]) == 2
    assert client.get(f"/viec-hoc/nhiem-vu/{late.pk}/van-ban/").content == PDF
    stranger = facts.make_person("Hoàng Văn Tân")
    assert as_(stranger).get(f"/viec-hoc/nhiem-vu/{late.pk}/van-ban/").status_code == 404
    assert as_(stranger).get("/viec-hoc/nhiem-vu/").context["duties"] == []


def test_from_a_target_to_an_assignment_for_its_people(
    as_: SignIn, target: Target, course: CoursePage, sen: User, learner: User, commune: Agency
) -> None:
    client = as_(sen)
    ways = client.get("/don-vi/chi-tieu/LS-334-02/danh-sach/").context["ways"]
    form = client.get(ways.assign_url).context["form"]
    asked = ("population", "asks", "course", "agency", "document", "due_on")
    assert [form[name].value() for name in asked] == [
        "it_staff",
        "certificate",
        course.pk,
        commune.code,
        "Kế hoạch 334/KH-UBND",
        target.deadline,
    ]
    data = filled(course, commune, asks="certificate")
    made = client.post(ways.assign_url, data)
    assert Assignment.objects.get().target == target
    again = client.get("/don-vi/chi-tieu/LS-334-02/danh-sach/").context["ways"]
    assert [one.url for one in again.bound] == [f"{made['Location']}?don-vi={commune.code}"]


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    many: int, as_: SignIn, assign: Assign, officer: User, sen: User, settings: Any, django_assert_num_queries: Any
) -> None:
    # The same number with and without Redis.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    for _turn in range(many):
        assign()
    client = as_(officer)
    client.get(INDEX)
    with django_assert_num_queries(12):
        client.get(INDEX)
