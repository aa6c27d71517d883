"""A translation is the same course in other words: one progress, one address, one completion."""

from typing import Any

import pytest
from django.test import Client
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale

from accounts.models import User
from courses.finding import find_course, search
from courses.languages import COOKIE
from courses.models import Completion, CourseIndexPage, CoursePage, LessonPage, StepPage, StepProgress
from courses.progress import complete_step
from courses.published import edition
from home.models import HomePage
from tests.courses.study import NOW, join, make_course, our_queries

COURSE = "/khoa-hoc/mo/"


@pytest.fixture
def english(site: HomePage) -> Locale:
    return Locale.objects.create(language_code="en")


@pytest.fixture
def translated(site: HomePage, english: Locale) -> CoursePage:
    """A course of two lessons whose frame and first lesson are published in English too."""
    course = make_course("mo")
    CopyPageForTranslationAction(page=course, locale=english, include_subtree=True).execute()
    words = course.get_translation(english)
    words.title, words.summary = "The course", "About something."
    words.save_revision().publish()
    lesson = words.get_children().get(slug="bai-1").specific
    lesson.title, lesson.body = "The first lesson", [("text", "<p>Hello.</p>")]
    lesson.save_revision().publish()
    return course


def in_english(client: Client) -> Client:
    client.cookies[COOKIE] = "en"
    return client


def test_language_opens_with_front_page_and_catalogue(english: Locale) -> None:
    assert [page.alias_of.locale.language_code for page in HomePage.objects.filter(locale=english)] == ["vi"]
    own = CourseIndexPage.objects.get(locale__language_code="vi")
    assert CourseIndexPage.objects.get(locale=english).alias_of_id == own.pk


def test_translation_has_no_code_and_stands_in_no_list(translated: CoursePage) -> None:
    assert CoursePage.objects.filter(code="MO").count() == 1
    assert CoursePage.objects.get(locale__language_code="en").code is None
    assert list(edition().courses) == ["mo"]


def test_reader_gets_the_words_of_the_chosen_language(client: Client, translated: CoursePage) -> None:
    pages = [(COURSE, "Khóa mo</h1>", "The course</h1>"), (f"{COURSE}bai-1/", "bai-1</h1>", "The first lesson</h1>")]
    for page, vietnamese, english in pages:
        text = client.get(page).content.decode()
        assert (english in text, vietnamese in text) == (False, True)
    in_english(client)
    for page, vietnamese, english in pages:
        text = client.get(page).content.decode()
        assert (english in text, vietnamese in text) == (True, False)
    assert "Hello." in client.get(f"{COURSE}bai-1/").content.decode()


def test_lesson_that_is_not_translated_stays_as_it_is(client: Client, translated: CoursePage) -> None:
    assert "Bài bai-2</h1>" in in_english(client).get(f"{COURSE}bai-2/").content.decode()


def test_progress_in_one_language_is_progress_in_all(client: Client, translated: CoursePage, lan: User) -> None:
    client.force_login(lan)
    in_english(client).post(f"{COURSE}bai-1/")
    del client.cookies[COOKIE]
    client.post(f"{COURSE}bai-2/")
    sources = set(StepPage.objects.child_of(translated).values_list("pk", flat=True))
    assert set(StepProgress.objects.values_list("step", flat=True)) == sources
    assert Completion.objects.get().course_id == translated.pk


def test_language_is_chosen_on_the_course_page(client: Client, translated: CoursePage) -> None:
    assert 'name="language" value="en"' in client.get(COURSE).content.decode()
    client.post(f"{COURSE}ngon-ngu/", {"language": "en"})
    assert "The course" in client.get(COURSE).content.decode()
    client.post(f"{COURSE}ngon-ngu/", {"language": "tyz"})  # not translated into
    assert client.cookies[COOKIE].value == "en"


def test_course_without_translation_offers_no_choice(client: Client, site: HomePage, english: Locale) -> None:
    make_course("mo")
    assert f"{COURSE}ngon-ngu/" not in client.get(COURSE).content.decode()


def test_unknown_language_in_the_cookie_counts_as_none(client: Client, translated: CoursePage) -> None:
    client.cookies[COOKIE] = "../../etc"
    assert "Khóa mo" in client.get(COURSE).content.decode()


def test_unpublishing_a_translation_brings_the_source_back(client: Client, translated: CoursePage) -> None:
    in_english(client)
    CoursePage.objects.get(locale__language_code="en").unpublish()
    assert "Khóa mo" in client.get(COURSE).content.decode()


def test_search_finds_what_the_reader_reads(client: Client, translated: CoursePage) -> None:
    assert [found.title for found in search("first")] == []
    response: Any = in_english(client).get("/khoa-hoc/?tim=first")
    assert [found.title for found in response.context["found"]] == ["The first lesson"]


def test_words_cost_no_query_once_read(client: Client, translated: CoursePage) -> None:
    in_english(client)
    client.get(f"{COURSE}bai-1/")
    with our_queries() as queries:
        client.get(f"{COURSE}bai-1/")
    assert queries == []


def test_completing_through_the_source_page_alone_counts(translated: CoursePage, lan: User) -> None:
    """The lesson of a translation is no step of its own."""
    enrolment = join(lan, find_course("mo"))
    for lesson in LessonPage.objects.child_of(translated):
        complete_step(enrolment=enrolment, step=lesson, at=NOW)
    assert Completion.objects.filter(enrolment=enrolment).exists()
