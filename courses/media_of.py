"""Which files a lesson shows or plays, and how big they are: to keep them for reading without a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from courses.blocks.films import POSTER, captions_url
from courses.models import Film, LessonPage, Picture

# As templates/courses/blocks/_picture.html asks for them: the browser takes one of these.
PICTURE_SIZES = [f"format-{kind}|width-{width}" for kind in ("webp", "jpeg") for width in (480, 960)]


@dataclass(frozen=True)
class Medium:
    """One file of a lesson. `kind` is picture, poster, video, audio, captions or document; `size` in bytes."""

    kind: str
    url: str
    size: int
    content_type: str
    title: str


def media_of(lesson: LessonPage) -> list[Medium]:
    """The files of `lesson` in reading order, each address once. Pictures come in the sizes that the page offers.

    Films of other hosts are not ours to keep and are left out. Makes the sizes of a picture that nobody has seen yet.
    """
    found = {medium.url: medium for block in lesson.body for medium in _of_block(block.block_type, block.value)}
    return list(found.values())


def _of_block(kind: str, value: Any) -> Iterator[Medium]:
    if kind == "picture":
        yield from _picture(value["picture"])
    elif kind == "steps":
        for step in value["steps"]:
            yield from _picture(step["picture"])
    elif kind == "video" and value["film"]:
        yield from _film(value["film"])
    elif kind == "download" and value["document"]:
        document = value["document"]
        yield Medium("document", document.url, document.get_file_size() or 0, document.content_type, document.title)


def _picture(picture: Picture | None, kind: str = "picture", sizes: list[str] = PICTURE_SIZES) -> Iterator[Medium]:
    if picture is None:
        return
    for spec, rendition in picture.get_renditions(*sizes).items():
        content_type = "image/" + spec.partition("|")[0].removeprefix("format-")
        yield Medium(kind, rendition.url, rendition.file.size, content_type, picture.alt_text)


def _film(film: Film) -> Iterator[Medium]:
    yield Medium(film.type, film.url, film.file.size, film.content_type, film.title)
    if film.captions:
        yield Medium("captions", captions_url(film), film.captions.size, "text/vtt", film.title)
    yield from _picture(film.poster, "poster", [POSTER])
