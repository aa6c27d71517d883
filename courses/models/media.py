"""Pictures in lessons: every one says what it shows and whose it is."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image


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
