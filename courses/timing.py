"""How long a lesson takes: what there is to read, to watch and to do, counted rather than guessed."""

import math
import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.html import strip_tags

# A quick check is read, thought about, answered and its feedback read.
CHECK_SECONDS = 45
# Looked at; the words in a caption are counted as words.
PICTURE_SECONDS = 12
_SECONDS = {"check": CHECK_SECONDS, "picture": PICTURE_SECONDS}
_WORD = re.compile(r"\w+")
# Values that are names of choices, not sentences.
_NOT_READ = {"kind", "tone", "id", "type", "align"}


def minutes_of(blocks: Iterable[dict[str, Any]]) -> int:
    """Whole minutes for a lesson's body as stored ([{"type": …, "value": …}, …]), rounded up, at least one.

    Words at settings.READING_WORDS_PER_MINUTE; a film by its `seconds` or `duration`; a practice by its own minutes.
    """
    words, seconds = 0, 0.0
    for block in blocks:
        value = block.get("value")
        words += _words(value)
        seconds += _SECONDS.get(block.get("type", ""), 0) + _stated_seconds(value)
    return max(1, math.ceil(words / settings.READING_WORDS_PER_MINUTE + seconds / 60))


def _words(value: Any) -> int:
    if isinstance(value, str):
        return len(_WORD.findall(strip_tags(value)))
    if isinstance(value, dict):
        return sum(_words(inner) for key, inner in value.items() if key not in _NOT_READ)
    if isinstance(value, list):
        return sum(_words(inner) for inner in value)
    return 0


def _stated_seconds(value: Any) -> float:
    """What a block says about its own length: a film in seconds, a practice in minutes."""
    if not isinstance(value, dict):
        return 0
    told = value.get("seconds") or value.get("duration") or 0
    minutes = value.get("minutes") or 0
    return sum(float(number) * unit for number, unit in ((told, 1), (minutes, 60)) if isinstance(number, int | float))
