"""A test: the mapping under `quiz:` in course.yaml. Read, brought into its page, written back."""

import datetime as dt
from typing import Any

from django.utils import timezone

from courses.curriculum.importing_things import Import
from courses.curriculum.reader import Reader
from courses.curriculum.step_pages import page_for, put_step
from courses.curriculum.vocabulary import Vocabulary
from courses.models import Difficulty, DrawRule, QuizPage, ReviewRule

PLACE = "course.yaml quiz"
QUIZ_KEYS = ["slug", "title", "minutes", "draw"]
# Name in the file → field of the page: the numbers that a preset gives instead where there is one.
RULES = {
    "time_limit": "time_limit_minutes",
    "pass_percent": "pass_percent",
    "attempts": "attempts_allowed",
    "cool_down_minutes": "cool_down_minutes",
    "review": "review_rule",
    "shuffle_questions": "shuffle_questions",
    "shuffle_options": "shuffle_options",
}
MOMENTS = ("opens_at", "closes_at")
FILTERS = ("difficulty", "competency", "level", "lesson", "tag")


def read_quiz(reader: Reader, quiz: Any) -> dict[str, Any] | None:
    has_preset = isinstance(quiz, dict) and "preset" in quiz
    if not reader.require(PLACE, quiz, QUIZ_KEYS if has_preset else [*QUIZ_KEYS, "pass_percent"]):
        return None
    reader.number(PLACE, quiz, "minutes", least=1 if has_preset else 0)
    reader.number(PLACE, quiz, "pass_percent", most=100)
    for key in ("time_limit", "attempts", "cool_down_minutes"):
        reader.number(PLACE, quiz, key, least=0, most=32767)
    reader.choice(PLACE, quiz, "review", ReviewRule.values)
    for key in ("shuffle_questions", "shuffle_options", "supervised"):
        reader.yes_or_no(PLACE, quiz, key)
    if has_preset and (doubled := sorted(RULES.keys() & quiz.keys())):
        reader.fault(PLACE, f"{', '.join(doubled)} come from the preset")
    for key in MOMENTS:
        if key in quiz and moment(quiz[key]) is None:
            reader.fault(PLACE, f"{key} must be a day and time such as 2026-12-01 08:00, not {quiz[key]}")
    for rule in reader.items(PLACE, quiz, "draw", least=1):
        if reader.require(f"{PLACE} draw", rule, ["count"]):
            reader.choice(f"{PLACE} draw", rule, "difficulty", Difficulty.values)
            reader.number(f"{PLACE} draw", rule, "count")
            if "level" in rule and "competency" not in rule:
                reader.fault(f"{PLACE} draw", "a level needs its competency beside it")
    return dict(quiz)


def moment(value: Any) -> dt.datetime | None:
    """A moment as files give it; without a time zone it is that of the province. None when it is none."""
    try:
        found = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def bring_quiz(quiz: dict[str, Any], work: Import) -> tuple[QuizPage, bool]:
    """The test's page with what the file says, and whether that is anything new. The caller saves it."""
    page = page_for(QuizPage, quiz["slug"], work)
    preset = work.vocabulary.presets[quiz["preset"]] if quiz.get("preset") else None
    changed = put_step(
        page,
        {
            "title": quiz["title"],
            "intro": quiz.get("intro", "").strip(),
            "summary_line": quiz.get("summary", ""),
            "minutes": quiz["minutes"] or 1,
            "preset_id": preset.pk if preset else None,
            "supervised": quiz.get("supervised", False),
            **{name: moment(quiz[name]) if name in quiz else None for name in MOMENTS},
            **{field: getattr(preset, field) if preset else _rule(quiz, key) for key, field in RULES.items()},
        },
    )
    wanted = [_filters(rule, work.vocabulary) for rule in quiz["draw"]]
    if [_key(rule) for rule in page.draw_rules.all()] != [_key(rule) for rule in wanted]:
        changed = True
        for position, rule in enumerate(wanted):
            rule.sort_order = position
        page.draw_rules.set(wanted)
    return page, changed


def _rule(quiz: dict[str, Any], key: str) -> Any:
    """The number under `key`, or its default. Without a limit of its own a test may last as long as it is said to."""
    field: Any = QuizPage._meta.get_field(RULES[key])
    return quiz.get(key, quiz["minutes"] if key == "time_limit" else field.default)


def _filters(rule: dict[str, Any], words: Vocabulary) -> DrawRule:
    competency = rule.get("competency", "")
    return DrawRule(
        count=rule["count"],
        difficulty=rule.get("difficulty", ""),
        competency=words.competency(competency) if competency else None,
        level=words.level(competency, rule["level"]) if "level" in rule else None,
        lesson_slug=rule.get("lesson", ""),
        tag=rule.get("tag", ""),
    )


def _key(rule: DrawRule) -> tuple[Any, ...]:
    return rule.count, rule.difficulty, rule.competency_id, rule.level_id, rule.lesson_slug, rule.tag


def held_for(rule: dict[str, Any], questions: list[dict[str, Any]]) -> int:
    """How many of the questions in the files fit a rule."""
    return sum(
        all(rule.get(key, question.get(key, "")) == question.get(key, "") for key in FILTERS if key != "tag")
        and ("tag" not in rule or rule["tag"] in question.get("tags", []))
        for question in questions
    )


def write_quiz(page: QuizPage, words: Vocabulary) -> dict[str, Any]:
    """The mapping under `quiz:`; what is as usual is left out."""
    facts: dict[str, Any] = {"slug": page.slug, "title": page.title, "intro": page.intro.strip()}
    facts |= {"summary": page.summary_line, "minutes": page.minutes}
    if page.preset:
        facts["preset"] = page.preset.code
    else:
        rules = {key: getattr(page, field) for key, field in RULES.items()}
        usual = {key: _rule({"minutes": page.minutes}, key) for key in RULES if key != "pass_percent"}
        facts |= {key: value for key, value in rules.items() if key not in usual or value != usual[key]}
    facts |= {"supervised": True} if page.supervised else {}
    for name in MOMENTS:
        if found := getattr(page, name):
            facts[name] = timezone.localtime(found).isoformat(sep=" ")
    facts["draw"] = [_written_rule(rule, words) for rule in page.draw_rules.all()]
    return {name: value for name, value in facts.items() if value != ""}


def _written_rule(rule: DrawRule, words: Vocabulary) -> dict[str, Any]:
    facts = {
        "difficulty": rule.difficulty,
        "competency": words.codes[rule.competency_id] if rule.competency_id else "",
        "level": rule.level.code if rule.level else "",
        "lesson": rule.lesson_slug,
        "tag": rule.tag,
        "count": rule.count,
    }
    return {name: value for name, value in facts.items() if value}
