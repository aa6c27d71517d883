"""Headings and links of rich text, as Wagtail keeps it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Link:
    """A link: to a page or a document of ours by number (`kind`, `number`), else to `href`."""

    href: str
    kind: str
    number: str
    text: str = ""


@dataclass
class Written:
    """`headings` holds (level, text) pairs in order."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.written = Written()
        self.level = 0
        self.heading = ""
        self.link: Link | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.link = Link(found.get("href", ""), found.get("linktype", ""), found.get("id", ""))
            self.written.links.append(self.link)
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.level, self.heading = int(tag[1]), ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.link = None
        elif self.level and tag == f"h{self.level}":
            self.written.headings.append((self.level, self.heading.strip()))
            self.level = 0

    def handle_data(self, data: str) -> None:
        if self.link:
            self.link.text += data
        if self.level:
            self.heading += data


def read(html: str) -> Written:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.written
