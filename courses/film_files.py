"""What a file of a film or a sound must be before it is kept: its name only says which type to expect."""

from pathlib import PurePath

import filetype
import webvtt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

# Extension → what the first bytes must say. All of these play in every browser of today.
VIDEO_TYPES = {"mp4": ("video/mp4",), "webm": ("video/webm",)}
AUDIO_TYPES = {"mp3": ("audio/mpeg",), "m4a": ("audio/mp4",), "ogg": ("audio/ogg",), "wav": ("audio/x-wav",)}
# More than any hour of speech needs.
CAPTIONS_MAX_BYTES = 512 * 1024
_FIRST_BYTES = 8192


def check_film(file: File, *, kind: str) -> None:
    """Raises ValidationError unless `file` is a film (`kind` "video") or a sound ("audio") that browsers play."""
    types = VIDEO_TYPES if kind == "video" else AUDIO_TYPES
    extension = extension_of(file.name or "")
    if extension not in types:
        raise ValidationError(_("Use a file of one of these types: %(types)s.") % {"types": ", ".join(sorted(types))})
    most = settings.FILM_MAX_MB
    if file.size > most * 1024 * 1024:
        raise ValidationError(
            _("The file has %(size)s MB; at most %(most)s MB are allowed.")
            % {"size": -(-file.size // 1024 // 1024), "most": most}
        )
    file.seek(0)
    found = filetype.guess(file.read(_FIRST_BYTES))
    file.seek(0)
    if found is None or found.mime not in types[extension]:
        raise ValidationError(_("What is in the file is not a %(type)s.") % {"type": extension})


def check_captions(file: File) -> None:
    """Raises ValidationError unless `file` is WebVTT in UTF-8 with at least one caption."""
    if extension_of(file.name or "") != "vtt":
        raise ValidationError(_("Captions are a file of the type .vtt (WebVTT)."))
    if file.size > CAPTIONS_MAX_BYTES:
        raise ValidationError(_("The file of captions is too big."))
    file.seek(0)
    content = file.read()
    file.seek(0)
    try:
        captions = webvtt.from_string(content.decode("utf-8-sig"), strict=True)
    except UnicodeDecodeError:
        raise ValidationError(_("The file of captions is not in UTF-8.")) from None
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError) as error:
        raise ValidationError(_("The captions cannot be read: %(why)s") % {"why": error}) from error
    if not len(captions):
        raise ValidationError(_("The file of captions holds no caption."))


def extension_of(name: str) -> str:
    return PurePath(name).suffix.removeprefix(".").lower()
