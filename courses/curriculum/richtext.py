"""Markdown ↔ the HTML that Wagtail's rich text keeps, without loss for what the editor allows.

Between the two stands what the editor itself works on: a flat list of blocks (paragraph, heading, line, list
item with its depth), each a row of runs of text. Writing reads back what it wrote: where the pleasant form would
be read as something else, more is escaped, and at last bold and italic are written as <b> and <i>, the only tags
that reading takes as such.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from itertools import groupby

import mistune
import nh3
from mistune.renderers.html import HTMLRenderer

PAGE = "page:"
_ALLOWED = {"p", "h2", "h3", "b", "i", "ul", "ol", "li", "a", "hr", "br"}
_SCHEMES = {"http", "https", "mailto", "tel", "page"}
_OWN_TAGS = {"<b>", "</b>", "<i>", "</i>", "<br>"}
_NAMES = {"strong": "b", "em": "i"}
_SPACE = re.compile(r"[ \t\r\f\v\n]+")
_ALWAYS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*<[]"})
_EVERY = str.maketrans({mark: f"\\{mark}" for mark in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"})


class CannotWrite(Exception):
    """A rich text holds what Markdown cannot say."""


Look = tuple[str, bool, bool]


@dataclass(frozen=True)
class Run:
    """Text of one look; “\\n” is a line break. `link` is an address, `page:<path>` for a page of ours, or empty."""

    text: str
    link: str = ""
    bold: bool = False
    italic: bool = False

    @property
    def look(self) -> Look:
        return self.link, self.bold, self.italic


@dataclass(frozen=True)
class Block:
    """`kind` is p, h2, h3, hr, ul or ol; the last two are one item of such a list, `depth` lists deep."""

    kind: str
    runs: tuple[Run, ...] = ()
    depth: int = 0

    @property
    def is_item(self) -> bool:
        return self.kind in ("ul", "ol")


def rich(markdown: str) -> str:
    """Markdown as the HTML that Wagtail's rich text keeps; anything else is stripped or shown as text."""
    html = nh3.clean(
        _rename(str(_markdown(markdown))),
        tags=_ALLOWED,
        attributes={"a": {"href"}},
        link_rel=None,
        url_schemes=_SCHEMES,
    )
    return html_of(blocks_of(html))


def inline(markdown: str) -> str:
    """One line of Markdown, without the paragraph around it."""
    return rich(markdown).removeprefix("<p>").removesuffix("</p>")


def blocks_of(html: str, page_link: Callable[[int], str] | None = None) -> list[Block]:
    """The blocks of rich text as stored. `page_link` gives the address (`page:…`) of a page by its key."""
    parser = _Parser(page_link or (lambda key: ""))
    parser.feed(html)
    parser.close()
    return parser.finished()


def html_of(blocks: list[Block]) -> str:
    """The one way these blocks are stored."""
    pieces: list[str] = []
    open_lists: list[str] = []
    for block in blocks:
        wanted = block.depth + 1 if block.is_item else 0
        while len(open_lists) > wanted or (len(open_lists) == wanted and wanted and open_lists[-1] != block.kind):
            pieces.append(f"</li></{open_lists.pop()}>")
        if block.is_item:
            if len(open_lists) == wanted:
                pieces.append("</li>")
            else:
                pieces.append(f"<{block.kind}>")
                open_lists.append(block.kind)
            pieces.append(f"<li>{_html_of_runs(block.runs)}")
        elif block.kind == "hr":
            pieces.append("<hr/>")
        else:
            pieces.append(f"<{block.kind}>{_html_of_runs(block.runs)}</{block.kind}>")
    pieces += [f"</li></{name}>" for name in reversed(open_lists)]
    return "".join(pieces)


def markdown_of(blocks: list[Block]) -> str:
    """Markdown that reads back as `blocks`. Raises CannotWrite."""
    lines: list[str] = []
    numbers = _Numbers()
    in_list = ""  # the kind of the list at depth 0 that is open
    for block in blocks:
        if lines and not (block.is_item and in_list and (block.depth or block.kind == in_list)):
            lines.append("")
        lines.append(_written(block, numbers.next(block)))
        in_list = "" if not block.is_item else in_list if block.depth else block.kind
    text = "\n".join(lines)
    if blocks_of(rich(text)) != blocks:
        raise CannotWrite(text)
    return text


