"""Names for what a course shows, given as an export meets it, and the files behind them."""

from dataclasses import dataclass, field
from typing import Any

from wagtail.documents import get_document_model
from wagtail.models import Page

from courses.addresses import address_of
from courses.curriculum.richtext import PAGE
from courses.curriculum.term_files import write_term
from courses.film_files import extension_of
from courses.models import Film, Picture, Term

PLURALS = {"picture": "pictures", "film": "films", "document": "documents"}


@dataclass
class Shelf:
    """Pictures, films, documents and terms by the names that files will call them.

    A name is made from the title, and the same things met in the same order get the same names. `files` are the
    paths in the folder with the file each is copied from.
    """

    top: Page
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    terms: dict[int, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)
    names: dict[tuple[str, int], str] = field(default_factory=dict)

    def name(self, kind: str, key: int) -> str:
        if (kind, key) not in self.names:
            self.names[kind, key] = self._term(key) if kind == "term" else self._medium(kind, key)
        return self.names[kind, key]

    def page(self, key: int) -> str:
        """`page:/khoa-hoc/…/`; empty when the page is gone or lies elsewhere, as the link leads nowhere then."""
        page = Page.objects.filter(pk=key).first()
        top = self.top.url_path.rstrip("/")
        return f"{PAGE}{page.url_path.removeprefix(top)}" if page and page.url_path.startswith(f"{top}/") else ""

    def listed(self) -> dict[str, Any]:
        """What media.yaml says: the kinds that are there, in one order."""
        return {kind: self.media[kind] for kind in PLURALS.values() if kind in self.media}

    def _term(self, key: int) -> str:
        term = Term.objects.get(pk=key)
        self.terms[key] = write_term(term)
        return term.code

    def _medium(self, kind: str, key: int) -> str:
        model: Any = {"picture": Picture, "film": Film, "document": get_document_model()}[kind]
        row = model.objects.get(pk=key)
        names = self.media.setdefault(PLURALS[kind], {})
        name = self._free_name(address_of(row.title) or kind, names)
        facts = names[name] = {"file": self._put(name, row.file), "title": row.title}
        facts |= {"picture": self._of_picture, "film": self._of_film, "document": self._of_document}[kind](name, row)
        return name

    def _of_picture(self, name: str, picture: Any) -> dict[str, Any]:
        return {"alt": picture.alt_text} | ({"credit": picture.credit} if picture.credit else {})

    def _of_document(self, name: str, document: Any) -> dict[str, Any]:
        return {}

    def _of_film(self, name: str, film: Film) -> dict[str, Any]:
        facts = {
            "kind": film.type,
            "seconds": film.duration,
            "captions": self._put(f"{name}-phu-de", film.captions) if film.captions else "",
            "transcript": "\n".join(film.transcript.splitlines()).strip(),
            "poster": self.name("picture", film.poster_id) if film.poster_id else "",
            "credit": film.credit,
        }
        return {key: value for key, value in facts.items() if value}

    def _put(self, name: str, file: Any) -> str:
        path = self._free_name(f"media/{name}", self.files, f".{extension_of(file.name)}")
        self.files[path] = file
        return path

    @staticmethod
    def _free_name(wanted: str, taken: dict[str, Any], suffix: str = "") -> str:
        number, name = 1, f"{wanted}{suffix}"
        while name in taken:
            number += 1
            name = f"{wanted}-{number}{suffix}"
        return name
