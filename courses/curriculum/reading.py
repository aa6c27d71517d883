"""Reading a course folder. Everything wrong is gathered and told at once, with file and place."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from courses.curriculum.lesson_files import LessonFile
from courses.curriculum.media_files import Media, check_names, read_media
from courses.curriculum.named import Named
from courses.curriculum.question_files import read_question
from courses.curriculum.quiz_files import PLACE as QUIZ
from courses.curriculum.quiz_files import held_for
from courses.curriculum.reader import BadCurriculum, Reader
from courses.curriculum.steps import FORMATS
from courses.curriculum.term_files import FILE as TERMS
from courses.curriculum.term_files import read_terms
from courses.models import CoursePage

__all__ = ["BadCurriculum", "CourseFolder", "LessonFile", "ReadStep", "read_course"]

COURSE_KEYS = ["code", "slug", "title", "audience", "summary", "outcomes", "steps"]


@dataclass(frozen=True)
class ReadStep:
    """A step as its files say it; `kind` is a key of FORMATS, `content` what that format's `read` returned."""

    kind: str
    content: Any

    @property
    def slug(self) -> str:
        return str(self.content["slug"] if isinstance(self.content, dict) else self.content.slug)


@dataclass(frozen=True)
class CourseFolder:
    """A course as its files say it."""

    facts: dict[str, Any]
    steps: list[ReadStep]
    questions: list[dict[str, Any]]
    media: Media = field(default_factory=dict)
    terms: list[dict[str, Any]] = field(default_factory=list)

    @property
    def lessons(self) -> list[LessonFile]:
        return [step.content for step in self.steps if step.kind == "lesson"]

    @property
    def quizzes(self) -> list[dict[str, Any]]:
        return [step.content for step in self.steps if step.kind == "quiz"]


def read_course(folder: Path) -> CourseFolder:
    """The course in `folder`. Raises BadCurriculum naming every fault found."""
    reader = Reader(folder)
    facts = reader.yaml("course.yaml", reader.text("course.yaml"))
    found = reader.yaml("questions.yaml", reader.text("questions.yaml"))
    questions = [question for item in found or [] if (question := read_question(reader, item))]
    terms, media = read_terms(reader), read_media(reader)
    steps: list[ReadStep] = []
    if reader.require("course.yaml", facts, COURSE_KEYS):
        reader.choice("course.yaml", facts, "audience", CoursePage.Audience.values)
        reader.choice("course.yaml", facts, "order", CoursePage.Order.values)
        for outcome in reader.items("course.yaml", facts, "outcomes", least=1):
            reader.require("course.yaml outcome", outcome, ["competency", "level", "statement"])
        found_steps = [_step(reader, step) for step in reader.items("course.yaml", facts, "steps", least=1)]
        steps = [step for step in found_steps if step]
    course = CourseFolder(facts=facts, steps=steps, questions=questions, media=media, terms=terms)
    if not reader.problems:
        _check_names(reader, course)
    if reader.problems:
        raise BadCurriculum([f"{folder.name}/{problem}" for problem in reader.problems])
    return course


def _step(reader: Reader, step: Any) -> ReadStep | None:
    for kind, form in FORMATS.items():
        if isinstance(step, dict) and kind in step:
            content = form.read(reader, step[kind])
            return ReadStep(kind, content) if content else None
    reader.fault("course.yaml", f"each step is one of: {', '.join(FORMATS)}")
    return None


def _check_names(reader: Reader, course: CourseFolder) -> None:
    """What one file calls by name must be there, and once: the files agree with each other."""
    for slug in _twice(step.slug for step in course.steps):
        reader.fault("course.yaml", f"two steps have the slug {slug}")
    for code in _twice(question["code"] for question in course.questions):
        reader.fault(f"questions.yaml {code}", "two questions have this code")
    for code in _twice(term["code"] for term in course.terms):
        reader.fault(f"{TERMS} {code}", "two terms have this code")
    terms = {term["code"] for term in course.terms}
    for lesson in course.lessons:
        for key in dict.fromkeys([*lesson.sources, *lesson.cited]):
            if key not in (course.facts.get("sources") or {}):
                reader.fault(lesson.file, f"source {key} is not listed in course.yaml")
        check_names(reader, lesson.file, lesson.body, course.media, terms)
    taught = {"", *(lesson.slug for lesson in course.lessons)}
    for question in course.questions:
        place = f"questions.yaml {question['code']}"
        if question.get("lesson", "") not in taught:
            reader.fault(place, f"there is no lesson {question['lesson']}")
        if question.get("picture"):
            check_names(reader, place, [Named("picture", question["picture"])], course.media, terms)
    _check_bank(reader, course)


def _check_bank(reader: Reader, course: CourseFolder) -> None:
    """The bank holds as many questions as each test draws."""
    for rule in (rule for quiz in course.quizzes for rule in quiz["draw"]):
        held = held_for(rule, course.questions)
        if rule["count"] > held:
            which = " ".join(str(value) for key, value in rule.items() if key != "count")
            reader.fault(QUIZ, f"draws {rule['count']} {which} questions out of {held}")


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
