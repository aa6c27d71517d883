from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.models import CoursePage
from coverage.models import Target
from kit.confidence import Confidence
from tests.coverage import facts
from tests.coverage.facts import day
from workforce.models import Agency, AgencyRole

QueryCounter = Callable[[int], Any]

INDEX = "/don-vi/"
TARGET = "/don-vi/chi-tieu/LS-334-02/"
PEOPLE = f"{TARGET}danh-sach/"
PAGES = [INDEX, TARGET, PEOPLE]


@pytest.fixture
def as_(client: Client) -> Callable[[User], Client]:
    def sign_in(person: User) -> Client:
        client.force_login(person)
        return client

    return sign_in


SignIn = Callable[[User], Client]


def names(response: Any) -> list[str]:
    return [person.name for person in response.context["page"]]


# ── Who may look ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", PAGES)
def test_page_asks_a_stranger_to_sign_in(page: str, client: Client, target: Target) -> None:
    response = client.get(page)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/tai-khoan/login/")


@pytest.mark.parametrize("page", PAGES)
def test_page_is_refused_to_a_learner_in_plain_words(page: str, as_: SignIn, target: Target, learner: User) -> None:
    response = as_(learner).get(page)
    assert response.status_code == 403
    assert "Trang này dành cho người phụ trách đơn vị" in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_page_is_refused_once_the_role_has_ended(page: str, as_: SignIn, target: Target, sen: User) -> None:
    AgencyRole.objects.filter(person=sen).update(ended_at=timezone.now())
    assert as_(sen).get(page).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_page_shows_an_hr_officer_her_own_commune(
    page: str, as_: SignIn, target: Target, sen: User, outsider: User, commune: Agency
) -> None:
    response = as_(sen).get(page)
    assert (response.status_code, response.context["asked"].agency) == (200, commune)
    assert "Thất Khê" not in response.content.decode()


@pytest.mark.parametrize("page", [*PAGES, f"{TARGET}?dinh-dang=xlsx", f"{PEOPLE}?dinh-dang=csv"])
@pytest.mark.parametrize("code", ["06184", "20", "khong-co"])
def test_agency_outside_ones_branches_is_not_found(
    page: str, code: str, as_: SignIn, target: Target, sen: User, outsider: User
) -> None:
    """HR of Thất Khê asks for Đồng Đăng, for the province, for nothing: one and the same answer."""
    joint = "&" if "?" in page else "?"
    assert as_(outsider).get(f"{page}{joint}don-vi={code}").status_code == 404


def test_provincial_officer_sees_every_agency_and_may_go_into_one(
    as_: SignIn, target: Target, officer: User, sen: User, outsider: User
) -> None:
    client = as_(officer)
    whole, one = client.get(TARGET).context["counted"], client.get(f"{TARGET}?don-vi=06184").context["counted"]
    assert [row.name for row in whole.rows] == ["UBND xã Đồng Đăng", "UBND xã Thất Khê"]
    assert [row.name for row in one.rows] == ["UBND xã Đồng Đăng"]


def test_superuser_sees_everything_without_a_role(as_: SignIn, target: Target, sen: User) -> None:
    admin = User.objects.create_superuser(username="quan.tri", full_name="Quản trị", password="x")
    assert as_(admin).get(TARGET).context["counted"].population == 1


def test_ended_agency_may_be_asked_for_by_its_own_people(
    as_: SignIn, target: Target, officer: User, province: Agency
) -> None:
    facts.make_agency("UBND xã cũ", code="cu", under=province, until="2025-07-01")
    response = as_(officer).get(f"{TARGET}?don-vi=cu")
    assert response.status_code == 200
    assert "kết thúc hoạt động từ ngày 01/07/2025" in response.content.decode()


# ── What is asked ─────────────────────────────────────────────────────────────────────────────


def test_day_may_be_typed_as_people_do_or_as_browsers_do(as_: SignIn, target: Target, sen: User) -> None:
    client = as_(sen)
    for typed in ("30/06/2026", "2026-06-30"):
        assert client.get(TARGET, {"ngay": typed}).context["counted"].day == day("2026-06-30")


@pytest.mark.parametrize(
    ("typed", "remark"), [("2999-01-01", "Ngày này chưa tới"), ("hôm qua", "Đây không phải là ngày")]
)
def test_day_that_is_none_is_answered_with_today_and_a_remark(
    typed: str, remark: str, as_: SignIn, target: Target, sen: User
) -> None:
    response = as_(sen).get(TARGET, {"ngay": typed})
    assert (response.status_code, response.context["counted"].day) == (200, timezone.localdate())
    assert remark in response.content.decode()


def test_past_figure_is_of_the_agencies_of_that_day(
    as_: SignIn, target: Target, officer: User, province: Agency
) -> None:
    old = facts.make_agency("UBND xã cũ", under=province, until="2025-07-01")
    person = facts.make_person()
    facts.employ(person, old, since="2024-01-01", until="2025-07-01", it=True)
    facts.employ(
        person, facts.make_agency("UBND xã mới", under=province, since="2025-07-01"), since="2025-07-01", it=True
    )
    response = as_(officer).get(TARGET, {"ngay": "2025-06-30"})
    assert [row.name for row in response.context["counted"].rows] == ["UBND xã cũ"]
    offered = [name for _code, name in response.context["asked"].form.fields["don-vi"].choices]
    assert offered == ["Ủy ban nhân dân tỉnh", "UBND xã cũ"]