class _Numbers:
    """The numbers of list items, for each depth."""

    def __init__(self) -> None:
        self.counts: list[tuple[str, int]] = []

    def next(self, block: Block) -> int:
        self.counts = self.counts[: block.depth + 1] if block.is_item else []
        while block.is_item and len(self.counts) <= block.depth:
            self.counts.append((block.kind, 0))
        if not self.counts:
            return 0
        kind, count = self.counts[-1]
        self.counts[-1] = (block.kind, count + 1 if kind == block.kind else 1)
        return self.counts[-1][1]


def inline_of(html: str, page_link: Callable[[int], str] | None = None) -> str:
    """Rich text as one line of Markdown: what begins a new paragraph begins a new line in it."""
    runs: list[Run] = []
    for block in blocks_of(html, page_link):
        runs += [Run("\n")] if runs else []
        runs += block.runs
    joined = Block("p", _tidy(runs))
    for way in (_plainly, _escaped, _tagged):
        text = way(joined, "<br>")
        if blocks_of(rich(text)) == ([joined] if joined.runs else []):
            return text
    raise CannotWrite(html)


# ── Markdown out ──────────────────────────────────────────────────────────────────────────────


def _written(block: Block, number: int) -> str:
    if block.kind == "hr":
        return "---"
    mark = {"h2": "## ", "h3": "### ", "ul": "- ", "ol": f"{number}. "}.get(block.kind, "")
    line_break = "\\\n" if block.kind == "p" else "<br>"
    alone = Block(block.kind, block.runs)
    for way in (_plainly, _escaped, _tagged):
        text = way(block, line_break if way is not _tagged else "<br>")
        if not text.startswith(("|", ":::")) and "\n|" not in text and "\n:::" not in text:
            written = ("1. " if block.kind == "ol" else mark) + text
            if blocks_of(rich(written)) == [alone]:
                return "    " * block.depth + mark + text
    raise CannotWrite(html_of([alone]))


def _plainly(block: Block, line_break: str) -> str:
    return _markdown_of_runs(block.runs, _ALWAYS, ("**", "**"), ("*", "*"), line_break)


def _escaped(block: Block, line_break: str) -> str:
    return _markdown_of_runs(block.runs, _EVERY, ("**", "**"), ("*", "*"), line_break)


def _tagged(block: Block, line_break: str) -> str:
    return _markdown_of_runs(block.runs, _EVERY, ("<b>", "</b>"), ("<i>", "</i>"), line_break)


def _markdown_of_runs(
    runs: tuple[Run, ...],
    escapes: dict[int, str],
    bold: tuple[str, str],
    italic: tuple[str, str],
    line_break: str,
) -> str:
    def words(run: Run) -> str:
        return run.text.translate(escapes).replace("\n", line_break)

    return _nested(runs, words, lambda text, link: f"[{text}]({_destination(link)})", bold, italic)


def _destination(link: str) -> str:
    plain = re.fullmatch(r"[^\s()<>\\]+", link)
    return link if plain else "<" + link.replace("\\", "\\\\").replace("<", "\\<").replace(">", "\\>") + ">"


def _nested(
    runs: tuple[Run, ...],
    words: Callable[[Run], str],
    linked: Callable[[str, str], str],
    bold: tuple[str, str],
    italic: tuple[str, str],
) -> str:
    """Links outside, bold inside them, italic inside that: each opened as seldom as can be."""
    pieces = []
    for link, group in groupby(runs, key=lambda run: run.link):
        inner = []
        for is_bold, strong in groupby(group, key=lambda run: run.bold):
            text = "".join(f"{italic[0]}{words(run)}{italic[1]}" if run.italic else words(run) for run in strong)
            inner.append(f"{bold[0]}{text}{bold[1]}" if is_bold else text)
        pieces.append(linked("".join(inner), link) if link else "".join(inner))
    return "".join(pieces)


# ── HTML in and out ───────────────────────────────────────────────────────────────────────────


def _html_of_runs(runs: tuple[Run, ...]) -> str:
    def words(run: Run) -> str:
        return escape(run.text, quote=False).replace("\n", "<br/>")

    def linked(text: str, link: str) -> str:
        return f'<a href="{escape(link)}">{text}</a>'

    return _nested(runs, words, linked, ("<b>", "</b>"), ("<i>", "</i>"))


