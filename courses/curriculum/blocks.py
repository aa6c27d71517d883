"""Lesson Markdown with ::: blocks → the data of the lesson's StreamField; block_writing.py is the way back.

Block ids are derived from the lesson and the position, so that reading the same file twice yields the same
data. What a block shows from elsewhere (a picture, a term) stands in it as `Named` until it is imported.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from courses.blocks.films import why_not_play
from courses.curriculum.named import Named
from courses.curriculum.richtext import inline, rich

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_OPENING = re.compile(rf"^:::(\w+)((?:\s+\w+={_QUOTED})*)\s*$")
_ATTRIBUTE = re.compile(rf"(\w+)={_QUOTED}")
_DIVIDER = re.compile(r"^\|?[\s:|-]+\|[\s:|-]*$")
_CELL_BORDER = re.compile(r"(?<!\\)(?:\\\\)*\|")
_PICTURE_LINE = re.compile(r"^!\[\]\(([\w-]+)\)$")
CALLOUTS = ("example", "tip", "warning", "remember")
MESSAGES = ("sms", "chat", "email", "call")
TONES = ("good", "bad", "plain")
_NAMESPACE = uuid.UUID("6f2a3c1e-8d7b-4f5a-9c0e-1b2d3e4f5a6b")

__all__ = ["CALLOUTS", "MESSAGES", "TONES", "BadBlock", "body_of", "inline", "rich"]


class BadBlock(Exception):
    """A ::: block of a lesson cannot be read; the message says which and why."""


def body_of(text: str, *, seed: str, first_line: int = 1) -> list[dict[str, Any]]:
    """The StreamField data of a lesson whose text begins on `first_line` of its file. Raises BadBlock."""
    blocks = []
    for position, (kind, value) in enumerate(_values(text.split("\n"), first_line)):
        identity = uuid.uuid5(_NAMESPACE, f"{seed}/{position}/{kind}")
        blocks.append({"type": kind, "value": value, "id": str(identity)})
    return blocks


def _values(lines: list[str], first_line: int) -> Iterator[tuple[str, Any]]:
    plain: list[str] = []
    position = 0
    while position < len(lines):
        opening = _OPENING.match(lines[position])
        if not opening and lines[position].startswith(":::"):
            raise BadBlock(f"line {first_line + position}: {lines[position]} opens no block")
        if not opening:
            plain.append(lines[position])
            position += 1
            continue
        yield from _plain(plain)
        plain = []
        kind = opening[1]
        attributes = {name: re.sub(r"\\(.)", r"\1", value) for name, value in _ATTRIBUTE.findall(opening[2])}
        try:
            end = lines.index(":::", position)
        except ValueError:
            raise BadBlock(f"line {first_line + position}: :::{kind} is never closed") from None
        yield kind, _directive(kind, attributes, "\n".join(lines[position + 1 : end]), first_line + position)
        position = end + 1
    yield from _plain(plain)


def _plain(lines: list[str]) -> Iterator[tuple[str, Any]]:
    """Running text, with pipe tables taken out as blocks of their own."""
    text: list[str] = []
    position = 0
    while position < len(lines):
        is_table = lines[position].startswith("|") and position + 1 < len(lines) and _DIVIDER.match(lines[position + 1])
        if not is_table:
            text.append(lines[position])
            position += 1
            continue
        if any(line.strip() for line in text):
            yield "text", rich("\n".join(text))
        text = []
        end = position
        while end < len(lines) and lines[end].startswith("|"):
            end += 1
        yield "table", _table_of(lines[position:end])
        position = end
    if any(line.strip() for line in text):
        yield "text", rich("\n".join(text))


def _table_of(lines: list[str], caption: str = "") -> dict[str, Any]:
    if len(lines) < 2 or not _DIVIDER.match(lines[1]):
        raise BadBlock("a table needs a header, a line of |---| and rows")
    header, _divider, *rows = (_cells(line) for line in lines)
    if any(len(row) != len(header) for row in rows):
        raise BadBlock(f"the table “{lines[0]}” has a row with more or fewer cells than its header")
    return {
        "caption": caption,
        "header": [re.sub(r"\\([\\|])", r"\1", cell) for cell in header],
        "rows": [[inline(cell) for cell in row] for row in rows],
    }


def _cells(line: str) -> list[str]:
    """The cells between the borders; “\\|” is no border."""
    line = line.strip().removeprefix("|")
    cells, start = [], 0
    for border in _CELL_BORDER.finditer(line):
        cells.append(line[start : border.end() - 1].strip())
        start = border.end()
    rest = line[start:].strip()
    return [*cells, rest] if rest else cells


def _directive(kind: str, attributes: dict[str, str], body: str, line: int) -> Any:
    reader = _READERS.get(kind)
    if reader is None:
        raise BadBlock(f"line {line}: unknown block :::{kind}; there are {', '.join(sorted(_READERS))}")
    try:
        return reader(attributes, body)
    except (KeyError, TypeError, AttributeError, ValueError, yaml.YAMLError, BadBlock) as error:
        raise BadBlock(f"line {line}: :::{kind} cannot be read: {error}") from error


def _one_of(offered: tuple[str, ...], chosen: str) -> str:
    if chosen not in offered:
        raise ValueError(f"{chosen} is none of {', '.join(offered)}")
    return chosen


def _text(_attributes: dict[str, str], body: str) -> str:
    return rich(body)


def _callout(attributes: dict[str, str], body: str) -> dict[str, Any]:
    return {"kind": _one_of(CALLOUTS, attributes["kind"]), "title": attributes.get("title", ""), "text": rich(body)}


def _steps(attributes: dict[str, str], body: str) -> dict[str, Any]:
    items = re.split(r"^\d+\.[ \t]+", body, flags=re.MULTILINE)
    return {"title": attributes.get("title", ""), "steps": [_step(item.strip()) for item in items if item.strip()]}


def _step(item: str) -> dict[str, Any]:
    """A step: its text, whose further lines may be indented, and perhaps `![](name)` on a line of its own."""
    lines = [re.sub(r"^ {1,3}", "", line) for line in item.split("\n")]
    pictures = [found[1] for line in lines if (found := _PICTURE_LINE.match(line))]
    if len(pictures) > 1:
        raise ValueError("a step has one picture at most")
    text = "\n".join(line for line in lines if not _PICTURE_LINE.match(line))
    return {"text": rich(text), "picture": Named("picture", pictures[0]) if pictures else None}


def _compare(_attributes: dict[str, str], body: str) -> dict[str, Any]:
    sides = yaml.safe_load(body)
    return {
        side: {
            "title": sides[side]["title"],
            "tone": _one_of(TONES, sides[side].get("tone", "plain")),
            "items": [str(item) for item in sides[side]["items"]],
        }
        for side in ("left", "right")
    }


def _table(attributes: dict[str, str], body: str) -> dict[str, Any]:
    return _table_of(body.strip().split("\n"), attributes.get("caption", ""))


def _message(attributes: dict[str, str], body: str) -> dict[str, Any]:
    data = yaml.safe_load(body)
    return {
        "kind": _one_of(MESSAGES, attributes["kind"]),
        "sender": attributes["from"],
        "text": data["text"].strip(),
        "signs": [str(sign) for sign in data["signs"]],
    }


def _practice(attributes: dict[str, str], body: str) -> dict[str, Any]:
    minutes = attributes.get("minutes")
    return {"title": attributes["title"], "minutes": int(minutes) if minutes else None, "text": rich(body)}


def _check(_attributes: dict[str, str], body: str) -> dict[str, Any]:
    data = yaml.safe_load(body)
    return {
        "question": data["question"].strip(),
        "options": [
            {
                "text": str(option["text"]),
                "correct": bool(option.get("correct")),
                "feedback": option["feedback"].strip(),
            }
            for option in data["options"]
        ],
    }


def _picture(attributes: dict[str, str], _body: str) -> dict[str, Any]:
    return {"picture": Named("picture", attributes["name"]), "caption": attributes.get("caption", "")}


def _video(attributes: dict[str, str], body: str) -> dict[str, Any]:
    film, link, title = attributes.get("name"), attributes.get("link", ""), attributes.get("title", "")
    if bool(film) == bool(link):
        raise ValueError("give either name or link")
    if link and (fault := why_not_play(link)):
        raise ValueError(fault)
    if link and not (title and body.strip()):
        raise ValueError("a film by its link needs a title, and its words as the text of the block")
    return {"film": Named("film", film) if film else None, "link": link, "title": title, "transcript": body.strip()}


def _download(attributes: dict[str, str], _body: str) -> dict[str, Any]:
    return {"document": Named("document", attributes["name"]), "note": attributes.get("note", "")}


def _term(attributes: dict[str, str], _body: str) -> dict[str, Any]:
    return {"term": Named("term", attributes["code"])}


def _cite(attributes: dict[str, str], body: str) -> dict[str, Any]:
    return {"source": attributes["source"], "place": attributes.get("place", ""), "quote": body.strip()}


_READERS: dict[str, Callable[[dict[str, str], str], Any]] = {
    "text": _text,
    "picture": _picture,
    "video": _video,
    "callout": _callout,
    "steps": _steps,
    "compare": _compare,
    "table": _table,
    "message": _message,
    "practice": _practice,
    "check": _check,
    "download": _download,
    "term": _term,
    "cite": _cite,
}