# ── What the pages say ────────────────────────────────────────────────────────────────────────


def test_target_says_sentence_document_figure_and_what_is_missing(
    as_: SignIn, target: Target, sen: User, learner: User, course: CoursePage
) -> None:
    facts.certify(sen, course, on="2026-03-01")
    target.percent = 100
    target.counting_note = "Đếm người đang giữ giấy."
    target.confidence = Confidence.SECONDARY
    target.save()
    page = as_(sen).get(TARGET, {"ngay": "2026-11-22"}).content.decode()
    expected = [target.verbatim, "334/KH-UBND", "31/12/2027", "50\xa0%", "1 trên 2 người", "1 người"]
    expected += ["Cách tính", "Đếm người đang giữ giấy.", target.get_confidence_display()]
    assert [words for words in expected if words not in page] == []


def test_target_that_cannot_be_counted_says_why(as_: SignIn, target: Target, sen: User) -> None:
    Target.objects.update(numerator=Target.Numerator.REACHED)
    for page in (TARGET, PEOPLE):
        response = as_(sen).get(page)
        assert response.status_code == 200
        assert "Hệ thống không ghi nhận được điều mà chỉ tiêu này yêu cầu." in response.content.decode()


def test_target_without_courses_says_so(as_: SignIn, target: Target, sen: User) -> None:
    target.courses.clear()
    for page in (INDEX, TARGET):
        assert "Chưa có khóa học nào được tính cho chỉ tiêu này." in as_(sen).get(page).content.decode()


def test_unknown_target_is_not_found(as_: SignIn, sen: User) -> None:
    assert [as_(sen).get(page).status_code for page in (TARGET, PEOPLE)] == [404, 404]


def test_index_has_a_card_for_each_countable_target_and_keeps_old_ones_apart(
    as_: SignIn, target: Target, course: CoursePage, sen: User
) -> None:
    facts.make_target(course, code="LS-334-03", percent=100, deadline=day("2030-12-31"))
    facts.make_target(course, code="LS-206-05", deadline=day("2022-12-31"))
    facts.make_target(course, code="LS-334-04", numerator="")
    facts.make_target(course, code="LS-206-03", numerator=Target.Numerator.REACHED)
    cards = as_(sen).get(INDEX).context["cards"]
    assert [card.target.code for card in cards.open] == ["LS-334-02", "LS-334-03"]
    assert [card.target.code for card in cards.past] == ["LS-206-05"]
    assert [card.share.population for card in cards.open] == [1, 1]


def test_table_may_show_the_lowest_first(
    as_: SignIn, target: Target, officer: User, sen: User, outsider: User, course: CoursePage
) -> None:
    facts.certify(sen, course, on="2026-03-01")
    client = as_(officer)
    asked = [client.get(TARGET, {"sap-xep": order}).context["rows"] for order in ("ten", "thap-truoc")]
    assert [[row.name for row in rows] for rows in asked] == [
        ["UBND xã Đồng Đăng", "UBND xã Thất Khê"],
        ["UBND xã Thất Khê", "UBND xã Đồng Đăng"],
    ]


def test_people_may_be_filtered_and_searched_without_accents(
    as_: SignIn, target: Target, sen: User, learner: User, course: CoursePage
) -> None:
    facts.certify(sen, course, on="2026-03-01")
    client = as_(sen)
    found = {
        asked: names(client.get(f"{PEOPLE}?{asked}"))
        for asked in ("", "loc=dat", "loc=chua-dat", "tim=dinh lan", "tim=sen", "loc=dat&tim=lan")
    }
    assert found == {
        "": ["Đinh Thị Lan", "Hoàng Thị Sen"],
        "loc=dat": ["Hoàng Thị Sen"],
        "loc=chua-dat": ["Đinh Thị Lan"],
        "tim=dinh lan": ["Đinh Thị Lan"],
        "tim=sen": ["Hoàng Thị Sen"],
        "loc=dat&tim=lan": [],
    }


def test_people_come_fifty_to_a_page(as_: SignIn, target: Target, sen: User, commune: Agency) -> None:
    for number in range(51):
        facts.employ(facts.make_person(f"Người {number:02}"), commune, it=True)
    client = as_(sen)
    assert [len(names(client.get(PEOPLE, {"page": page}))) for page in (1, 2)] == [50, 2]


# ── Queries ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("communes", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [(INDEX, 7), (TARGET, 10), (PEOPLE, 9)])
def test_page_asks_no_more_for_three_agencies_and_targets(
    communes: int,
    page: str,
    queries: int,
    as_: SignIn,
    target: Target,
    course: CoursePage,
    officer: User,
    province: Agency,
    settings: Any,
    django_assert_num_queries: QueryCounter,
) -> None:
    # The same number with and without Redis.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    for number in range(communes):
        person = facts.make_person()
        facts.employ(person, facts.make_agency(f"UBND xã {number}", under=province), it=True)
        facts.certify(person, course, on="2026-03-01")
        facts.make_target(course, code=f"T{number}")
    client = as_(officer)
    client.get(page)  # the bar at the top is kept for a while
    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200
