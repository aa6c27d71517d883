"""A film or a sound, chosen from ours or linked from a host that the settings allow."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtailmedia.blocks import AbstractMediaChooserBlock

from courses.film_files import AUDIO_TYPES, VIDEO_TYPES, extension_of

POSTER = "format-webp|width-960"


class FilmChooserBlock(AbstractMediaChooserBlock):
    def render_basic(self, value: Any, context: Any = None) -> str:
        return str(value) if value else ""

    def get_searchable_content(self, value: Any) -> list[str]:
        return [text for text in (value.title, value.transcript) if text] if value else []


@dataclass(frozen=True)
class Played:
    """What the template needs of a film, wherever it lies. Times in seconds, sizes in pixels; 0 is unknown."""

    kind: str
    url: str
    title: str
    transcript: str
    content_type: str = ""
    film: int | None = None
    seconds: int = 0
    captions_url: str = ""
    poster_url: str = ""
    poster_alt: str = ""
    credit: str = ""


class VideoBlock(blocks.StructBlock):
    """Plays in the browser's own player, without anybody else's script."""

    film = FilmChooserBlock(label=_("Film or sound"), required=False)
    link = blocks.URLBlock(
        label=_("Or the address of a film"),
        required=False,
        search_index=False,
        help_text=_("Of a file (.mp4, .webm, .mp3 …) on a host that the operator allows."),
    )
    title = blocks.CharBlock(label=_("Title"), required=False)
    transcript = blocks.TextBlock(
        label=_("Transcript"), required=False, help_text=_("For a film by its address; ours bring their own.")
    )

    class Meta:
        template = "courses/blocks/video.html"
        label = _("Film or sound")
        icon = "media"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        faults = _faults(value)
        if faults:
            raise blocks.StructBlockValidationError(
                block_errors={name: ValidationError(fault) for name, fault in faults.items()}
            )
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        if value["film"]:
            context["played"] = _of_ours(value["film"], value["title"])
        elif value["link"]:
            context["played"] = _linked(value)
        return context


def _faults(value: Any) -> dict[str, str]:
    """Field → what is wrong: exactly one film, and words for who cannot hear a linked one."""
    if bool(value["film"]) == bool(value["link"]):
        return {"film": gettext("Choose a film, or give the address of one; not both.")}
    if value["film"]:
        return {}
    faults = {}
    if fault := why_not_play(value["link"]):
        faults["link"] = fault
    if not value["title"]:
        faults["title"] = gettext("Give the film a title.")
    if not value["transcript"]:
        faults["transcript"] = gettext("Write down what is said and shown, for those who cannot hear or load the film.")
    return faults


def why_not_play(address: str) -> str:
    """Empty when `address` is a file of a known type on an allowed host, by https; else the sentence to show."""
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.netloc not in settings.FILM_HOSTS:
        return gettext("Films are played only by https from these hosts: %(hosts)s.") % {
            "hosts": ", ".join(settings.FILM_HOSTS) or "—"
        }
    types = {**VIDEO_TYPES, **AUDIO_TYPES}
    if extension_of(parts.path) not in types:
        return gettext("The address must be that of a file of one of these types: %(types)s.") % {
            "types": ", ".join(sorted(types))
        }
    return ""


def _of_ours(film: Any, title: str) -> Played:
    poster = film.poster.get_rendition(POSTER) if film.poster else None
    return Played(
        kind=film.type,
        url=film.url,
        title=title or film.title,
        transcript=film.transcript,
        content_type=film.content_type,
        film=film.pk,
        seconds=round(film.duration),
        captions_url=captions_url(film),
        poster_url=poster.url if poster else "",
        poster_alt=film.poster.alt_text if poster else "",
        credit=film.credit,
    )


def _linked(value: Any) -> Played:
    kind = "audio" if extension_of(urlsplit(value["link"]).path) in AUDIO_TYPES else "video"
    return Played(kind=kind, url=value["link"], title=value["title"], transcript=value["transcript"])


def captions_url(film: Any) -> str:
    """The address of a film's captions on our own origin; empty when it has none."""
    name = film.captions.name.removeprefix("captions/").removesuffix(".vtt") if film.captions else ""
    return reverse("courses:captions", args=[name]) if name else ""
