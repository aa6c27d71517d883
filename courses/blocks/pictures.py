"""Pictures, and steps that show where to tap."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from courses.blocks.texts import SMALL_FEATURES


class PictureChooserBlock(ImageChooserBlock):
    """Chooses a picture that says in words what it shows; one that does not is refused."""

    def clean(self, value: Any) -> Any:
        picture = super().clean(value)
        if picture is not None and not picture.alt_text.strip():
            raise ValidationError(
                gettext("“%(picture)s” does not say what it shows. Write it down at the picture first.")
                % {"picture": picture}
            )
        return picture

    def get_searchable_content(self, value: Any) -> list[str]:
        return [value.alt_text] if value else []


class PictureBlock(blocks.StructBlock):
    picture = PictureChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        template = "courses/blocks/picture.html"
        label = _("Picture")
        icon = "image"


class StepBlock(blocks.StructBlock):
    """One thing to do, and how the screen looks then."""

    text = blocks.RichTextBlock(label=_("What to do"), features=SMALL_FEATURES)
    picture = PictureChooserBlock(label=_("Picture"), required=False)


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"))

    class Meta:
        template = "courses/blocks/steps.html"
        label = _("Steps")
        icon = "list-ol"
