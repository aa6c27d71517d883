"""Duplicating a course: its pages, its tests' rules and its question bank. What people learnt stays with the first."""

import datetime as dt
import re
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.actions.copy_page import CopyPageAction
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from accounts.models import User
from courses.models import CourseIndexPage, CoursePage, LessonPage, Question

CODE_LENGTH = 40
PAGE_LINK = re.compile(r'<a [^>]*linktype="page"[^>]*>')
ACTION = "courses.duplicate"
# What a question's row knows of its own life, which a copy begins anew.
ITS_OWN = {
    "pk": None,
    "latest_revision": None,
    "live_revision": None,
    "locked": False,
    "locked_at": None,
    "locked_by": None,
    "live": False,
    "has_unpublished_changes": True,
    "first_published_at": None,
    "last_published_at": None,
    "go_live_at": None,
    "expire_at": None,
    "expired": False,
}


class CannotDuplicate(Exception):
    """The copy would clash with a course that is there; `field` is the form's field to mend."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def question_code(course_code: str, number: int) -> str:
    """The code of a copied question: the course's, and its number from 1."""
    return f"{course_code}-{number:03d}"


def copied_code_fits(code: str) -> bool:
    return len(question_code(code, 1)) <= CODE_LENGTH


@transaction.atomic
def duplicate_course(course: CoursePage, *, title: str, slug: str, code: str, by: User, at: dt.datetime) -> CoursePage:
    """A copy of `course` beside it, as drafts: pages as they are published (or drafted, when never published),
    draw rules and questions.

    No enrolment, teacher, award or target goes with it: those name the first course by its row. A code is for ever,
    so the copy needs one of its own, and its questions are numbered under it. Harmless twice: asked again by the same
    person with the same code, it returns the copy that is there. Raises CannotDuplicate.
    """
    # Copies into the catalogue queue up here: a second click finds what the first has made.
    catalogue = CourseIndexPage.objects.select_for_update(of=("self",)).get(pk=course.get_parent().pk)
    twin = _made_before(course, code=code, by=by)
    if twin is not None:
        return twin
    _refuse_clash(catalogue, slug=slug, code=code)
    copy: CoursePage = CopyPageAction(
        page=course,
        to=catalogue,
        update_attrs={"title": title, "slug": slug, "code": code},
        recursive=True,
        copy_revisions=False,
        keep_live=False,
        user=by,
    ).execute(skip_permission_checks=True)
    _lead_within(course, copy, by=by)
    for number, question in enumerate(course.questions.order_by("code"), start=1):
        _copy_question(question, to=copy, code=question_code(code, number), by=by)
    log(copy, ACTION, user=by, timestamp=at, data={"source": course.pk, "code": code})
    return copy


def _made_before(course: CoursePage, *, code: str, by: User) -> CoursePage | None:
    there = CoursePage.objects.filter(code=code).first()
    entries = PageLogEntry.objects.filter(page_id=there.pk if there else None, action=ACTION, user=by)
    return there if any(entry.data.get("source") == course.pk for entry in entries) else None


def _refuse_clash(catalogue: CourseIndexPage, *, slug: str, code: str) -> None:
    if CoursePage.objects.filter(code=code).exists():
        raise CannotDuplicate("code", _("There is a course with this code already."))
    if catalogue.get_children().filter(slug=slug).exists():
        raise CannotDuplicate("slug", _("There is a course at this address already."))
    if Question.objects.filter(code__startswith=f"{code}-").exists():
        raise CannotDuplicate("code", _("There are questions under this code already. Choose another code."))


def _lead_within(course: CoursePage, copy: CoursePage, *, by: User) -> None:
    """Links from one step of the course to another lead to the copied one, not back to the first course."""
    new = dict(copy.get_descendants(inclusive=True).values_list("slug", "pk")) | {course.slug: copy.pk}
    pages = {pk: new.get(slug) for slug, pk in course.get_descendants(inclusive=True).values_list("slug", "pk")}
    old_address, new_address = (reverse("courses:course", args=[page.slug]) for page in (course, copy))

    def lead(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: lead(part) for name, part in value.items()}
        if isinstance(value, list):
            return [lead(part) for part in value]
        if not isinstance(value, str):
            return value
        number = re.compile(r'\bid="(\d+)"')
        led = PAGE_LINK.sub(
            lambda tag: number.sub(lambda found: f'id="{pages.get(int(found[1])) or found[1]}"', tag[0]), value
        )
        return led.replace(f'href="{old_address}', f'href="{new_address}')

    for lesson in LessonPage.objects.child_of(copy):
        before = [dict(block) for block in lesson.body.raw_data]
        after = lead(before)
        if after != before:
            lesson.body = lesson.body.stream_block.to_python(after)
            lesson.save_revision(user=by)
            lesson.save()


def _copy_question(question: Question, *, to: CoursePage, code: str, by: User) -> Question:
    """The question with its options and tags. A published one is published again: the copy's tests draw from it."""
    data: dict[str, Any] = {**question.serializable_data(), **ITS_OWN, "code": code, "course": to.pk}
    for relation in get_all_child_relations(Question):
        for row in data.get(relation.get_accessor_name(), []):
            row.update(pk=None, **{relation.field.name: None})
    copy: Question = Question.from_serializable_data(data)
    copy.save()
    revision = copy.save_revision(user=by)
    if question.live:
        revision.publish(log_action=False)
        copy.refresh_from_db()
    return copy
