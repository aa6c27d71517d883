"""Writing a course from the site into a folder: importing it changes nothing, exporting again gives the same bytes."""

from pathlib import Path
from typing import Any

from courses.curriculum.block_writing import as_yaml
from courses.curriculum.media_files import FILE as MEDIA
from courses.curriculum.question_files import write_question
from courses.curriculum.richtext import CannotWrite, blocks_of, markdown_of
from courses.curriculum.shelf import Shelf
from courses.curriculum.steps import FORMATS, Writing
from courses.curriculum.term_files import FILE as TERMS
from courses.curriculum.vocabulary import Vocabulary
from courses.models import CoursePage, StepPage


class CannotExport(Exception):
    """The folder holds something already, or the course holds what files cannot say."""


def export_course(course: CoursePage, folder: Path) -> list[str]:
    """Write what is published of `course` into `folder`, which must be new or empty; returns the names of the files.

    Drafts stay behind: importing publishes. Raises CannotExport, before anything is written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotExport(f"{folder} is not empty.")
    texts, shelf = _texts_of(course)
    for name, text in texts.items():
        _place(folder, name).write_text(text, encoding="utf-8")
    for name, stored in shelf.files.items():
        with stored.open("rb") as file:
            _place(folder, name).write_bytes(file.read())
    return sorted([*texts, *shelf.files])


def _place(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _texts_of(course: CoursePage) -> tuple[dict[str, str], Shelf]:
    """Each file of words by its name, and the shelf of what they show."""
    shelf, words = Shelf(course.get_parent().get_parent()), Vocabulary()
    texts: dict[str, str] = {}
    steps = []
    for number, page in enumerate(_steps_of(course), start=1):
        writing = Writing(shelf, words, number, texts.__setitem__)
        kind, form = next((kind, form) for kind, form in FORMATS.items() if isinstance(page, form.page))
        try:
            steps.append({kind: form.write(page, writing)})
        except CannotWrite as error:
            raise CannotExport(f"“{page.title}” cannot be written: {error}") from error
    questions = course.questions.filter(live=True).select_related("level").order_by("code")
    bank = [write_question(question, shelf, words) for question in questions]
    texts["course.yaml"] = as_yaml({**_frame(course, shelf, words), "steps": steps})
    texts["questions.yaml"] = as_yaml(bank)
    if shelf.terms:
        texts[TERMS] = as_yaml(list(shelf.terms.values()))
    if shelf.media:
        texts[MEDIA] = as_yaml(shelf.listed())
    return texts, shelf


def _steps_of(course: CoursePage) -> list[Any]:
    known = tuple(form.page for form in FORMATS.values())
    pages = StepPage.objects.child_of(course).live().order_by("path").specific()
    return [page for page in pages if isinstance(page, known)]


def _frame(course: CoursePage, shelf: Shelf, words: Vocabulary) -> dict[str, Any]:
    facts = {
        "code": course.code,
        "slug": course.slug,
        "title": course.title,
        "audience": course.audience,
        "order": course.order,
        "summary": course.summary,
        "description": markdown_of(blocks_of(course.description, shelf.page)),
        "outcomes": [
            {
                "competency": words.codes[outcome.competency_id],
                "level": outcome.level.code,
                "statement": outcome.statement,
            }
            for outcome in course.outcomes.all()
        ],
        "sources": {
            source["key"]: {name: value for name, value in source.items() if name != "key"} for source in course.sources
        },
    }
    return {name: value for name, value in facts.items() if value not in ("", {})}
