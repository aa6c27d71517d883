"""Make a text fit its place: as large as it may be, broken into lines of even length."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kit.pdf import text_width

STEP = 0.5  # points between two tried sizes


class CannotFit(Exception):
    """A text is too long for its place even at the smallest size that can be read."""


@dataclass(frozen=True)
class Fitted:
    """A text as it will be set: its size in points and its lines."""

    size: float
    lines: list[str]


def fit(text: str, face: str, *, largest: float, smallest: float, width: float, most_lines: int = 1) -> Fitted:
    """`text` in at most `most_lines` lines of `width` points, in the largest size that does. Raises CannotFit.

    A larger size on more lines is preferred to a smaller one on fewer only when one line would need
    less than two thirds of the largest size.
    """
    words = [(word, text_width(word, face, 1)) for word in text.split()]
    space = text_width(" ", face, 1)
    for lines_wanted in range(1, most_lines + 1):
        floor = smallest if lines_wanted == most_lines else max(smallest, largest * 2 / 3)
        size = largest
        while size >= floor:
            if (lines := _break(words, space, width / size)) and len(lines) <= lines_wanted:
                return Fitted(size, _even_out(words, space, width / size, len(lines)))
            size -= STEP
    raise CannotFit(_("“%(text)s” is too long for the paper.") % {"text": text})


def _break(words: list[tuple[str, float]], space: float, room: float) -> list[str] | None:
    """Lines no wider than `room` (in units of the size); None when a single word is wider."""
    lines: list[list[str]] = []
    used = room
    for word, width in words:
        if width > room:
            return None
        if lines and used + space + width <= room:
            lines[-1].append(word)
            used += space + width
        else:
            lines.append([word])
            used = width
    return [" ".join(line) for line in lines]


def _even_out(words: list[tuple[str, float]], space: float, room: float, count: int) -> list[str]:
    """The same number of lines in the least room: no single word left alone on the last one."""
    low, high = 0.0, room
    best = _break(words, space, room) or []
    for _attempt in range(12) if count > 1 else ():
        middle = (low + high) / 2
        lines = _break(words, space, middle)
        if lines is not None and len(lines) <= count:
            best, high = lines, middle
        else:
            low = middle
    return best
