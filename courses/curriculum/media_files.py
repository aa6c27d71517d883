"""media.yaml and media/: pictures, films and documents of a course.

A file is known again by what is in it, not by its name: the same bytes are the same picture, whoever brought them.
Other bytes under an old name are a new picture; the old one stays for those who use it.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.utils.file import hash_filelike

from courses.addresses import address_of
from courses.curriculum.importing_things import Import, put
from courses.curriculum.named import Named, named_in
from courses.curriculum.phone_pictures import draw_phone, why_not_draw
from courses.curriculum.reader import BadCurriculum, Reader
from courses.models import Film, Picture
from courses.models.media import sha256_of

FILE = "media.yaml"
KEYS = {"pictures": ["title", "alt"], "films": ["file", "title", "kind"], "documents": ["file", "title"]}
KINDS = {"pictures": "picture", "films": "film", "documents": "document"}
Media = dict[str, dict[str, dict[str, Any]]]


def read_media(reader: Reader) -> Media:
    """What media.yaml lists: kind → name → facts."""
    found = reader.optional_yaml(FILE) or {}
    if not reader.require(FILE, found, []):
        return {}
    for kind in found.keys() - KEYS.keys():
        reader.fault(FILE, f"unknown kind {kind}; there are {', '.join(KEYS)}")
    media: Media = {}
    for kind, keys in KEYS.items():
        listed = found.get(kind) or {}
        if reader.require(f"{FILE} {kind}", listed, []):
            media[kind] = {n: facts for n, facts in listed.items() if _is_whole(reader, kind, n, facts, keys)}
    for name, facts in media.get("films", {}).items():
        if facts.get("poster") and facts["poster"] not in media.get("pictures", {}):
            reader.fault(f"{FILE} {name}", f"there is no picture {facts['poster']}")
    return media


def _is_whole(reader: Reader, kind: str, name: str, facts: Any, keys: list[str]) -> bool:
    place = f"{FILE} {name}"
    if not reader.require(place, facts, keys):
        return False
    for file in ("file", "captions"):
        if facts.get(file):
            reader.file(place, facts[file])
    if kind == "pictures":
        _check_picture(reader, place, facts)
    if kind == "films":
        reader.choice(place, facts, "kind", ["video", "audio"])
    return True


def _check_picture(reader: Reader, place: str, facts: dict[str, Any]) -> None:
    if not str(facts["alt"]).strip():
        reader.fault(place, "alt must say what the picture shows")
    if ("file" in facts) == ("screen" in facts):
        reader.fault(place, "a picture is a file, or a screen to draw")
    elif "screen" in facts and (fault := why_not_draw(facts["screen"])):
        reader.fault(place, fault)


def check_names(reader: Reader, place: str, value: Any, media: Media, terms: set[str]) -> None:
    """Everything that `value` shows from elsewhere must be listed."""
    listed = {Named(KINDS[kind], name) for kind, things in media.items() for name in things}
    listed |= {Named("term", code) for code in terms}
    for named in sorted(named_in(value) - listed, key=lambda named: (named.kind, named.name)):
        reader.fault(place, f"there is no {named.kind} {named.name}")


def bring_media(media: Media, work: Import) -> None:
    """Add what is not there yet, and update the words of what is. Raises BadCurriculum."""
    for kind, bring in (("pictures", _picture), ("films", _film), ("documents", _document)):
        for name, facts in media.get(kind, {}).items():
            try:
                row, is_new, changed = bring(facts, work)
            except ValidationError as error:
                raise BadCurriculum(
                    [f"{work.folder.name}/{FILE} {name}: {fault}" for fault in error.messages]
                ) from error
            work.keys[Named(KINDS[kind], name)] = row.pk
            work.count(is_new=is_new, is_changed=changed)


def _picture(facts: dict[str, Any], work: Import) -> tuple[Model, bool, bool]:
    _give_hashes(Picture)
    words = {"title": facts["title"], "alt_text": facts["alt"].strip(), "credit": facts.get("credit", "")}
    return _bring(Picture, "file_hash", hash_filelike, facts, words, work)


def _document(facts: dict[str, Any], work: Import) -> tuple[Model, bool, bool]:
    model = get_document_model()
    _give_hashes(model)
    return _bring(model, "file_hash", hash_filelike, facts, {"title": facts["title"]}, work)


def _film(facts: dict[str, Any], work: Import) -> tuple[Model, bool, bool]:
    words = {
        "title": facts["title"],
        "type": facts["kind"],
        "duration": float(facts.get("seconds", 0)),
        "transcript": facts.get("transcript", "").strip(),
        "poster_id": work.key_of(Named("picture", facts["poster"])) if facts.get("poster") else None,
        "credit": facts.get("credit", ""),
    }
    film, is_new, changed = _bring(Film, "content_sha256", sha256_of, facts, words, work)
    assert isinstance(film, Film)  # noqa: S101 - for the type checker
    captions = (work.folder / facts["captions"]).read_bytes() if facts.get("captions") else b""
    if captions != _held(film.captions):
        if captions:
            with (work.folder / facts["captions"]).open("rb") as file:
                film.captions = File(file, name="captions.vtt")
                film.full_clean()
                film.save()
        else:
            film.captions = ""
            film.save()
        changed = True
    return film, is_new, changed


def _held(field: Any) -> bytes:
    if not field:
        return b""
    with field.open("rb") as file:
        return bytes(file.read())


def _bring(
    model: Any,
    hash_field: str,
    digest: Callable[[Any], str],
    facts: dict[str, Any],
    words: dict[str, Any],
    work: Import,
) -> tuple[Model, bool, bool]:
    """The row with this file: among several, the one with these words; else the oldest; else a new one."""
    with _content(facts, work) as wrapped:
        content_hash = digest(wrapped)
        same = list(model.objects.filter(**{hash_field: content_hash}).order_by("pk"))
        row = next((row for row in same if all(getattr(row, n) == v for n, v in words.items())), None)
        row = row or next(iter(same), None)
        is_new = row is None
        if row is None:
            row = model(**{"file": wrapped, hash_field: content_hash})
        changed = put(row, words)
        if is_new or changed:
            if model is get_document_model():
                row.file_size = wrapped.size
            row.full_clean()
            row.save()
    return row, is_new, changed


def _content(facts: dict[str, Any], work: Import) -> File:
    """The file of the folder; of a screen to draw, the drawing."""
    if "screen" in facts:
        return ContentFile(draw_phone(facts["screen"]), name=f"{address_of(facts['title'])}.png")
    path = work.folder / facts["file"]
    return File(path.open("rb"), name=path.name)


def _give_hashes(model: Any) -> None:
    """Rows that were made without a hash get one, so that they are found again."""
    for row in model.objects.filter(file_hash=""):
        row.get_file_hash()
