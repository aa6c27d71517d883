"""What authors do in the admin: write, preview, publish; and what nobody may delete."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.models import User
from competency.models import Competency, Level
from courses.addresses import address_of
from courses.finding import find_course
from courses.models import CourseIndexPage, CoursePage, LessonPage, Option, Question, QuizPage, StepPage
from tests.courses.study import begin, join, make_course, ready, step, succeed


@pytest.fixture
def desk(client: Client, author: User) -> Client:
    """The author, signed in."""
    client.force_login(author)
    return client


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def learnt_with(title: str) -> str:
    return _(
        "People have learnt with “%(title)s”, so it cannot be deleted. Unpublish it instead; the records stay."
    ) % {"title": title}


def still_used(title: str) -> str:
    return _("“%(title)s” is still used: questions, certificates or targets name it. Unpublish it instead.") % {
        "title": title
    }


# ── Deleting ──────────────────────────────────────────────────────────────────────────────────


def delete(desk: Client, page: Page) -> list[str]:
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    asked = desk.get(address, follow=True)
    answered = desk.post(address, follow=True)
    assert asked.status_code == 200
    return told(answered)


@pytest.mark.parametrize("slug", ["khoa-thu", "khoa-hoc"])
def test_course_somebody_takes_is_not_deleted(desk: Client, course: CoursePage, lan: User, slug: str) -> None:
    join(lan, course)
    page = Page.objects.get(slug=slug)
    assert delete(desk, page) == [learnt_with(page.title)]
    assert CoursePage.objects.filter(live=True).count() == 1


def test_lesson_somebody_has_done_is_not_deleted(desk: Client, course: CoursePage, lan: User) -> None:
    ready(lan, course)
    assert delete(desk, step(course, "hai")) == [learnt_with("Bài hai")]
    assert LessonPage.objects.count() == 2


def test_test_somebody_has_only_begun_is_not_deleted(desk: Client, course: CoursePage, lan: User) -> None:
    begin(ready(lan, course))
    assert delete(desk, step(course, "bai-kiem-tra")) == [learnt_with("Bài kiểm tra")]
    assert QuizPage.objects.count() == 1


def test_course_with_questions_is_not_deleted(desk: Client, course: CoursePage) -> None:
    assert delete(desk, course) == [still_used("Khóa thử")]
    assert (CoursePage.objects.count(), Question.objects.count()) == (1, 6)


def test_lesson_nobody_has_done_may_be_deleted(desk: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    delete(desk, step(course, "hai"))
    assert list(LessonPage.objects.values_list("slug", flat=True)) == ["mot"]


def test_course_nobody_takes_may_be_deleted(desk: Client, course: CoursePage) -> None:
    delete(desk, make_course("mo"))
    assert list(CoursePage.objects.values_list("slug", flat=True)) == ["khoa-thu"]


def test_ticked_pages_are_kept_when_one_was_learnt_with(desk: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    other = make_course("mo")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    explorer = reverse("wagtailadmin_explore", args=[course.get_parent().pk])
    response = desk.post(f"{address}?id={course.pk}&id={other.pk}&next={explorer}", follow=True)
    assert told(response) == [learnt_with("Khóa thử")]
    assert CoursePage.objects.count() == 2


def test_ticked_pages_may_be_unpublished(desk: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    desk.post(f"{address}?id={course.pk}")
    course.refresh_from_db()
    assert course.live is False


@pytest.mark.parametrize("is_ticked", [False, True])
def test_question_somebody_was_asked_is_not_deleted(
    desk: Client, course: CoursePage, lan: User, is_ticked: bool
) -> None:
    question = begin(ready(lan, course)).items.get(position=1).question
    one = reverse("wagtailsnippets_courses_question:delete", args=[question.pk])
    ticked = reverse("wagtail_bulk_action", args=["courses", "question", "delete"]) + f"?id={question.pk}"
    response = desk.post(ticked if is_ticked else one, follow=True)
    assert told(response) == [learnt_with(str(question))]
    assert Question.objects.count() == 6


def test_question_nobody_was_asked_may_be_deleted(desk: Client, course: CoursePage) -> None:
    question = Question.objects.get(code="THU-001")
    desk.post(reverse("wagtailsnippets_courses_question:delete", args=[question.pk]))
    assert (Question.objects.count(), Option.objects.filter(question_id=question.pk).count()) == (5, 0)


# ── Writing ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Quản trị dữ liệu cơ bản", "quan-tri-du-lieu-co-ban"),
        ("Đọc “tin giả” – ỡ đâu?", "doc-tin-gia-o-dau"),
        ("Hòa và Hoà", "hoa-va-hoa"),
        ("Y tá, ỵ, Ỷ", "y-ta-y-y"),
        ("★", ""),
        ("a" * 300, "a" * 255),
    ],
)
def test_address_is_vietnamese_without_accents(title: str, address: str) -> None:
    assert address_of(title) == address


def course_form(**changes: Any) -> dict[str, Any]:
    values = {
        "title": "Đọc dữ liệu",
        "slug": "doc-du-lieu",
        "code": "DDL",
        "audience": "staff",
        "order": "locked",
        "summary": "Đọc được một bảng số liệu.",
        "description": rich_text("<p>Cho mọi người.</p>"),
        "outcomes": inline_formset(
            [
                {
                    "competency": Competency.objects.get(code="1.3", domain__framework__code="tt02-2025").pk,
                    "level": Level.objects.get(code="TC2", framework__code="tt02-2025").pk,
                    "statement": "Đọc được.",
                }
            ]
        ),
        "action-publish": "1",
        **changes,
    }
    form: dict[str, Any] = nested_form_data(values)
    return form


def add(desk: Client, model: str, parent: Page, form: dict[str, Any]) -> Any:
    return desk.post(reverse("wagtailadmin_pages:add", args=["courses", model, parent.pk]), form)


def test_author_writes_and_publishes_a_course(desk: Client, course: CoursePage) -> None:
    assert add(desk, "coursepage", CourseIndexPage.objects.get(), course_form()).status_code == 302
    assert find_course("doc-du-lieu").summary == "Đọc được một bảng số liệu."
    assert Client().get("/khoa-hoc/doc-du-lieu/").status_code == 200


def test_address_with_an_accent_is_refused(desk: Client, course: CoursePage) -> None:
    """It would match no address of ours, and break the catalogue that links to it."""
    response = add(desk, "coursepage", CourseIndexPage.objects.get(), course_form(slug="đọc-dữ-liệu"))
    assert response.status_code == 200
    assert response.context["form"].errors == {"slug": [_("Use plain letters without accents, digits and hyphens.")]}
    assert CoursePage.objects.count() == 1


def test_page_without_an_address_gets_one_from_its_title(course: CoursePage) -> None:
    page = course.add_child(instance=LessonPage(title="Đặt tên tệp", body=[]))
    assert page.slug == "dat-ten-tep"


def test_edit_form_takes_accents_out_while_one_types(desk: Client, course: CoursePage) -> None:
    page = desk.get(reverse("wagtailadmin_pages:edit", args=[course.pk])).content.decode()
    assert "data-w-slug-formatters-value" in page
    assert "data-w-slug-allow-unicode-value" not in page


@pytest.mark.parametrize("model", [CoursePage, LessonPage, QuizPage, CourseIndexPage])
def test_every_page_opens_for_editing(desk: Client, course: CoursePage, model: type[Page]) -> None:
    page = model.objects.first()
    assert page is not None
    assert desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_author_edits_a_lesson_and_a_draft_stays_a_draft(desk: Client, course: CoursePage) -> None:
    lesson = LessonPage.objects.get(slug="hai")
    form = nested_form_data(
        {
            "title": "Bài hai, bản nháp",
            "slug": "hai",
            "minutes": "4",
            "summary_line": "x",
            "body": streamfield([("text", rich_text("<p>Nháp.</p>"))]),
            "comments": inline_formset([]),
        }
    )
    assert desk.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), form).status_code == 302
    lesson.refresh_from_db()
    assert (lesson.title, lesson.has_unpublished_changes) == ("Bài hai", True)
    assert lesson.get_latest_revision_as_object().title == "Bài hai, bản nháp"


def test_question_bank_lists_and_opens_questions(desk: Client, course: CoursePage) -> None:
    page = desk.get(reverse("wagtailsnippets_courses_question:list")).content.decode()
    assert [code for code in ("THU-001", "THU-006") if code in page] == ["THU-001", "THU-006"]
    question = Question.objects.get(code="THU-001")
    edit = reverse("wagtailsnippets_courses_question:edit", args=[question.pk])
    assert "GIAI-THICH-1" in desk.get(edit).content.decode()


@pytest.mark.parametrize("address", ["wagtailsnippets_courses_question:list", "wagtailadmin_home"])
def test_learner_has_no_business_in_the_admin(client: Client, course: CoursePage, lan: User, address: str) -> None:
    client.force_login(lan)
    response = client.get(reverse(address))
    assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/tai-khoan/login/")


# ── Looking at it beforehand ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("slug", ["mot", "bai-kiem-tra"])
def test_author_previews_a_draft_of_a_step(desk: Client, course: CoursePage, slug: str) -> None:
    page = step(course, slug).specific
    page.title = "Tên trong bản nháp"
    page.save_revision()
    response = desk.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert response.status_code == 200
    assert "<h1>Tên trong bản nháp</h1>" in response.content.decode()
    assert "Tên trong bản nháp" not in Client().get("/khoa-hoc/khoa-thu/").content.decode()


def test_author_previews_a_draft_of_a_course(desk: Client, course: CoursePage) -> None:
    course.title = "Tên trong bản nháp"
    course.save_revision()
    response = desk.get(reverse("wagtailadmin_pages:view_draft", args=[course.pk]))
    assert "Tên trong bản nháp" in response.content.decode()


@pytest.mark.parametrize(
    ("model", "more"),
    [
        (LessonPage, {"body": streamfield([("text", rich_text("<p>Nháp.</p>"))])}),
        (
            QuizPage,
            {
                "time_limit_minutes": "10",
                "pass_percent": "70",
                "attempts_allowed": "2",
                "cool_down_minutes": "0",
                "draw_rules": inline_formset([{"difficulty": "basic", "count": "2"}]),
            },
        ),
    ],
)
def test_author_previews_a_step_before_it_is_saved(
    desk: Client, course: CoursePage, model: type[StepPage], more: dict[str, Any]
) -> None:
    form = {"title": "Bước mới", "slug": "buoc-moi", "minutes": "5", "comments": inline_formset([]), **more}
    address = reverse("wagtailadmin_pages:preview_on_add", args=["courses", model.__name__.lower(), course.pk])
    assert desk.post(address, nested_form_data(form)).json() == {"is_valid": True, "is_available": True}
    response = desk.get(address)
    assert response.status_code == 200
    assert "<h1>Bước mới</h1>" in response.content.decode()
    assert StepPage.objects.count() == 3


def test_address_as_wagtail_knows_it_leads_to_ours(client: Client, course: CoursePage, lan: User) -> None:
    catalogue = CourseIndexPage.objects.get()
    catalogue.slug = "danh-muc"
    catalogue.save()
    client.force_login(lan)
    succeed(ready(lan, course))
    assert client.get("/danh-muc/khoa-thu/mot/").headers["Location"] == "/khoa-hoc/khoa-thu/mot/"
    assert client.get("/danh-muc/khoa-thu/").status_code == 200
