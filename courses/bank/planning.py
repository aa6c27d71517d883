"""What an import would do to the bank: new, changed, unchanged, wrong. Nothing is written here."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.bank.checking import CHOICES, faults_of, same_question
from courses.bank.drafts import CannotMap, Fault, OptionDraft, QuestionDraft, lines_of
from courses.bank.explaining import explanation_of
from courses.bank.framing import Defaults, Frame, Frames, derived_codes, with_frame_of_tags
from courses.bank.pictures import why_not_a_picture
from courses.bank.reading import ReadFile
from courses.models import Picture, Question, QuestionTag
from kit.text import nfc

# Fields that an import compares and sets, in the order in which changes are told.
FIELDS = (
    *("type", "text", "number", "tolerance", "unit", "explanation", "source"),
    *("competency_id", "level_id", "difficulty", "lesson_slug"),
)
Answer = tuple[str, str, bool]


@dataclass(frozen=True)
class Content:
    """All of a question that a file can set, in a form that compares."""

    fields: Mapping[str, Any]
    options: tuple[Answer, ...]
    tags: tuple[str, ...]
    picture: str

    def as_text(self) -> str:
        return repr((sorted(self.fields.items()), self.options, self.tags, self.picture))


@dataclass(frozen=True)
class Planned:
    """A question of the file, ready to be written. `existing` and `before` are None for a new one."""

    draft: QuestionDraft
    code: str
    course_id: int
    content: Content
    existing: Question | None = None
    before: Content | None = None


@dataclass
class Plan:
    """What importing the file would do. Nothing is imported while anything is `wrong`."""

    format: str
    read: int = 0
    new: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    unchanged: list[Planned] = field(default_factory=list)
    wrong: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "read": self.read,
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "wrong": len(self.wrong),
        }

    @property
    def digest(self) -> str:
        """What was agreed to: another digest means that file or bank have changed since."""
        whole = hashlib.sha256()
        for kind, rows in (("new", self.new), ("changed", self.changed), ("unchanged", self.unchanged)):
            for row in rows:
                before = row.before.as_text() if row.before else ""
                whole.update(repr((kind, row.code, row.course_id, row.content.as_text(), before)).encode())
        whole.update(repr(self.wrong).encode())
        return whole.hexdigest()


def plan_import(file: ReadFile, defaults: Defaults) -> Plan:
    """Compare a file with the bank. About ten queries, however many questions."""
    return _Planner(file, defaults).plan()


class _Planner:
    def __init__(self, file: ReadFile, defaults: Defaults) -> None:
        self.file, self.defaults = file, defaults
        self.frames = Frames()
        self.tags = dict(QuestionTag.objects.values_list("pk", "name"))
        self.drafts = [with_frame_of_tags(draft) for draft in file.reading.drafts]
        self.result = Plan(file.format, notes=list(file.reading.notes), wrong=list(file.reading.faults))
        self.result.read = len(self.drafts) + len(file.reading.faults)

    def plan(self) -> Plan:
        coded = list(self._coded())
        self.existing = self._existing({code for _draft, code in coded})
        self.same = {
            (question.course_id, *same_question(question, question.options.all())): question.code
            for question in self.existing.values()
        }
        self.seen: dict[str, int] = {}
        self.asked: dict[tuple[object, ...], int] = {}
        self.explained = 0
        for draft, code in coded:
            for reason in self._place(draft, code):
                self.result.wrong.append(Fault(draft.line, code, reason))
        self.result.wrong.sort(key=lambda fault: fault.line)
        if self.explained:
            self.result.notes.append(
                ngettext(
                    "%(count)d question has no explanation: its right answer is told instead.",
                    "%(count)d questions have no explanation: the right answer is told instead.",
                    self.explained,
                )
                % {"count": self.explained}
            )
        return self.result

    def _coded(self) -> Iterator[tuple[QuestionDraft, str]]:
        courses = [draft.course or self.defaults.course for draft in self.drafts]
        yield from zip(self.drafts, derived_codes(zip(self.drafts, courses, strict=True)), strict=True)

    def _existing(self, codes: set[str]) -> dict[str, Question]:
        """The questions of these codes, and all of the courses concerned, by code."""
        courses = {draft.course for draft in self.drafts} | {self.defaults.course}
        questions = Question.objects.filter(Q(course__code__in=courses) | Q(code__in=codes))
        related = questions.select_related("picture", "latest_revision")
        return {question.code: question for question in related.prefetch_related("options", "tagged")}

    def _place(self, draft: QuestionDraft, code: str) -> list[str]:
        """Put the draft where it belongs; what is wrong with it otherwise."""
        if code in self.seen:
            return [_("The code “%(code)s” stands in line %(line)d already.") % {"code": code, "line": self.seen[code]}]
        self.seen[code] = draft.line
        existing = self.existing.get(code)
        try:
            course = self.frames.course_of(draft, self.defaults, existing)
            if existing and existing.course_id != course.pk:
                raise CannotMap(
                    _("The code “%(code)s” belongs to a question of another course, %(course)s.")
                    % {"code": code, "course": existing.course.code}
                )
            if existing and existing.locked:
                raise CannotMap(_("The question “%(code)s” is locked.") % {"code": code})
            current = as_drafted(existing) if existing else None
            frame = self.frames.frame(draft, course, self.defaults, current)
        except CannotMap as error:
            return [str(error)]
        before = self._content_of(current) if current else None
        whole = self._explained(draft, current)
        faults = faults_of(whole, whole.options) + self._repeated(whole, course.pk, code)
        if whole.picture and (reason := why_not_a_picture(whole.picture)):
            faults.append(reason)
        if not faults:
            self._sort(Planned(whole, code, course.pk, _content(whole, frame, before), existing, before))
        return faults

    def _explained(self, draft: QuestionDraft, current: Question | None) -> QuestionDraft:
        """Without an explanation the question keeps its own; a new one tells the right answer, save from our sheet."""
        if draft.explanation or self.file.format == "xlsx":
            return draft
        if current and current.explanation != explanation_of(current, list(current.options.all())):
            return replace(draft, explanation=current.explanation)
        self.explained += 1
        return replace(draft, explanation=explanation_of(draft, draft.options))

    def _repeated(self, draft: QuestionDraft, course: int, code: str) -> list[str]:
        key = (course, *same_question(draft, draft.options))
        if key in self.asked:
            return [_("The same question stands in line %(line)d already.") % {"line": self.asked[key]}]
        self.asked[key] = draft.line
        known = self.same.get(key, code)
        if known != code:
            return [_("The bank has this question already, as “%(code)s”.") % {"code": known}]
        return []

    def _sort(self, row: Planned) -> None:
        if row.before is None:
            self.result.new.append(row)
        else:
            (self.result.unchanged if row.content == row.before else self.result.changed).append(row)

    def _content_of(self, question: Question) -> Content:
        return Content(
            fields={name: _comparable(getattr(question, name)) for name in FIELDS},
            options=_answers(question.type, question.options.all()),
            tags=tuple(sorted(self.tags[tagged.tag_id] for tagged in question.tagged.all())),
            picture=_fingerprint(question.picture),
        )


def as_drafted(question: Question) -> Question:
    """The question with the changes of its newest draft, which an import goes on from."""
    revision = question.latest_revision
    if revision is None or not question.has_unpublished_changes:
        return question
    drafted: Question = Question.from_serializable_data(revision.content, check_fks=False)
    drafted.pk = question.pk
    return drafted


def _content(draft: QuestionDraft, frame: Frame, before: Content | None) -> Content:
    """What the question will be: what the file does not say stays as it was."""
    kept = before.fields if before else {}
    values = {
        **{name: getattr(draft, name) for name in ("type", "text", "number", "tolerance", "explanation")},
        "unit": nfc(draft.unit)[:20] or kept.get("unit", ""),
        "source": nfc(draft.source)[:300] or kept.get("source", ""),
        "competency_id": frame.competency_id,
        "level_id": frame.level_id,
        "difficulty": frame.difficulty,
        "lesson_slug": frame.lesson_slug,
    }
    picture = draft.picture.fingerprint if draft.picture else ""
    return Content(
        fields={name: _comparable(values[name]) for name in FIELDS},
        options=_answers(draft.type, draft.options),
        tags=tuple(sorted(set(draft.tags))) or (before.tags if before else ()),
        picture=picture or (before.picture if before else ""),
    )


def _comparable(value: Any) -> Any:
    if isinstance(value, str):
        return lines_of(str(value))
    return value.normalize() + 0 if hasattr(value, "normalize") else value


def _answers(type_: str, options: Iterable[Any]) -> tuple[Answer, ...]:
    """Whether an answer is right is only asked where there is a choice; all accepted words are."""
    if type_ in CHOICES:
        return tuple((nfc(option.text), "", bool(option.correct)) for option in options)
    is_accepted = type_ == Question.Type.SHORT_TEXT
    return tuple((nfc(option.text), nfc(option.match), is_accepted) for option in options)


def _fingerprint(picture: Picture | None) -> str:
    return picture.file_hash if picture else ""


def as_options(answers: Sequence[Answer]) -> tuple[OptionDraft, ...]:
    return tuple(OptionDraft(text, match, correct) for text, match, correct in answers)
