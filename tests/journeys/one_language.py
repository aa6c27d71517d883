"""Which sentences a page shows, and whether one of them is in the wrong language.

The rule is simple, so that it can be trusted: Vietnamese pages show no words that only English has; English pages
show Vietnamese letters only where the page says so (`lang="vi"`) or repeats what people have written.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from lxml.html import fromstring
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from accounts.models import User

SAID = ("title", "alt", "placeholder", "aria-label", "aria-description", "content", "label", "summary")
SILENT = {"script", "style", "code", "pre", "template", "svg", "textarea", "noscript"}
NOT_SAID = {"viewport", "theme-color", "color-scheme"}
# None of these is a Vietnamese word, with its accents left out or not.
ENGLISH = frozenset(
    """
    the and of is are for with this your you not by from page add edit delete save all be has have was been will
    cannot that it or at as any which when where what who if then there these those more new view search close open
    move publish publishing draft revision history workflow review select choose change changes create update remove
    upload image images document documents title type status date time show hide enter only here live current
    another please error errors must each into up over after before between item items field fields results settings
    site user users language collection collections actions required
    """.split()  # noqa: SIM905 (read as words, not as a list)
)
WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
ACCENTED = re.compile(r"[^\x00-\xbf×÷\u02b0-\u036f\u2000-\u2bff]")
VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE)
PARTS = re.compile(r"[“”\"·:;,()/|…–—!?\[\]]|\. |\.$| - ")
# “30 minutes trước”
TIME = re.compile(r"\d\s(?:minute|hour|day|week|month|year)s?\b")
# Class names, and rich text as its editor keeps it.
FOR_SCRIPTS = re.compile(r"w-|\{ ?\"|<")
TAGS = re.compile(r"<[^>]+>")
# Names that are the same in every language, and what is given as it has to be typed.
NAMES = ("Hoa Hồi", "Tiếng Việt", "Tày", "Nùng", "English")


def sentences(html: str) -> Iterator[tuple[str, str]]:
    """(text, language it is said to be in or "") of all a reader sees or hears, in the order of the page."""
    yield from _said_by(fromstring(html), "")


def _said_by(element: Any, language: str) -> Iterator[tuple[str, str]]:
    if element.tag == "script" and element.get("type") == "application/json":
        yield from ((text, "") for text in _leaves_of(element.text or ""))
    if not isinstance(element.tag, str) or element.tag in SILENT:
        return
    if element.tag != "html":
        language = element.get("lang") or language
    texts = [element.text or ""]
    for name, value in element.items():
        if name in SAID and element.get("name") not in NOT_SAID:
            texts.append(value)
        elif name.startswith("data-") and value[:1] in ("[", "{"):
            texts += _leaves_of(value)
    yield from ((" ".join(text.split()), language) for text in texts if text.strip())
    for child in element:
        yield from _said_by(child, language)
        if child.tail and child.tail.strip():
            yield " ".join(child.tail.split()), language


def _leaves_of(text: str) -> Iterator[str]:
    """The words in JSON that a script will show: those under names for labels, and whole sentences."""
    try:
        value = json.loads(text)
    except ValueError:
        return
    yield from (leaf for leaf in _leaves(value) if " " in leaf and not FOR_SCRIPTS.match(leaf))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (" ".join(part.split()) for part in TAGS.split(value) if part.strip())
    elif isinstance(value, dict):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)


class Written:
    """What people have written into the database: course texts, names, titles. It stays in its own language."""

    def __init__(self, more: Iterable[str] = ()) -> None:
        texts = set(NAMES) | set(more)
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, CharField | TextField | JSONField | StreamField) and not field.choices:
                    texts.update(_text(value) for value in model._default_manager.values_list(field.name, flat=True))
        # People are greeted by the last word of their name.
        texts.update(name.split()[-1] for name in User.objects.values_list("full_name", flat=True) if name)
        lines = {_plain(line) for text in texts for line in _lines(text)}
        self.whole = {line for line in lines if line}
        self.all = "\n".join(sorted(self.whole))
        self.answers: dict[str, bool] = {}

    def holds(self, text: str) -> bool:
        """Whether `text` is a whole line of something written, or a longer part of one."""
        plain = _plain(text)
        if plain not in self.answers:  # menus say the same on every page
            self.answers[plain] = plain in self.whole or (len(plain.split()) > 3 and plain in self.all)
        return self.answers[plain]

    def without(self, text: str) -> str:
        """`text` without the parts that are written data: of those that begin at a word, the longest."""
        return "" if self.holds(text) else " ".join(left for part in PARTS.split(text) for left in self._rest(part))

    def _rest(self, part: str) -> Iterator[str]:
        words = part.split()
        place = 0
        while place < len(words):
            end = next((end for end in range(len(words), place, -1) if self.holds(" ".join(words[place:end]))), 0)
            if not end:
                yield words[place]
            place = end or place + 1


def _text(value: Any) -> str:
    if isinstance(value, StreamValue):
        value = value.get_prep_value()
    return value if isinstance(value, str) else json.dumps(value)


def _lines(text: str) -> Iterator[str]:
    if text[:1] in ("[", "{"):
        with suppress(ValueError):
            yield from (part for leaf in _leaves(json.loads(text)) for part in _lines(leaf))
    for line in TAGS.sub("\n", text).splitlines():
        yield line
        yield from PARTS.split(line)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", TAGS.sub(" ", text)).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text).split())


def is_english(text: str, written: Written) -> bool:
    """Whether a sentence of a Vietnamese page is English: an English word where all is ASCII, or two anywhere."""
    words = [word.lower() for word in WORD.findall(written.without(text))]
    found = sum(word in ENGLISH for word in words)
    return found > 1 or (found == 1 and not ACCENTED.search(text)) or bool(TIME.search(text))


def is_vietnamese(text: str, written: Written) -> bool:
    """Whether a sentence of an English page has Vietnamese in it that nobody wrote into the database."""
    return bool(VIETNAMESE.search(text) and VIETNAMESE.search(written.without(text)))
