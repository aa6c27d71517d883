"""HTML of other systems as plain text with line breaks, and the pictures it shows."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from courses.bank.drafts import lines_of

_SILENT = {"script", "style", "head", "template"}
_BLOCKS = {
    *("p", "div", "br", "ul", "ol", "table", "tr", "blockquote", "pre", "section", "article", "hr"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "figure", "figcaption"),
}


@dataclass
class Markup:
    """The words of a piece of HTML, and its pictures as (address, alternative text)."""

    text: str
    images: list[tuple[str, str]] = field(default_factory=list)


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.images: list[tuple[str, str]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "img":
            named = {name: value or "" for name, value in attrs}
            self.images.append((named.get("src", ""), named.get("alt", "")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\n", " "))


def read_html(html: str) -> Markup:
    """The words and pictures of `html`; a script says nothing."""
    parser = _Plain()
    parser.feed(html)
    parser.close()
    return Markup(lines_of("".join(parser.parts)), parser.images)
