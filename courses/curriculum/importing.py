"""Writing a course folder into pages and the question bank. Importing again updates in place."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from competency.models import Competency, Level
from courses.curriculum.blocks import rich
from courses.curriculum.reading import BadCurriculum, CourseFolder, LessonFile, read_course
from courses.curriculum.tasks import TaskFile, task_page
from courses.languages import source_locale
from courses.models import CourseIndexPage, CoursePage, DrawRule, LessonPage, Option, Outcome, Question, QuizPage


@dataclass
class Imported:
    """What an import did, in numbers of pages and questions."""

    course: CoursePage
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def count(self, *, is_new: bool, is_changed: bool) -> None:
        if is_new:
            self.new += 1
        elif is_changed:
            self.changed += 1
        else:
            self.unchanged += 1


@transaction.atomic
def import_course(folder: Path) -> Imported:
    """Bring the course in `folder` into the catalogue, all or nothing; harmless twice.

    Steps and questions that the files no longer name are unpublished, never deleted: people may
    have learnt with them. Raises BadCurriculum.
    """
    source = read_course(folder)
    catalogue = CourseIndexPage.objects.filter(locale=source_locale()).first()
    if catalogue is None:
        raise BadCurriculum([_("There is no course catalogue yet. Run the command set_up_site first.")])
    words = _Vocabulary()
    words.check(source, folder.name)
    course, outcome = _import_frame(source, catalogue, words)
    names = _import_steps(source, course, words, outcome)
    for step in course.get_children().live().exclude(slug__in=names):
        step.specific.unpublish()
    for item in source.questions:
        outcome.count(**_import_question(item, course, words))
    for question in course.questions.filter(live=True).exclude(code__in=[item["code"] for item in source.questions]):
        question.unpublish()
    return outcome


class _Vocabulary:
    """Finds competencies and levels by the codes that files use ("tt02-2025/1.3", "TC2")."""

    def __init__(self) -> None:
        self.competencies = {
            f"{c.domain.framework.code}/{c.code}": c for c in Competency.objects.select_related("domain__framework")
        }
        self.levels = {(level.framework.code, level.code): level for level in Level.objects.select_related("framework")}

    def check(self, source: CourseFolder, folder: str) -> None:
        """Raises BadCurriculum naming every competency and level that no loaded framework has."""
        lessons = [step for step in source.steps if isinstance(step, LessonFile)]
        rated = [(item["competency"], item["level"]) for item in [*source.facts["outcomes"], *source.questions]]
        named = {competency for competency, _level in rated}.union(*(lesson.competencies for lesson in lessons))
        problems = [f"{folder}: unknown competency {key}" for key in sorted(named - self.competencies.keys())]
        problems += [
            f"{folder}: unknown level {level} of {competency}"
            for competency, level in sorted(set(rated))
            if competency in self.competencies and self._level_key(competency, level) not in self.levels
        ]
        if problems:
            raise BadCurriculum([*problems, _("Run the command load_frameworks first, or mend the files.")])

    def competency(self, key: str) -> Competency:
        return self.competencies[key]

    def level(self, competency_key: str, code: str) -> Level:
        return self.levels[self._level_key(competency_key, code)]

    @staticmethod
    def _level_key(competency_key: str, code: str) -> tuple[str, str]:
        return competency_key.split("/")[0], code


def _update(page: Page, values: Mapping[str, Any]) -> bool:
    """Set the fields that differ; whether any did."""
    different = {name: value for name, value in values.items() if _stored(page, name) != value}
    for name, value in different.items():
        setattr(page, name, value)
    return bool(different)


def _stored(page: Page, name: str) -> Any:
    value = getattr(page, name)
    return [dict(block) for block in value.raw_data] if name == "body" else value


def _save(page: Page, *, parent: Page, changed: bool) -> dict[str, bool]:
    """Add or update `page` under `parent` and publish it as a revision."""
    is_new = page.pk is None
    if is_new:
        parent.add_child(instance=page)
    if is_new or changed or not page.live:
        page.save_revision().publish()
    return {"is_new": is_new, "is_changed": changed}


def _import_frame(source: CourseFolder, catalogue: Page, words: _Vocabulary) -> tuple[CoursePage, Imported]:
    facts = source.facts
    course = CoursePage.objects.filter(code=facts["code"]).first() or CoursePage(code=facts["code"])
    changed = _update(
        course,
        {
            "slug": facts["slug"],
            "title": facts["title"],
            "audience": facts["audience"],
            "order": facts.get("order", CoursePage.Order.LOCKED),
            "summary": facts["summary"],
            "description": rich(facts.get("description", "")),
            "sources": [{"key": key, **value} for key, value in facts.get("sources", {}).items()],
        },
    )
    wanted = [
        (words.competency(o["competency"]), words.level(o["competency"], o["level"]), o["statement"])
        for o in facts["outcomes"]
    ]
    if [(o.competency, o.level, o.statement) for o in course.outcomes.all()] != wanted:
        changed = True
        course.outcomes = [
            Outcome(competency=competency, level=level, statement=statement, sort_order=position)
            for position, (competency, level, statement) in enumerate(wanted)
        ]
    outcome = Imported(course)
    outcome.count(**_save(course, parent=catalogue, changed=changed))
    return course, outcome


def _import_steps(source: CourseFolder, course: CoursePage, words: _Vocabulary, outcome: Imported) -> list[str]:
    """Import the steps in order; returns their slugs."""
    previous: Page | None = None
    names = []
    page: Page
    for step in source.steps:
        if isinstance(step, LessonFile):
            page, changed = _lesson(step, course, words)
        elif isinstance(step, TaskFile):
            page, changed = task_page(step, course)
        else:
            page, changed = _quiz(step, course)
        outcome.count(**_save(page, parent=course, changed=changed))
        page.refresh_from_db()
        course.refresh_from_db()
        if previous is not None and page.path < previous.path:
            page.move(previous, pos="right")
            page.refresh_from_db()
        previous = page
        names.append(page.slug)
    return names


def _lesson(step: LessonFile, course: CoursePage, words: _Vocabulary) -> tuple[LessonPage, bool]:
    page = LessonPage.objects.child_of(course).filter(slug=step.slug).first() or LessonPage(slug=step.slug)
    changed = _update(
        page,
        {
            "title": step.title,
            "minutes": step.minutes,
            "summary_line": step.summary,
            "source_keys": step.sources,
            "body": step.body,
        },
    )
    wanted = [words.competency(key) for key in step.competencies]
    if set(page.competencies.all()) != set(wanted):
        changed = True
        page.competencies = wanted
    return page, changed


def _quiz(step: Mapping[str, Any], course: CoursePage) -> tuple[QuizPage, bool]:
    page = QuizPage.objects.child_of(course).filter(slug=step["slug"]).first() or QuizPage(slug=step["slug"])
    changed = _update(
        page,
        {
            "title": step["title"],
            "intro": step.get("intro", ""),
            "minutes": step["minutes"],
            "time_limit_minutes": step["minutes"],
            "pass_percent": step["pass_percent"],
            "attempts_allowed": step.get("attempts", 0),
            "cool_down_minutes": step.get("cool_down_minutes", 0),
        },
    )
    wanted = [(rule["difficulty"], rule["count"]) for rule in step["draw"]]
    if [(rule.difficulty, rule.count) for rule in page.draw_rules.all()] != wanted:
        changed = True
        page.draw_rules.set(
            DrawRule(difficulty=difficulty, count=count, sort_order=position)
            for position, (difficulty, count) in enumerate(wanted)
        )
    return page, changed


def _import_question(item: Mapping[str, Any], course: CoursePage, words: _Vocabulary) -> dict[str, bool]:
    question = Question.objects.filter(code=item["code"]).first() or Question(code=item["code"])
    is_new = question.pk is None
    changed = False
    values = {
        "course": course,
        "type": item["type"],
        "competency": words.competency(item["competency"]),
        "level": words.level(item["competency"], item["level"]),
        "difficulty": item["difficulty"],
        "lesson_slug": item.get("lesson", ""),
        "text": item["text"].strip(),
        "explanation": item["explanation"].strip(),
        "source": item.get("source", ""),
    }
    for name, value in values.items():
        if is_new or getattr(question, name) != value:
            setattr(question, name, value)
            changed = True
    wanted = [(str(option["text"]), bool(option.get("correct"))) for option in item["options"]]
    if [(option.text, option.correct) for option in question.options.all()] != wanted:
        changed = True
        question.options = [
            Option(text=text, correct=correct, sort_order=position) for position, (text, correct) in enumerate(wanted)
        ]
    if is_new or changed or not question.live:
        question.save()
        question.save_revision().publish()
    return {"is_new": is_new, "is_changed": changed}
