"""A lesson: one Markdown file with front matter. Read, brought into its page, written back."""

from dataclasses import dataclass
from typing import Any

from courses.curriculum.block_writing import as_yaml, write_block, write_body
from courses.curriculum.blocks import BadBlock, body_of
from courses.curriculum.importing_things import Import
from courses.curriculum.named import Keys, Names, pages_in, resolved
from courses.curriculum.reader import Reader
from courses.curriculum.richtext import CannotWrite
from courses.curriculum.step_pages import page_for, put_step
from courses.curriculum.vocabulary import Vocabulary
from courses.models import LessonPage

LESSON_KEYS = ["title", "slug", "minutes", "summary"]


@dataclass(frozen=True)
class LessonFile:
    file: str
    slug: str
    title: str
    minutes: int
    summary: str
    competencies: list[str]
    sources: list[str]
    body: list[dict[str, Any]]

    @property
    def cited(self) -> list[str]:
        """The sources that the text itself points at."""
        return [block["value"]["source"] for block in self.body if block["type"] == "cite"]


def read_lesson(reader: Reader, name: str) -> LessonFile | None:
    text = reader.text(name)
    if text is None:
        return None
    head, mark, body = text.removeprefix("---\n").partition("\n---\n")
    if not mark:
        reader.fault(name, "front matter must stand between two lines of ---")
        return None
    facts = reader.yaml(name, head)
    if not reader.require(name, facts, LESSON_KEYS):
        return None
    reader.number(name, facts, "minutes")
    try:
        blocks = body_of(body, seed=f"{reader.folder.name}/{facts['slug']}", first_line=head.count("\n") + 4)
    except BadBlock as error:
        reader.fault(name, str(error))
        return None
    return LessonFile(
        file=name,
        slug=facts["slug"],
        title=facts["title"],
        minutes=facts["minutes"],
        summary=facts["summary"],
        competencies=reader.items(name, facts, "competencies"),
        sources=reader.items(name, facts, "sources"),
        body=blocks,
    )


def bring_lesson(lesson: LessonFile, work: Import) -> tuple[LessonPage, bool]:
    """The lesson's page with what the file says, and whether that is anything new. The caller saves it."""
    page = page_for(LessonPage, lesson.slug, work)
    changed = put_step(
        page,
        {
            "title": lesson.title,
            "minutes": lesson.minutes,
            "summary_line": lesson.summary,
            "source_keys": lesson.sources,
        },
    )
    body = resolved(lesson.body, work.key_of, work.page_of)
    stored = [dict(block) for block in page.body.raw_data]
    if not says_the_same(stored, body):
        changed = True
        page.body = with_known_ids(body, stored)
    wanted = [work.vocabulary.competency(code) for code in lesson.competencies]
    if {competency.pk for competency in page.competencies.all()} != {competency.pk for competency in wanted}:
        changed = True
        page.competencies = wanted
    return page, changed


def links_onward(lesson: LessonFile) -> bool:
    """Whether the lesson links to pages, which must all be there first."""
    return bool(pages_in(lesson.body))


def make_room(lesson: LessonFile, work: Import) -> None:
    """Add the lesson's page unpublished and without text when it is not there, so that others can link to it."""
    if page_for(LessonPage, lesson.slug, work).pk is None:
        page = work.course.add_child(instance=LessonPage(slug=lesson.slug, title=lesson.title, live=False))
        work.course.refresh_from_db()
        work.fresh.add(page.pk)


def says_the_same(stored: list[dict[str, Any]], body: list[dict[str, Any]]) -> bool:
    """Whether two bodies read the same: ids, and what the editor notes for itself in rich text, say nothing."""
    if stored == body:
        return True
    try:
        return write_body(stored, Keys()) == write_body(body, Keys())
    except CannotWrite:
        return False


def with_known_ids(body: list[dict[str, Any]], stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`body`, where a block that was there before keeps its id: notes and quick checks are addressed by it."""
    known: dict[str, list[str]] = {}
    for block in stored:
        known.setdefault(_written(block), []).append(block["id"])
    return [{**block, "id": ids.pop(0)} if (ids := known.get(_written(block))) else block for block in body]


def _written(block: dict[str, Any]) -> str:
    try:
        return block["type"] + write_block(block["type"], block["value"], Keys())
    except CannotWrite:
        return str(block["id"])


def write_lesson(page: LessonPage, names: Names, words: Vocabulary) -> str:
    """The lesson's file. Raises CannotWrite."""
    head = as_yaml(
        {
            "title": page.title,
            "slug": page.slug,
            "minutes": page.minutes,
            "competencies": sorted(words.codes[competency.pk] for competency in page.competencies.all()),
            "summary": page.summary_line,
            "sources": page.source_keys,
        }
    )
    body = write_body([dict(block) for block in page.body.raw_data], names)
    return f"---\n{head}---\n{body}"
