"""A lesson's body as HTML, kept ready until the lesson is published again, and its quick checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.blocks.stream_block import StreamValue

from courses.anchors import headings_in, name_parts
from courses.models import CoursePage, LessonPage, StepPage
from courses.published import edition, tongue


@dataclass(frozen=True)
class Checked:
    """Which option of which quick check the reader chose."""

    block: str
    option: int


def checked_answer(query: Mapping[str, str]) -> Checked | None:
    """The quick check answered in the address (?kiem-tra=<block>&chon=<option>), if any."""
    block, option = query.get("kiem-tra"), query.get("chon", "")
    return Checked(block, int(option)) if block is not None and option.isdecimal() and len(option) < 4 else None


def lesson_of(step: StepPage) -> LessonPage:
    """The lesson of a step in the reader's language."""
    if isinstance(step, LessonPage):
        return step
    lesson: LessonPage = LessonPage.objects.get(pk=step.words_pk)
    return lesson


@dataclass(frozen=True)
class Reading:
    """What the player shows of a lesson: its blocks as HTML, what it rests on, and its headings as (name, words)."""

    body: SafeString
    sources: list[dict[str, Any]]
    headings: list[tuple[str, str]]


def reading_of(course: CoursePage, step: StepPage, checked: Checked | None = None, *, draft: bool = False) -> Reading:
    """The lesson ready to show; kept with the edition unless a quick check is answered or it is a draft."""
    if checked or draft:
        lesson = lesson_of(step)
        return _reading(course, lesson, checked)
    kept = edition().kept
    key = (tongue(), "lesson", step.pk)
    if key not in kept:
        lesson = lesson_of(step)
        kept[key] = _reading(course, lesson, None)
    reading: Reading = kept[key]
    return reading


def _reading(course: CoursePage, lesson: LessonPage, checked: Checked | None) -> Reading:
    sources = {source["key"]: source for source in course.sources}
    html = str(_render(lesson, checked, sources))
    named = {*lesson.source_keys, *(block["value"]["source"] for block in _raw(lesson) if block["type"] == "cite")}
    used = [source for key, source in sources.items() if key in named]
    return Reading(mark_safe(html), used, headings_in(html))  # noqa: S308 - our own rendering


def _raw(lesson: LessonPage) -> list[dict[str, Any]]:
    """The blocks as they are stored; also of a draft whose body is not stored yet."""
    return list(lesson.body.get_prep_value())


def _render(lesson: LessonPage, checked: Checked | None, sources: Mapping[str, Any]) -> SafeString:
    return format_html_join("\n", "{}", ((_render_block(block, checked, sources),) for block in lesson.body))


def _render_block(
    block: StreamValue.StreamChild, checked: Checked | None, sources: Mapping[str, Any] | None = None
) -> SafeString:
    """A block with its own id and the course's sources in reach: a quick check is addressed by the one."""
    context = {"block_id": block.id, "checked": checked, "sources": sources or {}}
    rendered: SafeString = block.render(context=context)
    # Our own rendering, with names put in.
    return mark_safe(name_parts(str(rendered), block.id or ""))  # noqa: S308


def headings_of(course: CoursePage, step: StepPage) -> list[tuple[str, str]]:
    """The headings of a published lesson that a bookmark can be put at: (name, words)."""
    return reading_of(course, step).headings


def render_check(step: StepPage, checked: Checked) -> SafeString:
    """One quick check with the feedback for the chosen option. Raises Http404."""
    for block in lesson_of(step).body:
        if block.id == checked.block and block.block_type == "check":
            return _render_block(block, checked)
    raise Http404(_("There is no such question in this lesson."))
