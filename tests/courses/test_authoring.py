"""What stands on the first screen and in the explorer, for whom; and the clock of the embedded site."""

from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage

from accounts.models import User
from courses.authoring import attention
from courses.authoring.attention import Row, asks_for_attention, rows_for
from courses.authoring.dashboard import drafts_of, published_lately
from courses.models import CoursePage, LessonPage
from courses.published import edition
from home.setting_up import ensure_site
from lms import clock
from tests.courses.authors import hand_in, in_group, lesson_form, save_draft, signed_in
from tests.courses.study import our_queries, step


@pytest.fixture
def duc(course: CoursePage) -> User:
    return in_group("Editors", "duc", "Nguyễn Minh Đức")


# ── The first screen ──────────────────────────────────────────────────────────────────────────


def test_first_screen_says_what_waits_for_whom(course: CoursePage, duc: User) -> None:
    page = save_draft(course, duc)
    hand_in(page, duc)
    binh = in_group("Moderators", "binh", "Đàm Văn Bình")
    mine, theirs = (signed_in(person).get("/quan-tri/").content.decode() for person in (duc, binh))
    assert "đang chờ duyệt" in mine
    assert "Anh/chị không có bản nháp nào." in theirs
    assert f"/quan-tri/pages/{page.pk}/revisions/compare/" in theirs
    assert f"/quan-tri/pages/{page.pk}/revisions/compare/" not in mine


def test_draft_is_its_writer_s_until_it_is_published(course: CoursePage, duc: User, lan: User) -> None:
    page = save_draft(course, duc)
    assert (drafts_of(duc), drafts_of(lan)) == ([Page.objects.get(pk=page.pk)], [])
    page.get_latest_revision().publish()
    assert drafts_of(duc) == []
    assert published_lately(duc)[0].pk == page.pk


@pytest.mark.parametrize("drafts", [1, 3])
def test_drafts_take_the_same_queries_however_many(course: CoursePage, duc: User, drafts: int) -> None:
    for slug in ["mot", "hai", "bai-kiem-tra"][:drafts]:
        step(course, slug).specific.save_revision(user=duc)
        Page.objects.filter(slug=slug).update(has_unpublished_changes=True)
    drafts_of(duc)
    with our_queries() as queries:
        found = drafts_of(duc)
        assert [page.workflow_in_progress for page in found] == [False] * drafts
    assert len(queries) == 2


def test_other_apps_add_rows_and_empty_ones_are_left_out(lan: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(attention, "_ASKED", [])

    def questions(person: User) -> list[Row]:
        return [Row(2, "Câu hỏi gặp trục trặc", f"/{person.username}/"), Row(0, "Không có", "/")]

    asks_for_attention(questions)
    asks_for_attention(questions)
    assert rows_for(lan) == [Row(2, "Câu hỏi gặp trục trặc", "/lan/")]


# ── The explorer ──────────────────────────────────────────────────────────────────────────────


def test_steps_stand_in_order_and_a_new_order_is_on_the_site(course: CoursePage, duc: User) -> None:
    client = signed_in(in_group("Moderators", "binh", "Đàm Văn Bình"))
    address = reverse("wagtailadmin_explore", args=[course.pk])
    response = client.get(address)
    assert [page.slug for page in response.context["pages"]] == ["mot", "hai", "bai-kiem-tra"]
    assert [column.name for column in response.context["table"].columns.values()][-6:-1] == [
        "title",
        "kind",
        "minutes",
        "latest_revision_created_at",
        "status",
    ]
    moved = reverse("wagtailadmin_pages:set_page_position", args=[step(course, "hai").pk])
    client.post(f"{moved}?position=0")
    assert [page.slug for page in edition().steps[course.pk]] == ["hai", "mot", "bai-kiem-tra"]


def test_author_may_not_touch_what_is_not_theirs(course: CoursePage, duc: User) -> None:
    client = signed_in(duc)
    for name in ("wagtailsnippets_coverage_target:list", "wagtailusers_users:index", "wagtailadmin_workflows:index"):
        assert client.get(reverse(name)).headers["Location"] == "/quan-tri/"
    client.post(reverse("wagtailadmin_pages:delete", args=[step(course, "hai").pk]))
    assert LessonPage.objects.count() == 2


def test_outsider_s_form_changes_nothing(course: CoursePage, lan: User) -> None:
    page = step(course, "hai")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert signed_in(lan).post(address, lesson_form("<p>Của Lan.</p>")).status_code == 302
    assert page.specific.get_latest_revision_as_object().title == "Bài hai"


def test_check_of_the_whole_course_names_the_place(course: CoursePage, duc: User) -> None:
    page = save_draft(course, duc, body='<p><a href="/khong-co/">Cũ</a></p>')
    block = page.body[0].id
    content = signed_in(duc).get(reverse("course_check", args=[course.pk])).content.decode()
    assert f"/quan-tri/pages/{page.pk}/edit/#block-" in content
    assert block is None or f"#block-{block}-section" in content
    assert "1 điều phải sửa trước khi xuất bản" in content


@pytest.mark.parametrize("name", ["course_check", "course_duplicate"])
def test_course_that_is_not_there_answers_404(course: CoursePage, duc: User, name: str) -> None:
    assert signed_in(duc).get(reverse(name, args=[99999])).status_code == 404


# ── Setting up, and the clock ─────────────────────────────────────────────────────────────────


def test_one_review_stands_before_the_whole_tree(db: None) -> None:
    ensure_site()
    ensure_site()
    assigned = WorkflowPage.objects.get()
    assert (assigned.page.depth, assigned.workflow.name) == (1, "Duyệt khóa học")
    task = assigned.workflow.tasks.get().specific
    assert [group.name for group in task.groups.all()] == ["Moderators"]


def test_review_is_made_where_it_is_missing(db: None) -> None:
    WorkflowPage.objects.all().delete()
    Workflow.objects.all().delete()
    GroupApprovalTask.objects.all().delete()
    ensure_site()
    assert [task.name for task in WorkflowPage.objects.get().workflow.tasks] == ["Duyệt khóa học"]


def test_embedded_site_runs_what_is_due_after_a_request_once(
    course: CoursePage, client: Client, settings: Any, monkeypatch: Any
) -> None:
    if not site_settings.CELERY_TASK_ALWAYS_EAGER:
        pytest.skip("Beat does it.")
    monkeypatch.setattr(clock, "_next_look", {})
    page = step(course, "hai").specific
    page.title = "Bài hai, bản mới"
    page.body = page.body.stream_block.to_python([{"type": "text", "value": "<p>Mới.</p>"}])
    revision = page.save_revision()
    revision.approved_go_live_at = revision.created_at
    revision.save()
    settings.EMBEDDED_CLOCK = True
    for _turn in range(2):
        client.get("/healthz")
    assert step(course, "hai").title == "Bài hai, bản mới"
    page.title = "Bản sau"
    later = page.save_revision()
    later.approved_go_live_at = later.created_at
    later.save()
    client.get("/healthz")
    assert step(course, "hai").title == "Bài hai, bản mới"
