"""What a file leaves open: course, competency, level, difficulty, lesson and code of each question."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from competency.models import Competency, Level
from courses.bank.drafts import CannotMap, QuestionDraft
from courses.models import CoursePage, LessonPage, Outcome, Question
from courses.models.pages import Difficulty
from kit.text import fold, nfc

# A tag of this form says what its format has no place for: “bac:CB2”.
TAGS = {"khoa": "course", "nang-luc": "competency", "bac": "level", "muc-do": "difficulty", "bai": "lesson"}
_CODE = re.compile(r"^[-a-zA-Z0-9_]{1,40}$")
_LEGIBLE = 30
_DIFFICULTIES = frozenset(Difficulty.values)


@dataclass(frozen=True)
class Defaults:
    """What the importer chose for questions that say nothing themselves. Empty: the course's first outcome."""

    course: str = ""
    competency: str = ""
    level: str = ""
    difficulty: str = ""


@dataclass(frozen=True)
class Frame:
    """Where a question belongs."""

    course_id: int
    competency_id: int
    level_id: int
    difficulty: str
    lesson_slug: str


@dataclass
class Frames:
    """The courses, competencies and levels of the site by the names that files use. Five queries, then none."""

    courses: dict[str, CoursePage] = field(default_factory=lambda: {c.code: c for c in CoursePage.objects.all()})
    competencies: dict[str, Competency] = field(default_factory=dict)
    levels: dict[tuple[int, str], Level] = field(default_factory=dict)
    lessons: set[tuple[str, str]] = field(default_factory=set)
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        bare: dict[str, list[Competency]] = {}
        for one in Competency.objects.select_related("domain__framework"):
            self.competencies[f"{one.domain.framework.code}/{one.code}"] = one
            bare.setdefault(one.code, []).append(one)
        self.competencies |= {code: found[0] for code, found in bare.items() if len(found) == 1}
        self.levels = {(level.framework_id, level.code): level for level in Level.objects.all()}
        by_path = {course.path: code for code, course in self.courses.items()}
        for path, slug in LessonPage.objects.values_list("path", "slug"):
            if course := by_path.get(path[: -LessonPage.steplen]):
                self.lessons.add((course, slug))
        outcomes = Outcome.objects.order_by("-sort_order").select_related("competency__domain", "level")
        self.outcomes = {outcome.course_id: outcome for outcome in outcomes}

    def course_of(self, draft: QuestionDraft, defaults: Defaults, existing: Question | None) -> CoursePage:
        """The course the file names, else the importer's, else that of the question. Raises CannotMap."""
        code = draft.course or defaults.course
        if not code and existing:
            return next(course for course in self.courses.values() if course.pk == existing.course_id)
        if not code:
            raise CannotMap(_("Which course is it for? Choose one."))
        if code not in self.courses:
            raise CannotMap(_("There is no course “%(code)s”.") % {"code": code})
        return self.courses[code]

    def frame(self, draft: QuestionDraft, course: CoursePage, defaults: Defaults, existing: Question | None) -> Frame:
        """Raises CannotMap naming what is not known. What a file does not say, an existing question keeps."""
        competency, level = self._competency_and_level(draft, course, defaults, existing)
        if draft.lesson and (course.code, draft.lesson) not in self.lessons:
            raise CannotMap(_("The course has no lesson “%(slug)s”.") % {"slug": draft.lesson})
        difficulty = draft.difficulty or (existing.difficulty if existing else defaults.difficulty or Difficulty.BASIC)
        if difficulty not in _DIFFICULTIES:
            raise CannotMap(_("There is no difficulty “%(name)s”.") % {"name": difficulty})
        lesson = draft.lesson or (existing.lesson_slug if existing else "")
        return Frame(course.pk, competency, level, str(difficulty), lesson)

    def _competency_and_level(
        self, draft: QuestionDraft, course: CoursePage, defaults: Defaults, existing: Question | None
    ) -> tuple[int, int]:
        if existing and not draft.competency and not draft.level:
            return existing.competency_id, existing.level_id
        key = draft.competency or ("" if existing else defaults.competency)
        outcome = self.outcomes.get(course.pk)
        if key:
            competency = self.competencies.get(key)
        elif existing:
            competency = next(c for c in self.competencies.values() if c.pk == existing.competency_id)
        else:
            competency = outcome.competency if outcome else None
        if competency is None:
            raise CannotMap(
                _("There is no competency “%(key)s”.") % {"key": key} if key else _("Choose the competency and level.")
            )
        framework = competency.domain.framework_id
        code = draft.level or defaults.level
        if not code and outcome and outcome.level.framework_id == framework:
            return competency.pk, outcome.level_id
        level = self.levels.get((framework, code))
        if level is None:
            raise CannotMap(_("The framework of this competency has no level “%(code)s”.") % {"code": code})
        return competency.pk, level.pk


def with_frame_of_tags(draft: QuestionDraft) -> QuestionDraft:
    """The draft with tags such as “bac:CB2” taken for what they say."""
    said, kept = {}, []
    for tag in draft.tags:
        name, mark, value = tag.partition(":")
        place = TAGS.get(fold(name))
        if mark and place:
            said[place] = value.strip()
        else:
            kept.append(nfc(tag)[:100])
    filled = {place: value for place, value in said.items() if not getattr(draft, place)}
    return replace(draft, tags=tuple(kept), **filled)  # type: ignore[arg-type]


def frame_tags(question: Question) -> list[str]:
    """The tags that say where a question belongs, for formats without a place for it."""
    said = {
        "khoa": question.course.code,
        "nang-luc": f"{question.competency.domain.framework.code}/{question.competency.code}",
        "bac": question.level.code,
        "muc-do": question.difficulty,
        "bai": question.lesson_slug,
    }
    return [f"{name}:{value}" for name, value in said.items() if value]


def tidy_code(code: str) -> str:
    """The file's own code as ours are written: as it is when it may, else legible and told apart by a digest."""
    code = nfc(code)
    if not code or _CODE.match(code):
        return code
    legible = re.sub(r"[^a-z0-9]+", "-", fold(code)).strip("-")[:_LEGIBLE].strip("-")
    return f"{legible or 'q'}-{_digest(code)[:8]}"


def derived_codes(drafts: Iterable[tuple[QuestionDraft, str]]) -> list[str]:
    """A code for each (draft, code of its course): its own, else one that follows from course, type and words.

    So a second import of the same file finds the same questions. Where a file asks the same words twice, the
    answers tell the two apart.
    """
    pairs = list(drafts)
    seeds = ["\n".join([course, draft.type, nfc(draft.text)]) for draft, course in pairs]
    times = Counter(seed for (draft, _course), seed in zip(pairs, seeds, strict=True) if not draft.code)
    return [
        tidy_code(draft.code) or f"q-{_digest(seed if times[seed] == 1 else _with_answers(seed, draft))[:16]}"
        for (draft, _course), seed in zip(pairs, seeds, strict=True)
    ]


def _with_answers(seed: str, draft: QuestionDraft) -> str:
    return "\n".join([seed, *sorted(f"{option.text}\t{option.match}" for option in draft.options)])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
