"""The blocks that say what to do in a task: those of a lesson that need no answer."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks import TEXT_FEATURES, CalloutBlock, CompareBlock, PictureBlock, StepsBlock, TableBlock


class TaskBody(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        label=_("Text"), features=TEXT_FEATURES, template="courses/blocks/text.html", icon="pilcrow"
    )
    picture = PictureBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    compare = CompareBlock()
    table = TableBlock()
