"""A planned question in words: what it is, and for one that changes what changes, before and after."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from competency.models import Competency, Level
from courses.bank.planning import FIELDS, Answer, Content, Planned
from courses.bank.writing import decimal
from courses.models import Question
from courses.models.pages import Difficulty

Type = Question.Type


@dataclass(frozen=True)
class Change:
    """One thing that changes."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Compared:
    """A question of the preview."""

    line: int
    code: str
    type: str
    text: str
    options: list[str]
    explanation: str
    changes: list[Change]
    has_picture: bool


def compare(row: Planned) -> Compared:
    """`row` as the preview tells it."""
    fields = row.content.fields
    return Compared(
        line=row.draft.line,
        code=row.code,
        type=str(Type(fields["type"]).label),
        text=fields["text"],
        options=_options(row.content),
        explanation=fields["explanation"],
        changes=_changes(row.before, row.content) if row.before else [],
        has_picture=bool(row.draft.picture),
    )


def _options(content: Content) -> list[str]:
    if content.fields["type"] == Type.NUMBER:
        return [_number(content)]
    return [_option(answer, content.fields["type"]) for answer in content.options]


def _option(answer: Answer, type_: str) -> str:
    text, match, correct = answer
    if type_ == Type.MATCHING:
        return f"{text or '…'} – {match}"
    return f"✓ {text}" if correct and type_ != Type.SHORT_TEXT else text


def _number(content: Content) -> str:
    fields = content.fields
    said = " ".join(filter(None, [decimal(fields["number"]), fields["unit"]]))
    return f"{said} (± {decimal(fields['tolerance'])})" if fields["tolerance"] else said


def _changes(before: Content, after: Content) -> list[Change]:
    names = [name for name in FIELDS if name != "tolerance" and before.fields[name] != after.fields[name]]
    changes = [
        Change(_label(name), _value(name, before.fields[name]), _value(name, after.fields[name])) for name in names
    ]
    if before.fields["tolerance"] != after.fields["tolerance"]:
        changes.append(Change(_label("tolerance"), *(decimal(c.fields["tolerance"]) for c in (before, after))))
    if before.options != after.options:
        changes.append(Change(_("Options"), "\n".join(_options(before)), "\n".join(_options(after))))
    if before.tags != after.tags:
        changes.append(Change(_("tags"), ", ".join(before.tags), ", ".join(after.tags)))
    if before.picture != after.picture:
        changes.append(
            Change(_("picture"), _("another picture") if before.picture else "–", _("the picture of the file"))
        )
    return changes


def _label(name: str) -> str:
    return str(Question._meta.get_field(name.removesuffix("_id")).verbose_name)


def _value(name: str, value: Any) -> str:
    if value in ("", None):
        return "–"
    if name == "type":
        return str(Type(value).label)
    if name == "difficulty":
        return str(Difficulty(value).label)
    if name == "competency_id":
        return str(Competency.objects.get(pk=value))
    if name == "level_id":
        return str(Level.objects.get(pk=value))
    return decimal(value) if name == "number" else str(value)
