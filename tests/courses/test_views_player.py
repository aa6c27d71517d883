"""The lesson player: who may read what, and how one goes on."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Completion, CoursePage, Enrolment, LessonPage, QuizPage, StepProgress
from home.models import HomePage
from tests.courses.study import NOW, QUIZ, add_lesson, join, make_course, our_queries, ready, step, succeed

FIRST = "/khoa-hoc/khoa-thu/mot/"
SECOND = "/khoa-hoc/khoa-thu/hai/"


@pytest.fixture
def public(site: HomePage) -> CoursePage:
    return make_course("mo")


def notices(client: Client, address: str) -> list[str]:
    return [str(message) for message in client.get(address).context["messages"]]


# ── Who may read ──────────────────────────────────────────────────────────────────────────────


def test_stranger_reads_a_lesson_of_a_public_course(client: Client, public: CoursePage) -> None:
    response = client.get("/khoa-hoc/mo/bai-2/")
    assert response.status_code == 200
    assert "?next=/khoa-hoc/mo/bai-2/" in response.content.decode()
    assert Enrolment.objects.count() == 0


def test_stranger_is_sent_to_sign_in_for_a_staff_course(client: Client, course: CoursePage) -> None:
    response = client.get(FIRST)
    assert (response.status_code, response.headers["Location"]) == (302, f"/tai-khoan/login/?next={FIRST}")


@pytest.mark.parametrize("address", [FIRST, "/khoa-hoc/mo/bai-1/"])
def test_stranger_cannot_finish_a_lesson(client: Client, course: CoursePage, public: CoursePage, address: str) -> None:
    response = client.post(address)
    assert (response.status_code, response.headers["Location"]) == (302, f"/tai-khoan/login/?next={address}")
    assert (Enrolment.objects.count(), StepProgress.objects.count()) == (0, 0)


def test_stranger_is_sent_to_sign_in_for_a_test(client: Client, course: CoursePage) -> None:
    course.audience, course.order = CoursePage.Audience.CITIZEN, CoursePage.Order.FREE
    course.save_revision().publish()
    response = client.get(QUIZ)
    assert (response.status_code, response.headers["Location"]) == (302, f"/tai-khoan/login/?next={QUIZ}")


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_enrolled_is_sent_to_enrol(client: Client, course: CoursePage, lan: User, method: str) -> None:
    client.force_login(lan)
    response = getattr(client, method)(FIRST)
    assert (response.status_code, response.headers["Location"]) == (302, "/khoa-hoc/khoa-thu/")
    assert notices(client, "/khoa-hoc/khoa-thu/") == [_("Enrol first; then the lessons open one after the other.")]
    assert StepProgress.objects.count() == 0


def test_locked_step_sends_back_to_what_it_waits_for(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    client.force_login(lan)
    for method in (client.get, client.post):
        for address, title in ((SECOND, "Bài hai"), (QUIZ, "Bài kiểm tra")):
            response = method(address)
            assert (response.status_code, response.headers["Location"]) == (302, FIRST)
            assert notices(client, FIRST) == [
                _("“%(step)s” opens when you have finished “%(waiting)s”.")
                % {"step": title, "waiting": "Bài một: đặt tên tệp"}
            ]
    assert StepProgress.objects.count() == 0


def test_locked_public_course_opens_its_first_lesson_to_strangers_only(client: Client, public: CoursePage) -> None:
    public.order = CoursePage.Order.LOCKED
    public.save_revision().publish()
    assert client.get("/khoa-hoc/mo/bai-1/").status_code == 200
    assert client.get("/khoa-hoc/mo/bai-2/").headers["Location"] == "/khoa-hoc/mo/bai-1/"


def test_free_order_opens_any_lesson(client: Client, public: CoursePage, tan: User) -> None:
    join(tan, public)
    client.force_login(tan)
    assert client.get("/khoa-hoc/mo/bai-2/").status_code == 200


def test_unpublished_lesson_is_not_found(client: Client, course: CoursePage, lan: User) -> None:
    ready(lan, course)
    step(course, "hai").specific.unpublish()
    client.force_login(lan)
    assert client.get(SECOND).status_code == 404


# ── Going on ──────────────────────────────────────────────────────────────────────────────────


def test_understood_opens_the_next_step(client: Client, course: CoursePage, lan: User) -> None:
    enrolment = join(lan, course)
    client.force_login(lan)
    assert client.post(FIRST).headers["Location"] == SECOND
    assert client.post(SECOND).headers["Location"] == QUIZ
    assert list(enrolment.progress.order_by("pk").values_list("step__slug", flat=True)) == ["mot", "hai"]


def test_last_lesson_leads_back_to_the_course(client: Client, public: CoursePage, tan: User) -> None:
    join(tan, public)
    client.force_login(tan)
    client.post("/khoa-hoc/mo/bai-1/")
    assert client.post("/khoa-hoc/mo/bai-2/").headers["Location"] == "/khoa-hoc/mo/"
    assert Completion.objects.get().person == tan


def test_posting_to_the_test_does_not_pass_it(client: Client, course: CoursePage, lan: User) -> None:
    ready(lan, course)
    client.force_login(lan)
    client.post(QUIZ)
    assert StepProgress.objects.filter(step=QuizPage.objects.get()).count() == 0
    assert Completion.objects.count() == 0


def test_reader_of_a_public_course_is_enrolled_by_the_first_lesson_done(
    client: Client, public: CoursePage, tan: User
) -> None:
    client.force_login(tan)
    client.get("/khoa-hoc/mo/bai-1/")
    assert Enrolment.objects.count() == 0
    client.post("/khoa-hoc/mo/bai-1/")
    assert (Enrolment.objects.get().person, StepProgress.objects.count()) == (tan, 1)


def test_lesson_remembers_where_one_is(client: Client, course: CoursePage, lan: User) -> None:
    enrolment = join(lan, course)
    client.force_login(lan)
    client.get(FIRST)
    enrolment.refresh_from_db()
    assert enrolment.last_step_id == step(course, "mot").pk


def test_done_lesson_offers_to_go_on_and_not_to_finish_again(client: Client, course: CoursePage, lan: User) -> None:
    ready(lan, course)
    client.force_login(lan)
    page = client.get(FIRST).content.decode()
    assert 'data-key="next">' in page
    assert f'<form method="post" action="{FIRST}"' not in page
    assert f'href="{SECOND}"' in page


def test_outline_marks_what_is_done_open_and_locked(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    client.force_login(lan)
    client.post(FIRST)
    page = client.get(SECOND).content.decode()
    assert f'href="{FIRST}"' in page
    assert f'href="{SECOND}" aria-current="page"' in page
    assert f'href="{QUIZ}"' not in page


def test_lesson_shows_its_sources(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    client.force_login(lan)
    assert "Bản ghi nội bộ" in client.get(FIRST).content.decode()


# ── Quick checks ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def check(course: CoursePage, lan: User, client: Client) -> dict[str, Any]:
    """The right answer to the quick check in the first lesson, as a form sends it."""
    join(lan, course)
    client.force_login(lan)
    body = LessonPage.objects.get(slug="mot").body
    return {"kiem-tra": next(block.id for block in body if block.block_type == "check"), "chon": 0}


def test_quick_check_works_without_javascript(client: Client, check: dict[str, Any]) -> None:
    page = client.get(FIRST, check).content.decode()
    assert page.startswith("<!doctype html>")
    assert ("DAU-HIEU-DUNG" in page, "DAU-HIEU-SAI" in page) == (True, False)


def test_quick_check_answers_htmx_with_the_block_alone(client: Client, check: dict[str, Any]) -> None:
    block = client.get(FIRST, {**check, "chon": 1}, headers={"HX-Request": "true"}).content.decode().strip()
    assert block.startswith("<form")
    assert block.endswith("</form>")
    assert ("DAU-HIEU-DUNG" in block, "DAU-HIEU-SAI" in block) == (False, True)
    assert block in client.get(FIRST, {**check, "chon": 1}).content.decode()


def test_quick_check_is_asked_of_strangers_too(client: Client, course: CoursePage, check: dict[str, Any]) -> None:
    course.audience = CoursePage.Audience.CITIZEN
    course.save_revision().publish()
    assert "DAU-HIEU-DUNG" in Client().get(FIRST, check).content.decode()


def test_quick_check_of_a_locked_lesson_says_nothing(client: Client, course: CoursePage, check: dict[str, Any]) -> None:
    assert client.get(SECOND, check, headers={"HX-Request": "true"}).status_code == 302


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"kiem-tra": "khong-co", "chon": 0}, 404),
        ({"kiem-tra": "khong-co", "chon": "9" * 5000}, 200),
        ({"chon": 0}, 200),
    ],
)
def test_quick_check_with_a_made_up_address(
    client: Client, check: dict[str, Any], query: dict[str, Any], status: int
) -> None:
    assert client.get(FIRST, query, headers={"HX-Request": "true"}).status_code == status


# ── Queries ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("more", [0, 5])
def test_lesson_page_takes_few_queries_however_long_the_course(
    client: Client, course: CoursePage, lan: User, more: int
) -> None:
    for number in range(more):
        add_lesson(course, f"them-{number}")
    join(lan, course)
    client.force_login(lan)
    client.get(FIRST)
    with our_queries() as queries:
        assert client.get(FIRST).status_code == 200
    # The reader, the enrolment, what is done, the place in the lesson: one statement.
    assert len(queries) == 1, "\n".join(queries)


def test_lesson_page_of_a_stranger_takes_no_query(client: Client, public: CoursePage) -> None:
    client.get("/khoa-hoc/mo/bai-1/")
    with our_queries() as queries:
        client.get("/khoa-hoc/mo/bai-1/")
    assert queries == []


def test_who_completed_the_course_still_reads_it(client: Client, course: CoursePage, lan: User) -> None:
    succeed(ready(lan, course), at=NOW)
    client.force_login(lan)
    for address in (FIRST, SECOND, QUIZ):
        assert client.get(address).status_code == 200
