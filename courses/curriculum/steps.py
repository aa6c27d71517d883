"""The kinds of steps that files know. A new kind is added here, and nowhere else.

Under `steps:` in course.yaml each step is one word and what belongs to it: `- lesson: 01-….md`, `- quiz: {…}`. The
word finds its StepFormat, whose functions read that content, bring it into a page, and write the page back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from courses.curriculum.importing_things import Import
from courses.curriculum.lesson_files import bring_lesson, read_lesson, write_lesson
from courses.curriculum.named import Names
from courses.curriculum.quiz_files import bring_quiz, read_quiz, write_quiz
from courses.curriculum.reader import Reader
from courses.curriculum.tasks import bring_task, read_task, write_task
from courses.curriculum.vocabulary import Vocabulary
from courses.models import LessonPage, QuizPage, StepPage, TaskPage


@dataclass(frozen=True)
class Writing:
    """What writing a step needs: names for what it shows, codes, the step's number, and where files go."""

    names: Names
    vocabulary: Vocabulary
    number: int
    put_file: Callable[[str, str], None]


@dataclass(frozen=True)
class StepFormat:
    """How one kind of step stands in the files.

    `read` returns what it found, with a `slug` (an attribute or a key), or None after telling the reader's faults;
    it may open files of its own. `bring` returns the page, changed but not saved, and whether it changed.
    `write` returns what stands in course.yaml.
    """

    page: type[StepPage]
    read: Callable[[Reader, Any], Any]
    bring: Callable[[Any, Import], tuple[StepPage, bool]]
    write: Callable[[Any, Writing], Any]


def _read_lesson(reader: Reader, name: Any) -> Any:
    return read_lesson(reader, str(name))


def _write_lesson(page: LessonPage, writing: Writing) -> str:
    name = f"{writing.number:02}-{page.slug}.md"
    writing.put_file(name, write_lesson(page, writing.names, writing.vocabulary))
    return name


def _write_quiz(page: QuizPage, writing: Writing) -> dict[str, Any]:
    return write_quiz(page, writing.vocabulary)


def _read_task(reader: Reader, name: Any) -> Any:
    return read_task(reader, str(name))


def _write_task(page: TaskPage, writing: Writing) -> str:
    name = f"{writing.number:02}-{page.slug}.md"
    writing.put_file(name, write_task(page, writing.names))
    return name


FORMATS: dict[str, StepFormat] = {
    "lesson": StepFormat(LessonPage, _read_lesson, bring_lesson, _write_lesson),
    "quiz": StepFormat(QuizPage, read_quiz, bring_quiz, _write_quiz),
    "task": StepFormat(TaskPage, _read_task, bring_task, _write_task),
}
