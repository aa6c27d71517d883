"""Whether a question is whole and can be answered: the one place that says so, for the form and for every import."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from courses.models.bank import Option, Question
from kit.text import nfc

Type = Question.Type
CHOICES = (Type.SINGLE, Type.MULTIPLE, Type.TRUE_FALSE)
LONGEST_OPTION = Option._meta.get_field("text").max_length or 500
_TYPES = frozenset(Type.values)
_DIGITS = 20
_DECIMALS = 6


class OptionLike(Protocol):
    """An option of the bank, of a form or of a file."""

    @property
    def text(self) -> str: ...
    @property
    def match(self) -> str: ...
    @property
    def correct(self) -> bool: ...


class QuestionLike(Protocol):
    """A question of the bank, of a form or of a file."""

    @property
    def type(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def explanation(self) -> str: ...
    @property
    def number(self) -> Decimal | None: ...
    @property
    def tolerance(self) -> Decimal: ...


def faults_of(question: QuestionLike, options: Sequence[OptionLike]) -> list[str]:
    """What keeps the question from being asked, each fault a sentence; empty when it is whole."""
    if question.type not in _TYPES:
        return [_("This type of question is not known.")]
    faults = []
    if not nfc(question.text or ""):
        faults.append(_("Write the question."))
    if not nfc(question.explanation or ""):
        faults.append(_("Write the explanation: learners read it after the test."))
    faults += _faults_of_options(question, options)
    return faults


def _faults_of_options(question: QuestionLike, options: Sequence[OptionLike]) -> list[str]:
    if question.type == Type.NUMBER:
        return _faults_of_number(question, options)
    if any(len(words) > LONGEST_OPTION for option in options for words in (option.text, option.match)):
        return [_("An answer has at most %(count)d letters.") % {"count": LONGEST_OPTION}]
    if question.type == Type.MATCHING:
        return _faults_of_pairs(options)
    if any(not nfc(option.text) for option in options):
        return [_("An answer is empty. Fill it in or take it out.")]
    if any(option.match for option in options):
        return [_("Only pairs to match have a right side.")]
    if twice := _twice(option.text for option in options):
        return [_("Two answers say the same: “%(text)s”.") % {"text": twice}]
    right = sum(bool(option.correct) for option in options)
    if question.type in CHOICES:
        return _faults_of_choices(question.type, len(options), right)
    if question.type == Type.ORDERING and len(options) < 2:
        return [_("Putting in order needs at least two things.")]
    if question.type == Type.SHORT_TEXT and not options:
        return [_("Give at least one answer that is accepted.")]
    return []


def _faults_of_choices(type_: str, count: int, right: int) -> list[str]:
    faults = []
    if type_ == Type.TRUE_FALSE and count != 2:
        faults.append(_("True or false has exactly two answers."))
    elif count < 2:
        faults.append(_("Give at least two answers to choose from."))
    if right == 0:
        faults.append(_("No answer is marked as right."))
    elif type_ != Type.MULTIPLE and right > 1:
        faults.append(_("Only one answer may be right, but %(count)d are marked.") % {"count": right})
    elif type_ == Type.MULTIPLE and right == count:
        faults.append(_("All answers are right. Add at least one that is wrong."))
    return faults


def _faults_of_pairs(options: Sequence[OptionLike]) -> list[str]:
    """A right side may not stand there twice: which of the two a learner takes must not matter."""
    if any(not nfc(option.match) for option in options):
        return [_("A pair lacks its right side.")]
    pairs = [option for option in options if nfc(option.text)]
    faults = []
    if len(pairs) < 2:
        faults.append(_("Matching needs at least two pairs."))
    if twice := _twice(option.text for option in pairs):
        faults.append(_("Two pairs have the same left side: “%(text)s”.") % {"text": twice})
    if twice := _twice(option.match for option in options):
        faults.append(_("Two pairs have the same right side: “%(text)s”.") % {"text": twice})
    return faults


def _faults_of_number(question: QuestionLike, options: Sequence[OptionLike]) -> list[str]:
    faults = []
    if question.number is None:
        faults.append(_("Write the right number."))
    if options:
        faults.append(_("A number has no answers to choose from. Take them out."))
    if question.tolerance is None or question.tolerance < 0:
        faults.append(_("How far off is still right cannot be below zero."))
    if not all(_fits(value) for value in (question.number, question.tolerance)):
        faults.append(
            _("A number has at most %(whole)d digits before and %(part)d after the decimal mark.")
            % {"whole": _DIGITS - _DECIMALS, "part": _DECIMALS}
        )
    return faults


def _fits(value: Decimal | None) -> bool:
    """Whether the column holds the number as it is."""
    if value is None:
        return True
    _sign, digits, exponent = value.normalize().as_tuple()
    return isinstance(exponent, int) and exponent >= -_DECIMALS and len(digits) + exponent <= _DIGITS - _DECIMALS


def _twice(texts: Iterable[str]) -> str:
    """The first text that occurs twice, or nothing. Letter case counts: “Ctrl+C” is not “ctrl+c”."""
    return next((text for text, count in Counter(map(nfc, texts)).items() if count > 1), "")


def same_question(question: QuestionLike, options: Iterable[OptionLike]) -> tuple[object, ...]:
    """What makes two questions of a course the same: type, words and answers, whatever their order and code."""
    number = question.number if question.type == Type.NUMBER else None
    answers = sorted((nfc(option.text), nfc(option.match)) for option in options)
    return (str(question.type), nfc(question.text), number, *answers)
