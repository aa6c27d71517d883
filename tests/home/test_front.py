"""The front page: for citizens first, the same for every stranger; and the bar at the top of every page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import CourseIndexPage, CoursePage
from home.models import HomePage
from tests.courses.study import make_course, our_queries
from workforce.models import Agency, AgencyRole


def text_of(response: Any) -> str:
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def test_front_page_shows_lessons_for_everyone_and_all_courses(client: Client, course: CoursePage) -> None:
    public = make_course("mo", lessons=8)
    response = client.get("/")
    assert [found.url for found in response.context["lessons"]] == [f"/khoa-hoc/mo/bai-{n}/" for n in range(1, 7)]
    assert response.context["courses"] == [course, public]
    page = text_of(response)
    assert 'href="/khoa-hoc/mo/bai-1/"' in page
    assert 'href="/khoa-hoc/khoa-thu/"' in page
    assert 'href="/khoa-hoc/khoa-thu/mot/"' not in page


def test_front_page_says_what_authors_wrote(client: Client, site: HomePage) -> None:
    site.question, site.welcome = "Bạn cần làm <gì>?", "Lời chào."
    site.save_revision().publish()
    page = text_of(client.get("/"))
    assert "Bạn cần làm &lt;gì&gt;?" in page
    assert "Lời chào." in page


def test_front_page_searches_and_checks_certificates(client: Client, site: HomePage) -> None:
    page = text_of(client.get("/"))
    assert 'action="/khoa-hoc/"' in page
    assert 'href="/kiem-tra/"' in page


def test_front_page_before_anything_is_published(client: Client, site: HomePage) -> None:
    assert client.get("/").status_code == 200
    site.unpublish()
    assert client.get("/").status_code == 404


@pytest.mark.parametrize("courses", [1, 3])
def test_front_page_takes_as_many_queries_for_three_courses_as_for_one(
    client: Client, site: HomePage, tan: User, courses: int
) -> None:
    for number in range(courses):
        make_course(f"khoa-{number}")
    client.force_login(tan)
    client.get("/")
    with our_queries() as queries:
        client.get("/")
    # The reader and the page.
    assert len(queries) == 2, "\n".join(queries)


def test_front_page_speaks_english_too(client: Client, course: CoursePage, settings: Any) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = text_of(client.get("/"))
    assert '<html lang="en"' in page
    assert "Holding a certificate?" in page


@pytest.mark.parametrize("model", [HomePage, CourseIndexPage])
def test_author_previews_the_first_pages(client: Client, site: HomePage, author: User, model: Any) -> None:
    page = model.objects.get()
    page.title = "Bản nháp"
    if model is HomePage:
        page.question = "Câu hỏi trong bản nháp"
    else:
        page.intro = "Câu hỏi trong bản nháp"
    page.save_revision()
    client.force_login(author)
    assert "Câu hỏi trong bản nháp" in text_of(client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])))
    assert "Câu hỏi trong bản nháp" not in text_of(Client().get("/")) + text_of(Client().get("/khoa-hoc/"))


# ── The bar at the top ────────────────────────────────────────────────────────────────────────


def links(client: Client) -> set[str]:
    page = text_of(client.get("/khoa-hoc/"))
    places = ("/viec-hoc/", "/giay-chung-nhan/", "/don-vi/", "/quan-tri/", "/kiem-tra/", "/tai-khoan/login/")
    return {place for place in places if f'href="{place}"' in page}


def test_bar_offers_a_stranger_to_sign_in(client: Client, site: HomePage) -> None:
    assert links(client) == {"/kiem-tra/", "/tai-khoan/login/"}


def test_bar_offers_a_learner_the_desk(client: Client, site: HomePage, lan: User) -> None:
    client.force_login(lan)
    assert links(client) == {"/kiem-tra/", "/viec-hoc/", "/giay-chung-nhan/"}


def test_bar_offers_agencies_to_who_looks_after_one(client: Client, site: HomePage, lan: User) -> None:
    role = AgencyRole.objects.create(
        person=lan, agency=Agency.objects.get(code="20"), role=AgencyRole.Role.HR_OFFICER, granted_at=timezone.now()
    )
    client.force_login(lan)
    assert links(client) == {"/kiem-tra/", "/viec-hoc/", "/giay-chung-nhan/", "/don-vi/"}
    role.ended_at = timezone.now()
    role.save()
    assert links(client) == {"/kiem-tra/", "/viec-hoc/", "/giay-chung-nhan/"}


def test_bar_offers_an_author_the_administration(client: Client, site: HomePage, author: User) -> None:
    client.force_login(author)
    assert links(client) == {"/kiem-tra/", "/viec-hoc/", "/giay-chung-nhan/", "/don-vi/", "/quan-tri/"}


def test_bar_marks_where_one_is(client: Client, site: HomePage) -> None:
    assert f'<a href="/khoa-hoc/" aria-current="page">{_("Courses")}</a>' in text_of(client.get("/khoa-hoc/"))
