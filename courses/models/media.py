"""Pictures, films and sounds in lessons: every one says what it shows and whose it is."""

import hashlib
import mimetypes
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtailmedia.models import AbstractMedia

from courses.film_files import check_captions, check_film


class Picture(AbstractImage):
    """A picture with the words for those who cannot see it, and its credit."""

    alt_text = models.CharField(
        _("what the picture shows"),
        max_length=300,
        help_text=_("Read out to people who cannot see the picture."),
        default="",
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "alt_text", "credit")

    def generate_rendition_file(self, *args: Any, **kwargs: Any) -> ContentFile:
        """As Wagtail makes it, but with its temporary file closed, which Wagtail leaves to chance."""
        with super().generate_rendition_file(*args, **kwargs) as made:
            made.seek(0)
            return ContentFile(made.read(), name=made.name)

    @property
    def default_alt_text(self) -> str:
        return self.alt_text


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="picture_rendition_once", fields=["image", "filter_spec", "focal_point_key"]),
        ]


def captions_place(film: "Film", filename: str) -> str:
    """A name nobody guesses: the address of captions is as open as that of the film, and no more."""
    return f"captions/{secrets.token_hex(16)}.vtt"


class Film(AbstractMedia):
    """A film or a sound, with its words for those who cannot hear it.

    The file is served from the origin of uploads; captions from ours (courses/views/captions.py), because a browser
    takes them from another origin only if that one speaks of ours. `content_sha256` tells the same film when a
    course comes from files a second time.
    """

    captions = models.FileField(
        _("captions"),
        upload_to=captions_place,
        blank=True,
        help_text=_("A .vtt file. Shown over the film from the start; the reader may turn them off."),
    )
    transcript = models.TextField(
        _("transcript"),
        blank=True,
        help_text=_("Everything that is said and shown, in words. Can be opened below the film."),
    )
    poster = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture before it plays")
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)

    admin_form_fields = (
        "title",
        "file",
        "captions",
        "transcript",
        "poster",
        "credit",
        "duration",
        "collection",
        "tags",
    )

    class Meta:
        verbose_name = _("film or sound")
        verbose_name_plural = _("films and sounds")

    def clean(self, *args: Any, **kwargs: Any) -> None:
        super().clean(*args, **kwargs)
        faults = {}
        if is_new(self.file):
            faults["file"] = _refusal(lambda: check_film(self.file.file, kind=self.type))
        if is_new(self.captions):
            faults["captions"] = _refusal(lambda: check_captions(self.captions.file))
        if any(faults.values()):
            raise ValidationError({name: fault for name, fault in faults.items() if fault})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if is_new(self.file):
            self.content_sha256 = sha256_of(self.file.file)
        super().save(*args, **kwargs)

    @property
    def content_type(self) -> str:
        return mimetypes.guess_type(self.file.name)[0] or "application/octet-stream"


def is_new(field: Any) -> bool:
    """Whether a file was put into the field and is not kept yet."""
    return bool(field) and not field._committed


def sha256_of(file: File) -> str:
    """The hash of what the file holds, read in pieces; leaves the file at its beginning."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256")
    file.seek(0)
    return digest.hexdigest()


def _refusal(check: Any) -> ValidationError | None:
    try:
        check()
    except ValidationError as error:
        return error
    return None
