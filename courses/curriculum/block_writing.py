"""The data of a lesson's StreamField → Markdown with ::: blocks, so that blocks.py reads the same again."""

from collections.abc import Callable
from typing import Any

import yaml

from courses.curriculum.named import Names
from courses.curriculum.richtext import CannotWrite, blocks_of, inline_of, markdown_of


def write_body(body: list[dict[str, Any]], names: Names) -> str:
    """The Markdown of a lesson. Raises CannotWrite when a block holds what files cannot say."""
    pieces: list[str] = []
    previous = ""
    for block in body:
        kind = block["type"]
        written = write_block(kind, block["value"], names)
        if kind == "text" and previous == "text":
            written = _fenced("text", {}, written)
        if written:
            pieces.append(written)
            previous = kind
    return "\n\n".join(pieces) + "\n" if pieces else ""


def write_block(kind: str, value: Any, names: Names) -> str:
    return _WRITERS[kind](value, names)


def as_yaml(data: Any) -> str:
    """`data` as YAML in one way only: keys as they stand, no line folded."""
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000))


def _fenced(kind: str, attributes: dict[str, str], body: str = "") -> str:
    given = "".join(f' {name}="{_quoted(value)}"' for name, value in attributes.items() if value)
    lines = body.rstrip("\n")
    if any(line.startswith(":::") for line in lines.split("\n")):
        raise CannotWrite(body)
    return f":::{kind}{given}\n{lines}\n:::" if lines else f":::{kind}{given}\n:::"


def _quoted(value: str) -> str:
    return " ".join(value.splitlines()).replace("\\", "\\\\").replace('"', '\\"')


def _rich(html: str, names: Names) -> str:
    return markdown_of(blocks_of(html, names.page))


def _text(value: str, names: Names) -> str:
    return _rich(value, names)


def _picture(value: dict[str, Any], names: Names) -> str:
    return _fenced("picture", {"name": names.name("picture", value["picture"]), "caption": value.get("caption", "")})


def _video(value: dict[str, Any], names: Names) -> str:
    film = names.name("film", value["film"]) if value.get("film") else ""
    attributes = {"name": film, "link": value.get("link", ""), "title": value.get("title", "")}
    return _fenced("video", attributes, _lines(value.get("transcript", "")))


def _callout(value: dict[str, Any], names: Names) -> str:
    return _fenced("callout", {"kind": value["kind"], "title": value.get("title", "")}, _rich(value["text"], names))


def _steps(value: dict[str, Any], names: Names) -> str:
    lines: list[str] = []
    for number, step in enumerate(map(_item, value["steps"]), start=1):
        text = _rich(step["text"], names).split("\n")
        if step.get("picture"):
            text.append(f"![]({names.name('picture', step['picture'])})")
        lines += [f"{number}. {text[0]}", *(f"   {line}" if line else "" for line in text[1:])]
    return _fenced("steps", {"title": value.get("title", "")}, "\n".join(lines))


def _compare(value: dict[str, Any], names: Names) -> str:
    sides = {
        side: {
            "title": value[side]["title"],
            "tone": value[side].get("tone", "plain"),
            "items": [_item(item) for item in value[side]["items"]],
        }
        for side in ("left", "right")
    }
    return _fenced("compare", {}, as_yaml(sides))


def _table(value: dict[str, Any], names: Names) -> str:
    header = [_item(cell).strip().replace("\\", "\\\\").replace("|", "\\|") for cell in value["header"]]
    rows = [[_cell(_item(cell), names) for cell in _item(row)] for row in value["rows"]]
    if any(len(row) != len(header) for row in rows):
        raise CannotWrite(f"a row of the table “{' | '.join(header)}” has more or fewer cells than its header")
    lines = [_row(header), "|" + "---|" * len(header), *(_row(row) for row in rows)]
    table = "\n".join(lines)
    return _fenced("table", {"caption": value["caption"]}, table) if value.get("caption") else table


def _row(cells: list[str]) -> str:
    return "".join(f"| {cell} " for cell in cells) + "|"


def _cell(html: str, names: Names) -> str:
    """A cell on one line: a border within it is escaped, once."""
    return inline_of(html, names.page).replace("\\|", "|").replace("|", "\\|")


def _message(value: dict[str, Any], names: Names) -> str:
    data = {"text": _lines(value["text"]), "signs": [_item(sign) for sign in value["signs"]]}
    return _fenced("message", {"kind": value["kind"], "from": value["sender"]}, as_yaml(data))


def _practice(value: dict[str, Any], names: Names) -> str:
    minutes = str(value["minutes"]) if value.get("minutes") else ""
    return _fenced("practice", {"title": value["title"], "minutes": minutes}, _rich(value["text"], names))


def _check(value: dict[str, Any], names: Names) -> str:
    options = []
    for option in map(_item, value["options"]):
        right = {"correct": True} if option.get("correct") else {}
        options.append({"text": option["text"], **right, "feedback": _lines(option["feedback"])})
    return _fenced("check", {}, as_yaml({"question": _lines(value["question"]), "options": options}))


def _download(value: dict[str, Any], names: Names) -> str:
    return _fenced("download", {"name": names.name("document", value["document"]), "note": value.get("note", "")})


def _term(value: dict[str, Any], names: Names) -> str:
    return _fenced("term", {"code": names.name("term", value["term"])})


def _cite(value: dict[str, Any], names: Names) -> str:
    attributes = {"source": value["source"], "place": value.get("place", "")}
    return _fenced("cite", attributes, _lines(value.get("quote", "")))


def _lines(text: str) -> str:
    """Text of several lines as files keep it: one kind of line end, nothing around it."""
    return "\n".join(text.splitlines()).strip()


def _item(item: Any) -> Any:
    """What a list holds: Wagtail keeps an item with an id around it, files without."""
    return item["value"] if isinstance(item, dict) and item.get("type") == "item" else item


_WRITERS: dict[str, Callable[[Any, Names], str]] = {
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
