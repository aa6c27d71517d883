"""A learner's private notes and bookmarks. Every function takes the person, and reaches that person's rows only."""

import datetime as dt
import re
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Bookmark, CoursePage, Note, StepPage
from courses.published import edition

_BLOCK = re.compile(r"[\w-]{1,64}", re.ASCII)


class CannotKeep(Exception):
    """The note or bookmark is not kept; the message says why."""


@dataclass(frozen=True)
class Kept:
    """A note after saving. `is_merged`: another device had written meanwhile, and both texts were kept."""

    text: str
    version: int
    is_merged: bool


def note_of(person: User, step: StepPage) -> Note | None:
    return Note.objects.filter(person=person, step=step.pk).first()


@transaction.atomic
def save_note(*, person: User, course: CoursePage, step: StepPage, text: str, version: int, at: dt.datetime) -> Kept:
    """Keep `text`, which began as `version` of the note (0: there was none).

    When another device has saved since, both texts are kept, one below the other. Harmless twice.
    Raises CannotKeep for a text longer than settings.NOTE_CHARACTERS.
    """
    text = text.replace("\r\n", "\n").replace("\x00", "")
    if len(text) > settings.NOTE_CHARACTERS:
        raise CannotKeep(
            _("Your note is too long; at most %(count)s characters fit.") % {"count": settings.NOTE_CHARACTERS}
        )
    Note.objects.get_or_create(person=person, step_id=step.pk, defaults={"course": course, "saved_at": at})
    note = Note.objects.select_for_update(of=("self",)).get(person=person, step=step.pk)
    if text == note.text:
        return Kept(note.text, note.version, is_merged=False)
    is_merged = version != note.version and bool(note.text.strip())
    note.text = _both(note.text, text, at) if is_merged else text
    note.version += 1
    note.saved_at = at
    note.save(update_fields=["text", "version", "saved_at"])
    return Kept(note.text, note.version, is_merged)


def _both(there: str, here: str, at: dt.datetime) -> str:
    """Two texts as one; a text that the other holds already is not written twice."""
    if here.strip() in there:
        return there
    if there.strip() in here:
        return here
    moment = formats.date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
    heading = _("From another device, %(moment)s") % {"moment": moment}
    return f"{there.rstrip()}\n\n— {heading} —\n{here}"


def bookmarks_of(person: User, step: StepPage) -> list[Bookmark]:
    return list(Bookmark.objects.filter(person=person, step=step.pk).order_by("made_at"))


@transaction.atomic
def add_bookmark(
    *, person: User, course: CoursePage, step: StepPage, block: str, words: str, at: dt.datetime
) -> Bookmark:
    """Mark a passage; harmless twice (the first mark stays). Raises CannotKeep when the lesson has too many."""
    if not _BLOCK.fullmatch(block):
        raise CannotKeep(_("This passage cannot be marked."))
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two devices together make no more than one
    there = {mark.block: mark for mark in bookmarks_of(person, step)}
    if block in there:
        return there[block]
    if len(there) >= settings.BOOKMARKS_PER_LESSON:
        raise CannotKeep(_("This lesson has enough bookmarks; remove one first."))
    return Bookmark.objects.create(
        person=person, course=course, step_id=step.pk, block=block, words=" ".join(words.split())[:200], made_at=at
    )


def remove_bookmark(*, person: User, step: StepPage, block: str) -> None:
    """Take a mark away; harmless twice. A bookmark is a slip of paper, not a fact."""
    Bookmark.objects.filter(person=person, step=step.pk, block=block).delete()


@dataclass(frozen=True)
class Page:
    """What a person keeps in one step. `step` may have been unpublished since; its title is still known."""

    title: str
    url: str
    number: int
    text: str
    bookmarks: list[Bookmark]


def notebook_of(person: User, course: CoursePage) -> list[Page]:
    """The person's notes and bookmarks in `course`, in the order of the course. Two queries."""
    notes = Note.objects.filter(person=person, course=course).exclude(text="").select_related("step")
    texts = {note.step_id: note for note in notes}
    marks: dict[int, list[Bookmark]] = {}
    for mark in Bookmark.objects.filter(person=person, course=course).select_related("step").order_by("made_at"):
        marks.setdefault(mark.step_id, []).append(mark)
    published = {step.pk: (number, step) for number, step in enumerate(edition().steps.get(course.pk, []), start=1)}
    titles = {pk: note.step.title for pk, note in texts.items()} | {pk: m[0].step.title for pk, m in marks.items()}
    pages = []
    for pk, title in titles.items():
        number, step = published.get(pk, (0, None))
        text = texts[pk].text if pk in texts else ""
        pages.append(Page(title, step.address if step else "", number, text, marks.get(pk, [])))
    # What is not published at the moment stands last.
    return sorted(pages, key=lambda page: (page.number == 0, page.number, page.title))


def as_text(course: CoursePage, pages: list[Page], *, on: dt.date) -> str:
    """The notebook as plain text to keep."""
    lines = [course.title, formats.date_format(on, "SHORT_DATE_FORMAT"), ""]
    for page in pages:
        heading = f"{page.number}. {page.title}" if page.number else page.title
        lines += ["", heading, "-" * len(heading)]
        lines += [f"* {mark.words}" for mark in page.bookmarks]
        lines += [page.text] if page.text else []
    return "\r\n".join("\n".join(lines).splitlines()) + "\r\n"
