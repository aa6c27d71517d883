"""All values inside a lesson's body, whatever its blocks are: a new block is checked without a word here."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import RichText


@dataclass(frozen=True)
class Piece:
    """A value in a body: a block as a whole, or one field of it. `place` is where the editor shows its block."""

    place: str
    kind: str
    name: str
    block: blocks.Block
    value: Any


def pieces_of(body: StreamValue) -> Iterator[Piece]:
    """Every value in `body` in the order of reading; a block comes before its fields."""
    for child in body:
        yield from _walk(child.block, child.value, f"block-{child.id}-section", child.block_type, child.block_type)


def _walk(block: blocks.Block, value: Any, place: str, kind: str, name: str) -> Iterator[Piece]:
    yield Piece(place, kind, name, block, value)
    if value is None:
        return
    if isinstance(block, blocks.BaseStructBlock):
        for field, child in block.child_blocks.items():
            yield from _walk(child, value.get(field), place, kind, field)
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from _walk(block.child_block, item, place, kind, name)
    elif isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            yield from _walk(child.block, child.value, place, kind, child.block_type)


def words_in(piece: Piece) -> str:
    """What a reader reads of one value: nothing for a choice, a number, a picture or a block of fields."""
    if isinstance(piece.value, RichText):
        return unescape(strip_tags(piece.value.source.replace("<", " <")))
    is_text = isinstance(piece.block, blocks.CharBlock | blocks.TextBlock)
    return str(piece.value or "") if is_text else ""
