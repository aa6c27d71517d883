"""Those who write, those who review, and short ways to do what they do in the administration."""

from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, WorkflowState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.models import User
from courses.models import CoursePage, LessonPage
from tests.courses.study import step


def in_group(name: str, username: str, full_name: str) -> User:
    person = User.objects.create_user(username=username, full_name=full_name, email=f"{username}@example.com")
    person.groups.add(Group.objects.get(name=name))
    return person


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def lesson_form(body: str, **changes: Any) -> dict[str, Any]:
    form: dict[str, Any] = nested_form_data(
        {
            "title": "Bài hai, bản mới",
            "slug": "hai",
            "minutes": "4",
            "summary_line": "x",
            "body": streamfield([("text", rich_text(body))] if body else []),
            "comments": inline_formset([]),
            **changes,
        }
    )
    return form


def send(client: Client, page: Page, form: dict[str, Any]) -> Any:
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, follow=True)


def save_draft(course: CoursePage, by: User, *, body: str = "<p>Bản mới.</p>") -> LessonPage:
    """The lesson “hai” with a new draft by this author."""
    page: LessonPage = step(course, "hai").specific
    page.title = "Bài hai, bản mới"
    page.body = page.body.stream_block.to_python([{"type": "text", "value": body}] if body else [])
    page.save_revision(user=by)
    return page


def hand_in(page: Page, by: User) -> WorkflowState:
    state: WorkflowState = page.get_workflow().start(page, by)
    return state


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]
