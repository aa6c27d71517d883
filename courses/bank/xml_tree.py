"""XML of strangers as a small tree whose elements know their line. No DTD, so no entity, is ever read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser
from django.utils.translation import gettext as _

from courses.bank.drafts import CannotRead

# Deeper than any question; a parser that recurses is not led further.
_DEEPEST = 100


@dataclass
class Node:
    """An element: its name without a prefix, and what it holds, elements and words in order."""

    name: str
    attributes: dict[str, str]
    line: int
    content: "list[Node | str]" = field(default_factory=list)

    @property
    def children(self) -> "list[Node]":
        return [part for part in self.content if isinstance(part, Node)]

    def all(self, *names: str) -> "list[Node]":
        """The children of these names."""
        return [child for child in self.children if child.name in names]

    def first(self, *names: str) -> "Node | None":
        return next(iter(self.all(*names)), None)

    def below(self, *names: str) -> "Iterator[Node]":
        """The elements of these names anywhere below, in order."""
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.below(*names)

    def words(self) -> str:
        """All text below."""
        return "".join(part if isinstance(part, str) else part.words() for part in self.content)

    def text_of(self, name: str) -> str:
        """The text of the first child of that name, trimmed; empty without one."""
        child = self.first(name)
        return child.words().strip() if child else ""

    def html(self, *, without: frozenset[str] = frozenset()) -> str:
        """What it holds, written as HTML again, leaving out elements named in `without`."""
        parts = []
        for part in self.content:
            if isinstance(part, str):
                parts.append(escape(part, quote=False))
            elif part.name not in without:
                named = "".join(f' {name}="{escape(value)}"' for name, value in part.attributes.items())
                parts.append(f"<{part.name}{named}>{part.html(without=without)}</{part.name}>")
        return "".join(parts)

    def without(self, name: str) -> "Node":
        """The element without its children of that name."""
        kept = [part for part in self.content if isinstance(part, str) or part.name != name]
        return Node(self.name, self.attributes, self.line, kept)


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[Node] = []
        self.root: Node | None = None
        self.locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 - the name SAX calls
        self.locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        line = self.locator.getLineNumber() if self.locator else 0
        if len(self.open) >= _DEEPEST:
            raise CannotRead(_("The file is nested too deeply."), line=line)
        node = Node(name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attrs.items()}, line)
        if self.open:
            self.open[-1].content.append(node)
        else:
            self.root = node
        self.open.append(node)

    def endElement(self, name: str) -> None:  # noqa: N802
        self.open.pop()

    def characters(self, content: str) -> None:
        if self.open:
            self.open[-1].content.append(content)


def parse_xml(text: str) -> Node:
    """The root of an XML text. Raises CannotRead for what is not well-formed, and for any DTD or entity."""
    builder = _Builder()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(builder)
    # The text is decoded already; what its first line says of an encoding is no longer true.
    _start, mark, rest = text.partition("?>") if text.lstrip().startswith("<?xml") else ("", "", text)
    blank = "\n" * _start.count("\n") if mark else ""
    try:
        parser.parse(BytesIO((blank + rest).lstrip(" \t").encode("utf-8")))
    except DefusedXmlException:
        raise CannotRead(
            _("The file defines entities (a DTD). Such files are not read, since they can do harm.")
        ) from None
    except SAXParseException as error:
        raise CannotRead(
            _("The XML is broken here: %(reason)s.") % {"reason": error.getMessage()}, line=error.getLineNumber() or 0
        ) from None
    if builder.root is None:
        raise CannotRead(_("The file is empty."))
    return builder.root
