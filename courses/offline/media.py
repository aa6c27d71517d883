"""Pictures and films in a lesson's HTML: which ones are taken along, and how big they are."""

from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage


@dataclass(frozen=True)
class File:
    """Something to fetch: its address, its size in bytes, and for a film what it is called."""

    url: str
    size: int
    title: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"url": self.url, "bytes": self.size, "title": self.title}


@dataclass(frozen=True)
class Light:
    """A lesson's HTML with one size of each picture, and the files it then shows."""

    html: str
    pictures: list[str]
    films: list[tuple[str, str]]
    captions: list[str]


def lighten(html: str, *, title: str) -> Light:
    """Keep of each picture the largest of the first format offered: one file is saved, whatever the screen.

    Films keep their address and are chosen one by one; `title` names those that have no name of their own.
    """
    soup = BeautifulSoup(html, "html.parser")
    for picture in soup.find_all("picture"):
        source, image = picture.find("source"), picture.find("img")
        if isinstance(image, Tag):
            if isinstance(source, Tag):
                image["src"] = _largest(str(source.get("srcset", ""))) or str(image["src"])
            _drop(image, "srcset", "sizes")
            picture.replace_with(image)
    films = [
        (address, str(film.get("title") or film.get("aria-label") or title))
        for film in soup.find_all(["video", "audio"])
        for address in [_film_address(film)]
        if address
    ]
    shown = [str(tag.get("src")) for tag in soup.find_all(["img", "track"])]
    shown += [str(film.get("poster")) for film in soup.find_all("video")]
    captions = [str(track.get("src")) for track in soup.find_all("track")]
    return Light(
        html=str(soup),
        pictures=[url for url in dict.fromkeys(shown) if _is_upload(url)],
        films=films,
        # A page of ours may hand out captions, for the browser takes them from the lesson's own origin only.
        captions=[url for url in captions if url.startswith("/")],
    )


def file_at(url: str, title: str = "") -> File | None:
    """The uploaded file at `url` with its size; None when the store does not have it."""
    name = url.removeprefix(settings.MEDIA_URL)
    try:
        return File(url, default_storage.size(name), title) if default_storage.exists(name) else None
    except SuspiciousFileOperation:
        return None


def _film_address(film: Tag) -> str:
    source = film.find("source")
    address = str(film.get("src") or (source.get("src") if isinstance(source, Tag) else "") or "")
    return address if _is_upload(address) else ""


def _is_upload(url: str) -> bool:
    return url.startswith(settings.MEDIA_URL)


def _largest(srcset: str) -> str:
    """The last address of a srcset, which Wagtail writes from small to large."""
    return srcset.split(",")[-1].strip().split(" ")[0]


def _drop(tag: Tag, *names: str) -> None:
    for name in names:
        if tag.has_attr(name):
            del tag[name]
