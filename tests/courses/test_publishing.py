"""A page that is not ready comes through no door; one that is, comes through each. Who must know is told."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from accounts.models import Notice, User
from accounts.telling import unseen_by
from courses.models import CoursePage, LessonPage
from courses.published import edition
from courses.publishing import NotReady
from courses.tasks import publish_scheduled
from tests.courses.authors import hand_in, in_group, lesson_form, save_draft, send, signed_in, told
from tests.courses.study import step

pytestmark = pytest.mark.usefixtures("in_process_tasks")

GOOD = "<p>Bản mới.</p>"
BROKEN = '<p><a href="/khong-co/">Không có</a></p>'


@pytest.fixture
def duc(course: CoursePage) -> User:
    """An author."""
    return in_group("Editors", "duc", "Nguyễn Minh Đức")


@pytest.fixture
def binh(course: CoursePage) -> User:
    """A reviewer."""
    return in_group("Moderators", "binh", "Đàm Văn Bình")


def title_on_the_site() -> str:
    return next(page.title for page in next(iter(edition().steps.values())) if page.slug == "hai")


# ── The doors ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("body", "title"), [(GOOD, "Bài hai, bản mới"), (BROKEN, "Bài hai")])
def test_button_of_the_editor(course: CoursePage, binh: User, body: str, title: str) -> None:
    page = step(course, "hai")
    response = send(signed_in(binh), page, lesson_form(body, **{"action-publish": "1"}))
    assert title_on_the_site() == title
    if body == BROKEN:
        assert response.redirect_chain == [(reverse("wagtailadmin_pages:edit", args=[page.pk]), 302)]
        assert len(told(response)) == 1
        assert step(course, "hai").specific.get_latest_revision_as_object().title == "Bài hai, bản mới"


@pytest.mark.parametrize(("body", "live"), [(GOOD, True), (BROKEN, False)])
def test_button_of_the_editor_on_a_new_page(course: CoursePage, binh: User, body: str, live: bool) -> None:
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.pk])
    signed_in(binh).post(address, lesson_form(body, slug="ba", **{"action-publish": "1"}))
    assert LessonPage.objects.get(slug="ba").live is live


@pytest.mark.parametrize(("body", "states"), [(GOOD, 1), (BROKEN, 0)])
def test_handing_in(course: CoursePage, duc: User, body: str, states: int) -> None:
    response = send(signed_in(duc), step(course, "hai"), lesson_form(body, **{"action-submit": "1"}))
    assert WorkflowState.objects.filter(status="in_progress").count() == states
    assert len(told(response)) == 1
    assert step(course, "hai").specific.get_latest_revision_as_object().title == "Bài hai, bản mới"


@pytest.mark.parametrize("is_window", [False, True])
@pytest.mark.parametrize(("body", "title"), [(GOOD, "Bài hai, bản mới"), (BROKEN, "Bài hai")])
def test_approving(course: CoursePage, duc: User, binh: User, body: str, title: str, is_window: bool) -> None:
    """Also when it was spoilt after it had been handed in."""
    page = save_draft(course, duc)
    state = hand_in(page, duc)
    save_draft(course, duc, body=body)
    task = state.current_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    headers = {"x-requested-with": "XMLHttpRequest"} if is_window else {}
    response = signed_in(binh).post(address, {"comment": "Tốt"}, headers=headers)
    task.refresh_from_db()
    assert title_on_the_site() == title
    assert task.status == ("approved" if body == GOOD else "in_progress")
    if is_window:
        assert response.json()["step"] == "success"


@pytest.mark.parametrize(("body", "title"), [(GOOD, "Bài hai, bản mới"), (BROKEN, "Bài hai")])
def test_publishing_ticked_pages(course: CoursePage, duc: User, binh: User, body: str, title: str) -> None:
    page = save_draft(course, duc, body=body)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    explorer = reverse("wagtailadmin_explore", args=[course.pk])
    response = signed_in(binh).post(f"{address}?id={page.pk}&next={explorer}", follow=True)
    assert title_on_the_site() == title
    assert (len(told(response)), response.status_code) == (1, 200)


@pytest.mark.parametrize(("body", "title"), [(GOOD, "Bài hai, bản mới"), (BROKEN, "Bài hai")])
def test_the_clock(course: CoursePage, duc: User, body: str, title: str) -> None:
    page = save_draft(course, duc, body=body)
    revision = page.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision.save()
    before = edition()
    publish_scheduled.delay()
    revision.refresh_from_db()
    assert (title_on_the_site(), revision.approved_go_live_at) == (title, None)
    assert (edition() is before) is (body == BROKEN)
    assert [notice.kind for notice in Notice.objects.filter(person=duc)] == (
        [] if body == GOOD else ["courses.page_not_published"]
    )


def test_setting_the_clock_is_refused_too(course: CoursePage, binh: User) -> None:
    moment = (timezone.now() + dt.timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    form = lesson_form(BROKEN, go_live_at=moment, **{"action-publish": "1"})
    send(signed_in(binh), step(course, "hai"), form)
    call_command("publish_scheduled")
    assert title_on_the_site() == "Bài hai"
    assert not step(course, "hai").revisions.exclude(approved_go_live_at=None).exists()


def test_function_refuses_a_person_and_lets_the_importer_through(course: CoursePage, binh: User) -> None:
    page = save_draft(course, binh, body=BROKEN)
    with pytest.raises(NotReady) as refused:
        page.get_latest_revision().publish(user=binh)
    assert [finding.rule for finding in refused.value.checked.blocking] == ["link_broken"]
    page.get_latest_revision().publish()
    assert title_on_the_site() == "Bài hai, bản mới"


def test_copy_of_a_step_is_a_draft_whatever_was_asked(course: CoursePage, binh: User) -> None:
    form = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": course.pk}
    more = {"publish_copies": "on", "alias": "on"}
    signed_in(binh).post(reverse("wagtailadmin_pages:copy", args=[step(course, "hai").pk]), {**form, **more})
    copy = LessonPage.objects.get(slug="ban-sao")
    assert (copy.live, copy.alias_of) == (False, None)


# ── The review ────────────────────────────────────────────────────────────────────────────────


def test_author_may_not_publish_and_reviewer_may(course: CoursePage, duc: User, binh: User) -> None:
    page = step(course, "hai")
    may = [page.permissions_for_user(person).can_publish() for person in (duc, binh)]
    assert may == [False, True]
    send(signed_in(duc), page, lesson_form(GOOD, **{"action-publish": "1"}))
    assert title_on_the_site() == "Bài hai"


def notices(person: User) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_review_from_handing_in_to_the_site(
    course: CoursePage, duc: User, binh: User, lan: User, django_capture_on_commit_callbacks: Any
) -> None:
    page = save_draft(course, duc)
    with django_capture_on_commit_callbacks(execute=True):
        state = hand_in(page, duc)
        state.current_task_state.reject(user=binh, comment="Thêm ví dụ.")
    assert unseen_by(duc)[0].text.endswith("Thêm ví dụ.")
    save_draft(course, duc, body="<p>Có ví dụ.</p>")
    state.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        state.resume(user=duc)
        TaskState.objects.get(workflow_state=state, status="in_progress").approve(user=binh)
    assert title_on_the_site() == "Bài hai, bản mới"
    assert (notices(duc), notices(binh), notices(lan)) == (
        ["courses.review_returned", "courses.page_live"],
        ["courses.review_waits"] * 2,
        [],
    )
    # Ours, one for each notice, and none of Wagtail's.
    assert len(mail.outbox) == 4
    assert {letter.subject.split("]")[0] for letter in mail.outbox} == {"[Hoa Hồi"}


@pytest.mark.parametrize("slug", ["khoa-thu", "hai", "bai-kiem-tra"])
def test_versions_are_compared(course: CoursePage, binh: User, slug: str) -> None:
    page = (course if slug == "khoa-thu" else step(course, slug)).specific
    first = page.get_latest_revision()
    page.title = "Tên mới"
    second = page.save_revision(user=binh)
    address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk])
    content = signed_in(binh).get(address).content.decode()
    assert "Tên mới" in content


def test_learner_is_refused_at_our_screens(client: Client, course: CoursePage, lan: User) -> None:
    client.force_login(lan)
    for name in ("course_check", "course_duplicate"):
        response = client.get(reverse(name, args=[course.pk]))
        assert (response.status_code, response.headers["Location"].split("?")[0]) == (302, "/tai-khoan/login/")
