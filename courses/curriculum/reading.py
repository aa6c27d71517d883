"""Reading a course folder. Everything wrong is gathered and told at once, with file and place."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from courses.curriculum.blocks import BadBlock, body_of
from courses.curriculum.tasks import TaskFile, read_task
from courses.models import CoursePage, Question
from courses.models.pages import Difficulty

COURSE_KEYS = ["code", "slug", "title", "audience", "summary", "outcomes", "steps"]
LESSON_KEYS = ["title", "slug", "minutes", "summary"]
QUIZ_KEYS = ["slug", "title", "minutes", "pass_percent", "draw"]
QUESTION_KEYS = ["code", "type", "competency", "level", "difficulty", "text", "options", "explanation"]


class BadCurriculum(Exception):
    """A course folder cannot be imported; `problems` lists each fault as "file: what"."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


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


@dataclass(frozen=True)
class CourseFolder:
    """A course as its files say it. `steps` are LessonFile, TaskFile or the mapping under `quiz:`."""

    facts: dict[str, Any]
    steps: list[LessonFile | TaskFile | dict[str, Any]]
    questions: list[dict[str, Any]]


@dataclass
class Reader:
    folder: Path
    problems: list[str] = field(default_factory=list)

    def fault(self, name: str, what: str) -> None:
        self.problems.append(f"{name}: {what}")

    def text(self, name: str) -> str | None:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except (FileNotFoundError, IsADirectoryError):
            self.fault(name, "the file is missing")
        except UnicodeDecodeError:
            self.fault(name, "the file is not in UTF-8")
        return None

    def yaml(self, name: str, text: str | None) -> Any:
        try:
            return None if text is None else yaml.safe_load(text)
        except yaml.YAMLError as error:
            self.fault(name, str(error))
        return None

    def require(self, name: str, mapping: Any, keys: list[str]) -> bool:
        if not isinstance(mapping, dict):
            self.fault(name, "expected a mapping")
            return False
        missing = [key for key in keys if key not in mapping]
        if missing:
            self.fault(name, f"missing {', '.join(missing)}")
        return not missing

    def items(self, name: str, mapping: dict[str, Any], key: str, *, least: int = 0) -> list[Any]:
        found = mapping.get(key, [])
        if isinstance(found, list) and len(found) >= least:
            return found
        self.fault(name, f"{key} must be a list" + (f" of at least {least}" if least else ""))
        return []

    def choice(self, name: str, mapping: dict[str, Any], key: str, allowed: Iterable[str]) -> None:
        if mapping[key] not in allowed:
            self.fault(name, f"unknown {key} {mapping[key]}")

    def number(self, name: str, mapping: dict[str, Any], key: str, *, least: int = 1, most: int = 1000) -> None:
        found = mapping[key]
        if type(found) is not int or not least <= found <= most:
            self.fault(name, f"{key} must be a whole number from {least} to {most}, not {found}")

    def lesson(self, name: str) -> LessonFile | None:
        text = self.text(name)
        if text is None:
            return None
        head, mark, body = text.removeprefix("---\n").partition("\n---\n")
        if not mark:
            self.fault(name, "front matter must stand between two lines of ---")
            return None
        facts = self.yaml(name, head)
        if not self.require(name, facts, LESSON_KEYS):
            return None
        self.number(name, facts, "minutes")
        try:
            blocks = body_of(body, seed=f"{self.folder.name}/{facts['slug']}", first_line=head.count("\n") + 4)
        except BadBlock as error:
            self.fault(name, str(error))
            return None
        return LessonFile(
            file=name,
            slug=facts["slug"],
            title=facts["title"],
            minutes=facts["minutes"],
            summary=facts["summary"],
            competencies=self.items(name, facts, "competencies"),
            sources=self.items(name, facts, "sources"),
            body=blocks,
        )

    def quiz(self, quiz: Any) -> dict[str, Any] | None:
        name = "course.yaml quiz"
        if not self.require(name, quiz, QUIZ_KEYS):
            return None
        self.number(name, quiz, "minutes", least=0)
        self.number(name, quiz, "pass_percent", most=100)
        for key in ("attempts", "cool_down_minutes"):
            if key in quiz:
                self.number(name, quiz, key, least=0, most=32767)
        for rule in self.items(name, quiz, "draw", least=1):
            if self.require(f"{name} draw", rule, ["difficulty", "count"]):
                self.choice(f"{name} draw", rule, "difficulty", Difficulty.values)
                self.number(f"{name} draw", rule, "count")
        return dict(quiz)

    def question(self, item: Any) -> dict[str, Any] | None:
        name = f"questions.yaml {item.get('code', '?') if isinstance(item, dict) else '?'}"
        if not self.require(name, item, QUESTION_KEYS):
            return None
        self.choice(name, item, "type", Question.Type.values)
        self.choice(name, item, "difficulty", Difficulty.values)
        options = self.items(name, item, "options", least=2)
        if all(self.require(f"{name} option", option, ["text"]) for option in options):
            right = sum(bool(option.get("correct")) for option in options)
            if options and (right < 1 or (item["type"] != Question.Type.MULTIPLE and right != 1)):
                self.fault(name, f"{right} options are marked correct")
        return dict(item)

    def step(self, step: Any) -> LessonFile | TaskFile | dict[str, Any] | None:
        if isinstance(step, dict) and "quiz" in step:
            return self.quiz(step["quiz"])
        if isinstance(step, dict) and "lesson" in step:
            return self.lesson(str(step["lesson"]))
        if isinstance(step, dict) and "task" in step:
            return read_task(self, str(step["task"]))
        self.fault("course.yaml", "each step is a lesson, a task or a quiz")
        return None


