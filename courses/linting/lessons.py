"""What may be wrong with a lesson."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import RichText

from courses.linting.findings import Finding, advise, stop
from courses.linting.links import link_findings
from courses.linting.walking import Piece, pieces_of, words_in
from courses.linting.words import read
from courses.models import LessonPage, Picture
from courses.timing import minutes_of

# The page's own title is the heading of the first level.
FIRST_LEVEL = 2


def lesson_findings(lesson: LessonPage) -> Iterator[Finding]:
    pieces = list(pieces_of(lesson.body))
    if _is_empty(pieces):
        yield stop("lesson_empty", _("The lesson is empty. Write its text first."))
        return
    for piece in pieces:
        yield from _media(piece)
        yield from _table(piece)
    yield from _links(lesson.body, pieces)
    yield from _headings(pieces)
    yield from _minutes(lesson)
    yield from _frame(lesson)


def _is_empty(pieces: list[Piece]) -> bool:
    """Neither words nor anything to look at."""
    shows = any(hasattr(piece.value, "_meta") for piece in pieces)
    return not shows and not any(words_in(piece).strip() for piece in pieces)


def _media(piece: Piece) -> Iterator[Finding]:
    thing: Any = piece.value
    if isinstance(thing, Picture) and not thing.alt_text.strip():
        sentence = _("The picture “%(title)s” does not say what it shows. Open it under Pictures and describe it.")
        yield stop("picture_without_words", sentence % {"title": thing.title}, piece.place)
    # A film is whatever model carries both (courses.models.Film).
    if hasattr(thing, "captions") and hasattr(thing, "transcript") and not (thing.captions or thing.transcript):
        sentence = _("The film “%(title)s” has neither captions nor a transcript. Add one of them.")
        yield stop("film_without_words", sentence % {"title": thing}, piece.place)


def _table(piece: Piece) -> Iterator[Finding]:
    if piece.name != "table" or not hasattr(piece.value, "get") or "header" not in piece.value:
        return
    header = [str(cell).strip() for cell in piece.value["header"]]
    if not header or not all(header):
        text = _("The table has a column without a heading. Give every column its heading.")
        yield stop("table_without_header", text, piece.place)


def _links(body: StreamValue, pieces: list[Piece]) -> Iterator[Finding]:
    texts = [(piece.value.source, piece.place) for piece in pieces if isinstance(piece.value, RichText)]
    anchors: set[str] = set()
    if any('href="#' in source for source, _place in texts):
        anchors = {name for block in body for name in re.findall(r'\bid="([^"]+)"', str(block.render()))}
    for source, place in texts:
        yield from link_findings(source, place=place, anchors=anchors)


def _headings(pieces: list[Piece]) -> Iterator[Finding]:
    level = FIRST_LEVEL - 1
    for piece in pieces:
        if not isinstance(piece.value, RichText):
            continue
        for found, text in read(piece.value.source).headings:
            if found > level + 1:
                sentence = _("The heading “%(text)s” skips a level. Make it one level higher.")
                yield advise("heading_skips", sentence % {"text": text}, piece.place)
            level = found


def _minutes(lesson: LessonPage) -> Iterator[Finding]:
    """Stated minutes against what reading, watching and practice take (courses.timing)."""
    estimate = minutes_of(list(lesson.body.get_prep_value()))
    stated = lesson.minutes or 0
    if stated > estimate * settings.LESSON_MINUTES_FACTOR or estimate > stated * settings.LESSON_MINUTES_FACTOR:
        sentence = ngettext(
            "The lesson says %(stated)s min, but reading and practice take about %(count)s min. Mend the minutes.",
            "The lesson says %(stated)s min, but reading and practice take about %(count)s min. Mend the minutes.",
            estimate,
        )
        yield advise("minutes_far", sentence % {"stated": stated, "count": estimate}, "id_minutes")


def _frame(lesson: LessonPage) -> Iterator[Finding]:
    if not list(lesson.competencies.all()):
        text = _("The lesson names no competency. Choose which one it trains, at the foot of the form.")
        yield advise("lesson_without_competency", text, "id_competencies")
    known = {source.get("key") for source in lesson.course.sources}
    for key in lesson.source_keys:
        if key not in known:
            sentence = _("The lesson rests on the source “%(key)s”, which the course does not list.")
            yield advise("source_unknown", sentence % {"key": key})
