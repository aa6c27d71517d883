"""Lesson Markdown with ::: blocks → the raw data of the lesson's StreamField.

Block ids are derived from the lesson and the position, so that importing the same file twice
yields the same data and a quick check keeps its address.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import mistune
import nh3
import yaml

_OPENING = re.compile(r'^:::(\w+)((?:\s+\w+="[^"]*")*)\s*$')
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_DIVIDER = re.compile(r"^\|?[\s:|-]+\|[\s:|-]*$")
_ALLOWED = {"p", "h2", "h3", "b", "i", "ul", "ol", "li", "a", "hr", "br"}
CALLOUTS = ("example", "tip", "warning", "remember")
MESSAGES = ("sms", "chat", "email", "call")
TONES = ("good", "bad", "plain")
_NAMESPACE = uuid.UUID("6f2a3c1e-8d7b-4f5a-9c0e-1b2d3e4f5a6b")

_markdown = mistune.create_markdown(escape=True, hard_wrap=False)


class BadBlock(Exception):
    """A ::: block of a lesson cannot be read; the message says which and why."""


def rich(markdown: str) -> str:
    """Markdown as the HTML that Wagtail's rich text keeps; anything else is stripped."""
    html = str(_markdown(markdown)).replace("strong>", "b>").replace("em>", "i>")
    return nh3.clean(html, tags=_ALLOWED, attributes={"a": {"href"}}, link_rel=None).replace("\n", "")


def inline(markdown: str) -> str:
    """One line of Markdown, without the paragraph around it."""
    return rich(markdown).removeprefix("<p>").removesuffix("</p>")


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
        kind, attributes = opening[1], dict(_ATTRIBUTE.findall(opening[2]))
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
        yield "table", _table(lines[position:end])
        position = end
    if any(line.strip() for line in text):
        yield "text", rich("\n".join(text))


def _table(lines: list[str]) -> dict[str, Any]:
    header, _divider, *rows = ([cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines)
    if any(len(row) != len(header) for row in rows):
        raise BadBlock(f"the table “{lines[0]}” has a row with more or fewer cells than its header")
    return {"caption": "", "header": header, "rows": [[inline(cell) for cell in row] for row in rows]}


def _directive(kind: str, attributes: dict[str, str], body: str, line: int) -> dict[str, Any]:
    reader = _READERS.get(kind)
    if reader is None:
        raise BadBlock(f"line {line}: unknown block :::{kind}; there are {', '.join(sorted(_READERS))}")
    try:
        return reader(attributes, body)
    except (KeyError, TypeError, AttributeError, ValueError, yaml.YAMLError) as error:
        raise BadBlock(f"line {line}: :::{kind} cannot be read: {error}") from error


def _one_of(offered: tuple[str, ...], chosen: str) -> str:
    if chosen not in offered:
        raise ValueError(f"{chosen} is none of {', '.join(offered)}")
    return chosen


def _callout(attributes: dict[str, str], body: str) -> dict[str, Any]:
    return {"kind": _one_of(CALLOUTS, attributes["kind"]), "title": attributes.get("title", ""), "text": rich(body)}


def _steps(attributes: dict[str, str], body: str) -> dict[str, Any]:
    items = re.split(r"^\d+\.\s+", body, flags=re.MULTILINE)
    return {
        "title": attributes.get("title", ""),
        "steps": [{"text": rich(item.strip()), "picture": None} for item in items if item.strip()],
    }


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


_READERS: dict[str, Callable[[dict[str, str], str], dict[str, Any]]] = {
    "callout": _callout,
    "steps": _steps,
    "compare": _compare,
    "message": _message,
    "practice": _practice,
    "check": _check,
}