def read_course(folder: Path) -> CourseFolder:
    """The course in `folder`. Raises BadCurriculum naming every fault found."""
    reader = Reader(folder)
    facts = reader.yaml("course.yaml", reader.text("course.yaml"))
    found = reader.yaml("questions.yaml", reader.text("questions.yaml"))
    questions = [question for item in found or [] if (question := reader.question(item))]
    steps: list[LessonFile | TaskFile | dict[str, Any]] = []
    if reader.require("course.yaml", facts, COURSE_KEYS):
        reader.choice("course.yaml", facts, "audience", CoursePage.Audience.values)
        reader.choice("course.yaml", {"order": CoursePage.Order.LOCKED, **facts}, "order", CoursePage.Order.values)
        for outcome in reader.items("course.yaml", facts, "outcomes", least=1):
            reader.require("course.yaml outcome", outcome, ["competency", "level", "statement"])
        found_steps = [reader.step(step) for step in reader.items("course.yaml", facts, "steps", least=1)]
        steps = [step for step in found_steps if step]
    course = CourseFolder(facts=facts, steps=steps, questions=questions)
    if not reader.problems:
        _check_names(reader, course)
    if reader.problems:
        raise BadCurriculum([f"{folder.name}/{problem}" for problem in reader.problems])
    return course


def _check_names(reader: Reader, course: CourseFolder) -> None:
    """What one file calls by name must be there, and once: the files agree with each other."""
    for slug in _twice(step["slug"] if isinstance(step, dict) else step.slug for step in course.steps):
        reader.fault("course.yaml", f"two steps have the slug {slug}")
    for code in _twice(question["code"] for question in course.questions):
        reader.fault(f"questions.yaml {code}", "two questions have this code")
    lessons = [step for step in course.steps if isinstance(step, LessonFile)]
    for lesson in lessons:
        for key in lesson.sources:
            if key not in course.facts.get("sources", {}):
                reader.fault(lesson.file, f"source {key} is not listed in course.yaml")
    taught = {"", *(lesson.slug for lesson in lessons)}
    for question in course.questions:
        if question.get("lesson", "") not in taught:
            reader.fault(f"questions.yaml {question['code']}", f"there is no lesson {question['lesson']}")
    _check_bank(reader, course)


def _check_bank(reader: Reader, course: CourseFolder) -> None:
    """The bank holds as many questions as each test draws."""
    bank = Counter(question["difficulty"] for question in course.questions)
    for quiz in (step for step in course.steps if isinstance(step, dict)):
        for rule in quiz["draw"]:
            held = bank[rule["difficulty"]]
            if rule["count"] > held:
                reader.fault("course.yaml quiz", f"draws {rule['count']} {rule['difficulty']} questions out of {held}")


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
