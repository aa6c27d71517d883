"""Names for the parts of a lesson, so that a place, a bookmark or a link finds them again after the lesson has changed.

A block is named after its own id, which an author's changes leave alone; paragraphs and headings of a text
are counted within it. Works on our own rendering, whatever the block's template is.
"""

import re
from html import unescape

from django.utils.html import strip_tags
from django.utils.text import Truncator

_FIRST_TAG = re.compile(r"\s*<[a-z][a-z0-9]*(?=[\s>])(?P<attributes>[^>]*)")
# Rich text is flat: paragraphs and headings hold no others.
_TEXT = re.compile(r"\s*<(?:p|h2|h3|ul|ol)[\s>]")
_PART = re.compile(r"<(?:h2|h3|p)(?=[\s>])(?P<attributes>[^>]*)")
_HEADING = re.compile(r'<h[23](?: [^>]*)? id="(?P<name>[\w-]+)"[^>]*>(?P<words>.*?)</h[23]>', re.DOTALL)
_PARAGRAPH = re.compile(r'<p(?: [^>]*)? id="(?P<name>[\w-]+)"[^>]*>(?P<words>.*?)</p>', re.DOTALL)


def anchor_of(block_id: str) -> str:
    """Short, and the same at every rendering."""
    return f"d-{block_id[:8]}"


def name_parts(html: str, block_id: str) -> str:
    """`html` of one block with a name on its first element and, in a text, on every paragraph and heading."""
    if not block_id:
        return html
    anchor = anchor_of(block_id)
    if _TEXT.match(html):
        parts = iter(range(len(html)))
        return _PART.sub(lambda found: _named(found, f"{anchor}-{next(parts)}"), html)
    found = _FIRST_TAG.match(html)
    return html[: found.start()] + _named(found, anchor) + html[found.end() :] if found else html


def _named(tag: re.Match[str], name: str) -> str:
    """The opening tag with the name, unless it has one."""
    return tag[0] if " id=" in tag["attributes"] else f'{tag[0]} id="{name}"'


def headings_in(html: str) -> list[tuple[str, str]]:
    """(name, words) of what a reader can mark and go to: the headings, or without any the paragraphs' first words."""
    return _passages(_HEADING, html) or [
        (name, Truncator(words).words(10)) for name, words in _passages(_PARAGRAPH, html)
    ]


def _passages(pattern: re.Pattern[str], html: str) -> list[tuple[str, str]]:
    return [(found["name"], unescape(strip_tags(found["words"])).strip()) for found in pattern.finditer(html)]
