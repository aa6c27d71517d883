"""QR codes as shapes, so that they print sharp at any size."""

from dataclasses import dataclass
from typing import Any

import segno

# From so many digits on, a part of their own is shorter; its head costs some 2 bytes.
LONG_NUMBER = 8
# Of the eight patterns laid over the data any can be read; looking for the one that looks most even
# takes four times as long as all the rest.
MASK = 3


@dataclass(frozen=True)
class QrShape:
    """A QR code as horizontal bars on a grid.

    `size` is the number of modules on a side, without the quiet zone (four modules) that the
    caller must leave blank; a bar is (column, row, length), row 0 at the top.
    """

    size: int
    bars: tuple[tuple[int, int, int], ...]


def qr_shape(text: str) -> QrShape:
    """The QR code of `text`, with the middle error correction (15 %): it survives a fold or a stamp."""
    # A list is a code of several segments, which segno's types do not tell (segno.encoder.prepare_data).
    parts: Any = _segments(text)
    rows = segno.make(parts, error="m", boost_error=False, micro=False, mask=MASK).matrix
    bars = [bar for number, row in enumerate(rows) for bar in _bars(row, number)]
    return QrShape(size=len(rows), bars=tuple(bars))


def _segments(text: str) -> list[str]:
    """A long number at the end stands apart: a QR code needs 3⅓ bits for a digit, 8 for a digit among letters."""
    rest = text.rstrip("0123456789")
    digits = text[len(rest) :]
    return [rest, digits] if rest and len(digits) > LONG_NUMBER else [text]


def _bars(row: bytearray, number: int) -> list[tuple[int, int, int]]:
    bars, start = [], None
    for column, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = column
        elif not dark and start is not None:
            bars.append((start, number, column - start))
            start = None
    return bars
