"""A question as a file says it, whatever the format: the one shape that every reader gives and the import takes."""

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from kit.text import nfc

TRUE, FALSE = "Đúng", "Sai"
# Where in a sentence the answer is missing.
BLANK = "_____"
# What other systems call the two answers, folded by `str.casefold`.
_TRUE_WORDS = {"đúng": TRUE, "true": TRUE, "sai": FALSE, "false": FALSE}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a question of a file: where (line or row, 0 when nowhere), which, and why."""

    line: int
    code: str
    reason: str


class CannotRead(Exception):
    """A file cannot be read at all; the message says why, `line` where (0: nowhere in particular)."""

    def __init__(self, reason: str, *, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


class CannotMap(Exception):
    """One question of a file says what ours cannot; the message says what."""


@dataclass(frozen=True)
class OptionDraft:
    """See `Question`: what the three mean depends on the type."""

    text: str
    match: str = ""
    correct: bool = False


@dataclass(frozen=True)
class PictureDraft:
    """A picture that came in the file. `alt` says what it shows."""

    name: str
    content: bytes
    alt: str

    @property
    def fingerprint(self) -> str:
        """As Wagtail keeps it beside each picture; it tells files apart, it guards nothing."""
        return hashlib.sha1(self.content, usedforsecurity=False).hexdigest()


@dataclass(frozen=True, kw_only=True)
class QuestionDraft:
    """A question of a file. What is empty is for the importer's defaults to say.

    `course` is a code, `competency` a key ("tt02-2025/1.3"), `level` a code ("CB2"), `difficulty` a value of
    ours; `line` is where the question begins: a line of a text file, a row of a sheet.
    """

    line: int
    type: str
    text: str
    options: tuple[OptionDraft, ...] = ()
    code: str = ""
    number: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    unit: str = ""
    explanation: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    course: str = ""
    competency: str = ""
    level: str = ""
    difficulty: str = ""
    lesson: str = ""
    picture: PictureDraft | None = None


@dataclass
class Reading:
    """What a reader found: questions, what is wrong, and what was left out without harm, in words."""

    drafts: list[QuestionDraft] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault(self, line: int, reason: str, code: str = "") -> None:
        self.faults.append(Fault(line, code, reason))


def lines_of(text: str) -> str:
    """`text` in normal form, each line trimmed, no more than one empty line in a row."""
    kept: list[str] = []
    for line in map(nfc, text.splitlines()):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def number_of(text: str) -> Decimal | None:
    """A number as people write it, "3,5" as well as "3.5"; None when it is none.

    With both marks the last one is the decimal mark: "1.234,5" and "1,234.5" are the same.
    """
    bare = text.strip().replace("\u00a0", "").replace(" ", "").replace("−", "-")
    if bare.rfind(",") > bare.rfind("."):
        bare = bare.replace(".", "").replace(",", ".")
    elif "." in bare:
        bare = bare.replace(",", "")
    try:
        found = Decimal(bare)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def truth(text: str) -> str | None:
    """“Đúng” or “Sai” for the words of any of our formats; None for other words."""
    return _TRUE_WORDS.get(nfc(text).casefold())


def true_or_false(is_true: bool) -> tuple[OptionDraft, ...]:
    """The two answers of a true-or-false question."""
    return (OptionDraft(TRUE, correct=is_true), OptionDraft(FALSE, correct=not is_true))
