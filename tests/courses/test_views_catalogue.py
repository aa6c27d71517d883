"""The catalogue, the page of a course, and enrolling there."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Completion, CourseIndexPage, CoursePage, Enrolment
from courses.progress import complete_step
from courses.published import new_edition
from home.models import HomePage
from tests.courses.study import NOW, QUIZ, join, make_course, our_queries, ready, step, succeed
from workforce.models import Employment

COURSE = "/khoa-hoc/khoa-thu/"


def text_of(response: Any) -> str:
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def said(client: Client, address: str) -> list[str]:
    """The notices on the page."""
    return [str(message) for message in client.get(address).context["messages"]]


# ── The catalogue ─────────────────────────────────────────────────────────────────────────────


def test_catalogue_parts_courses_by_whom_they_are_for(client: Client, course: CoursePage) -> None:
    public = make_course("mo")
    context = client.get("/khoa-hoc/").context
    assert (context["for_everyone"], context["for_staff"]) == ([public], [course])


def test_catalogue_shows_length_and_summary(client: Client, course: CoursePage) -> None:
    page = text_of(client.get("/khoa-hoc/"))
    assert 'href="/khoa-hoc/khoa-thu/"' in page
    assert course.summary in page
    assert "17 phút" in page


def test_catalogue_finds_by_words(client: Client, course: CoursePage) -> None:
    response = client.get("/khoa-hoc/", {"tim": " dat ten "})
    assert [found.title for found in response.context["found"]] == ["Bài một: đặt tên tệp"]
    assert response.context["words"] == "dat ten"
    assert client.get("/khoa-hoc/", {"tim": "không có gì"}).context["found"] == []


def test_words_of_a_search_are_escaped_and_cut(client: Client, course: CoursePage) -> None:
    response = client.get("/khoa-hoc/", {"tim": '"><script>x</script>' + "y" * 500})
    assert len(response.context["words"]) == 100
    assert "<script>x" not in text_of(response)


def test_empty_catalogue_says_so(client: Client, site: HomePage) -> None:
    assert _("No course is open yet") in text_of(client.get("/khoa-hoc/"))


def test_unpublished_catalogue_is_not_there(client: Client, site: HomePage) -> None:
    CourseIndexPage.objects.get().unpublish()
    assert client.get("/khoa-hoc/").status_code == 404


@pytest.mark.parametrize("courses", [1, 3])
def test_catalogue_takes_as_many_queries_for_three_courses_as_for_one(
    client: Client, site: HomePage, lan: User, courses: int
) -> None:
    client.force_login(lan)
    for number in range(courses):
        make_course(f"khoa-{number}")
    client.get("/khoa-hoc/")
    new_edition()
    with our_queries() as queries:
        client.get("/khoa-hoc/")
    # The reader, the page, four for a new edition.
    assert len(queries) == 6, "\n".join(queries)
    with our_queries() as queries:
        client.get("/khoa-hoc/", {"tim": "khóa"})
    assert len(queries) == 2, "\n".join(queries)


# ── The page of a course ──────────────────────────────────────────────────────────────────────


def test_course_page_of_a_stranger_leads_to_sign_in(client: Client, course: CoursePage) -> None:
    page = text_of(client.get(COURSE))
    assert "?next=/khoa-hoc/khoa-thu/" in page
    assert 'href="/khoa-hoc/khoa-thu/mot/"' not in page


def test_public_course_page_leads_a_stranger_into_the_first_lesson(client: Client, site: HomePage) -> None:
    make_course("mo")
    page = text_of(client.get("/khoa-hoc/mo/"))
    assert 'href="/khoa-hoc/mo/bai-1/"' in page


def test_course_page_offers_to_enrol(client: Client, course: CoursePage, lan: User) -> None:
    client.force_login(lan)
    assert 'action="/khoa-hoc/khoa-thu/ghi-danh/"' in text_of(client.get(COURSE))


def test_course_page_tells_a_citizen_why_not(client: Client, course: CoursePage, tan: User) -> None:
    client.force_login(tan)
    response = client.get(COURSE)
    assert response.context["refusal"] == _(
        "This course is for people who work in a state agency. "
        "If you do, ask the HR officer of your agency to add you to the roster."
    )
    assert response.context["refusal"] in text_of(response)
    assert "ghi-danh" not in text_of(response)


def test_course_page_of_a_learner_leads_on(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    client.force_login(lan)
    assert 'href="/khoa-hoc/khoa-thu/mot/"' in text_of(client.get(COURSE))
    ready(lan, course)
    page = text_of(client.get(COURSE))
    assert f'href="{QUIZ}"' in page
    assert _("%(done)s of %(all)s steps done") % {"done": 2, "all": 3} in page


def test_course_page_of_who_completed_it(client: Client, course: CoursePage, lan: User) -> None:
    succeed(ready(lan, course))
    client.force_login(lan)
    page = text_of(client.get(COURSE))
    assert _("You have completed this course") in page
    assert "/giay-chung-nhan/" in page


def test_course_page_shows_outcomes_and_sources(client: Client, course: CoursePage) -> None:
    page = text_of(client.get(COURSE))
    assert "Sắp xếp được tệp theo một cách chung." in page
    assert "Bản ghi nội bộ" in page
    assert _("not checked against the original") in page


@pytest.mark.parametrize("address", ["/khoa-hoc/khong-co/", "/khoa-hoc/khoa-thu/khong-co/", "/khoa-hoc/x/y/z/"])
def test_what_is_not_there_is_not_found(client: Client, course: CoursePage, lan: User, address: str) -> None:
    join(lan, course)
    client.force_login(lan)
    assert client.get(address).status_code == 404


# ── Enrolling ─────────────────────────────────────────────────────────────────────────────────


def test_enrolling_opens_the_first_step(client: Client, course: CoursePage, lan: User) -> None:
    client.force_login(lan)
    response = client.post(f"{COURSE}ghi-danh/")
    assert (response.status_code, response.headers["Location"]) == (302, "/khoa-hoc/khoa-thu/mot/")
    assert (Enrolment.objects.get().person, Enrolment.objects.get().course) == (lan, course)


def test_enrolling_again_goes_on_where_one_is(client: Client, course: CoursePage, lan: User) -> None:
    ready(lan, course)
    client.force_login(lan)
    assert client.post(f"{COURSE}ghi-danh/").headers["Location"] == QUIZ
    assert Enrolment.objects.count() == 1


def test_enrolling_after_the_end_says_so(client: Client, course: CoursePage, lan: User) -> None:
    succeed(ready(lan, course))
    client.force_login(lan)
    assert client.post(f"{COURSE}ghi-danh/").headers["Location"] == COURSE
    assert said(client, COURSE) == [_("You have finished every step of this course.")]


def test_citizen_is_refused_a_staff_course_with_the_reason(client: Client, course: CoursePage, tan: User) -> None:
    client.force_login(tan)
    assert client.post(f"{COURSE}ghi-danh/").headers["Location"] == COURSE
    assert len(said(client, COURSE)) == 1
    assert Enrolment.objects.count() == 0


def test_who_has_left_is_refused_a_new_staff_course(client: Client, course: CoursePage, lan: User) -> None:
    Employment.objects.filter(person=lan).update(ends_on="2025-12-31")
    client.force_login(lan)
    client.post(f"{COURSE}ghi-danh/")
    assert Enrolment.objects.count() == 0


def test_enrolling_needs_to_sign_in_first(client: Client, course: CoursePage) -> None:
    response = client.post(f"{COURSE}ghi-danh/")
    assert (response.status_code, response.headers["Location"]) == (
        *(302, f"/tai-khoan/login/?next={COURSE}ghi-danh/"),
    )


def test_address_of_enrolling_leads_back_after_signing_in(client: Client, course: CoursePage, lan: User) -> None:
    """Signing in leads to the address that was posted to, by GET: nothing is enrolled, nothing breaks."""
    client.force_login(lan)
    response = client.get(f"{COURSE}ghi-danh/")
    assert (response.status_code, response.headers["Location"]) == (302, COURSE)
    assert Enrolment.objects.count() == 0


def test_enrolling_needs_the_token_of_our_own_form(course: CoursePage, lan: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lan)
    assert client.post(f"{COURSE}ghi-danh/").status_code == 403
    assert Enrolment.objects.count() == 0


def test_course_done_but_for_a_step_taken_away_is_complete_at_the_next_visit(
    client: Client, site: HomePage, tan: User
) -> None:
    course = make_course("mo", lessons=2)
    complete_step(enrolment=join(tan, course), step=step(course, "bai-1"), at=NOW)
    step(course, "bai-2").specific.unpublish()
    client.force_login(tan)
    assert _("You have completed this course") in text_of(client.get("/khoa-hoc/mo/"))
    assert Completion.objects.get().person == tan