def _tidy(runs: list[Run]) -> tuple[Run, ...]:
    """The runs in their one form: single spaces, none at the ends or beside a break, looks that end with a letter."""
    letters: list[tuple[str, Look]] = []
    for letter, look in ((letter, run.look) for run in runs for letter in run.text):
        if letter in " \n" and letters and letters[-1][0] == " ":
            letters.pop()
        if letter != " " or (letters and letters[-1][0] != "\n"):
            letters.append((letter, look))
    while letters and letters[-1][0].isspace():
        letters.pop()
    first = next((place for place, (letter, _look) in enumerate(letters) if not letter.isspace()), 0)
    looks = _looks_of_spaces(letters[first:])
    pairs = groupby(zip(letters[first:], looks, strict=True), key=lambda pair: pair[1])
    return tuple(Run("".join(letter for (letter, _), _ in group), *look) for look, group in pairs)


def _looks_of_spaces(letters: list[tuple[str, Look]]) -> list[Look]:
    """The look of each letter; a space has what the letters on both sides of it share."""
    looks = [look for _letter, look in letters]
    before: Look = ("", False, False)
    for place, (letter, look) in enumerate(letters):
        if letter.isspace():
            after = next((look for letter, look in letters[place:] if not letter.isspace()), before)
            link = before[0] if before[0] == after[0] else ""
            looks[place] = (link, before[1] and after[1], before[2] and after[2])
        else:
            before = look
    return looks


class _Parser(HTMLParser):
    """Gathers blocks from stored or freshly read HTML; empty paragraphs say nothing and are left out."""

    def __init__(self, page_link: Callable[[int], str]) -> None:
        super().__init__(convert_charrefs=True)
        self.page_link = page_link
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.kind = "p"
        self.depth = 0
        self.lists: list[str] = []
        self.bold = self.italic = 0
        self.link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        tag = _NAMES.get(tag, tag)
        if tag in ("ul", "ol"):
            self._end()
            self.lists.append(tag)
        elif tag == "li":
            self._end()
            self.kind, self.depth = (self.lists or ["ul"])[-1], max(0, len(self.lists) - 1)
        elif tag in ("p", "h2", "h3") and not self.lists:
            self._end()
            self.kind, self.depth = tag, 0
        elif tag == "p" and self.runs:
            self.runs.append(Run("\n"))
        elif tag == "hr":
            self._end()
            self.blocks.append(Block("hr"))
        elif tag == "br":
            self.runs.append(self._run("\n"))
        elif tag == "a":
            self.link = self.page_link(int(facts["id"])) if facts.get("linktype") == "page" else facts.get("href", "")
        self.bold += tag == "b"
        self.italic += tag == "i"

    def handle_endtag(self, tag: str) -> None:
        tag = _NAMES.get(tag, tag)
        if tag in ("ul", "ol"):
            self._end()
            self.lists = self.lists[:-1]
        elif tag in ("li", "h2", "h3") or (tag == "p" and not self.lists):
            self._end()
        elif tag == "a":
            self.link = ""
        self.bold -= tag == "b"
        self.italic -= tag == "i"

    def handle_data(self, data: str) -> None:
        self.runs.append(self._run(_SPACE.sub(" ", data)))

    def finished(self) -> list[Block]:
        self._end()
        return self.blocks

    def _run(self, text: str) -> Run:
        return Run(text, self.link, self.bold > 0, self.italic > 0)

    def _end(self) -> None:
        runs = _tidy(self.runs)
        if runs:
            deepest = self.blocks[-1].depth + 1 if self.blocks and self.blocks[-1].is_item else 0
            self.blocks.append(Block(self.kind, runs, min(self.depth, deepest)))
        self.runs, self.kind, self.depth = [], "p", 0


class _Renderer(HTMLRenderer):
    """Tags are text, but for our own few; a new line in a paragraph is a space."""

    def __init__(self) -> None:
        super().__init__(escape=True, allow_harmful_protocols=[PAGE])

    def inline_html(self, html: str) -> str:
        return html if html in _OWN_TAGS else str(super().inline_html(html))

    def softbreak(self) -> str:
        return " "


def _rename(html: str) -> str:
    return html.replace("strong>", "b>").replace("em>", "i>")


_markdown = mistune.create_markdown(renderer=_Renderer(), hard_wrap=False)
_markdown.block.rules.remove("raw_html")
