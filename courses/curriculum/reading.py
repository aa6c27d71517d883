"""Reading a course folder. Everything wrong is gathered and told at once, with file and place."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from courses.curriculum.blocks import BadBlock, body_of
from courses.models import CoursePage, Question
from courses.models.pages import Difficulty


class BadCurriculum(Exception):
    """A course folder cannot be imported; `problems` lists each fault as "file: what"."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class LessonFile:
    slug: str
    title: str
    minutes: int
    summary: str
    competencies: list[str]
    sources: list[str]
    body: list[dict[str, Any]]


@dataclass(frozen=True)
class CourseFolder:
    """A course as its files say it. `steps` are LessonFile or the mapping under `quiz:`."""

    facts: dict[str, Any]
    steps: list[LessonFile | dict[str, Any]]
    questions: list[dict[str, Any]]


@dataclass
class _Reader:
    folder: Path
    problems: list[str] = field(default_factory=list)

    def yaml(self, name: str, text: str | None = None) -> Any:
        try:
            return yaml.safe_load(text if text is not None else (self.folder / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.problems.append(f"{name}: the file is missing")
        except yaml.YAMLError as error:
            self.problems.append(f"{name}: {error}")
        return None

    def require(self, name: str, mapping: Any, keys: list[str]) -> bool:
        if not isinstance(mapping, dict):
            self.problems.append(f"{name}: expected a mapping")
            return False
        missing = [key for key in keys if key not in mapping]
        if missing:
            self.problems.append(f"{name}: missing {', '.join(missing)}")
        return not missing

    def lesson(self, name: str) -> LessonFile | None:
        path = self.folder / name
        if not path.is_file():
            self.problems.append(f"{name}: the file is missing")
            return None
        head, mark, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
        if not mark:
            self.problems.append(f"{name}: front matter must stand between two lines of ---")
            return None
        facts = self.yaml(name, head)
        if not self.require(name, facts, ["title", "slug", "minutes", "summary"]):
            return None
        try:
            blocks = body_of(body, seed=f"{self.folder.name}/{facts['slug']}")
        except BadBlock as error:
            self.problems.append(f"{name}: {error}")
            return None
        return LessonFile(
            slug=facts["slug"],
            title=facts["title"],
            minutes=facts["minutes"],
            summary=facts["summary"],
            competencies=facts.get("competencies", []),
            sources=facts.get("sources", []),
            body=blocks,
        )

    def question(self, item: Any) -> dict[str, Any] | None:
        name = f"questions.yaml {item.get('code', '?') if isinstance(item, dict) else '?'}"
        keys = ["code", "type", "competency", "level", "difficulty", "text", "options", "explanation"]
        if not self.require(name, item, keys):
            return None
        right = sum(bool(option.get("correct")) for option in item["options"])
        if item["type"] not in Question.Type.values:
            self.problems.append(f"{name}: unknown type {item['type']}")
        elif item["difficulty"] not in Difficulty.values:
            self.problems.append(f"{name}: unknown difficulty {item['difficulty']}")
        elif right < 1 or (item["type"] != Question.Type.MULTIPLE and right != 1):
            self.problems.append(f"{name}: {right} options are marked correct")
        return dict(item)


def read_course(folder: Path) -> CourseFolder:
    """The course in `folder`. Raises BadCurriculum naming every fault found."""
    reader = _Reader(folder)
    facts = reader.yaml("course.yaml")
    steps: list[LessonFile | dict[str, Any]] = []
    if reader.require("course.yaml", facts, ["code", "slug", "title", "audience", "summary", "outcomes", "steps"]):
        if facts["audience"] not in CoursePage.Audience.values:
            reader.problems.append(f"course.yaml: unknown audience {facts['audience']}")
        for step in facts["steps"]:
            if "quiz" in step:
                keys = ["slug", "title", "minutes", "pass_percent", "draw"]
                if reader.require("course.yaml quiz", step["quiz"], keys):
                    steps.append(step["quiz"])
            elif lesson := reader.lesson(step["lesson"]):
                steps.append(lesson)
    questions = [question for item in reader.yaml("questions.yaml") or [] if (question := reader.question(item))]
    if reader.problems:
        raise BadCurriculum([f"{folder.name}/{problem}" for problem in reader.problems])
    return CourseFolder(facts=facts, steps=steps, questions=questions)
