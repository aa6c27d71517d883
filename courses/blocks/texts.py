"""Blocks of words: text, callouts, comparisons, tables, messages, practice, quick checks."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr"]
SMALL_FEATURES = ["bold", "italic", "ol", "ul", "link"]
CELL_FEATURES = ["bold", "italic", "link"]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Text"), "features": TEXT_FEATURES, **kwargs})

    class Meta:
        template = "courses/blocks/text.html"
        icon = "pilcrow"


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("example", _("Example")),
            ("tip", _("Tip")),
            ("warning", _("Warning")),
            ("remember", _("Remember")),
        ],
        search_index=False,
    )
    title = blocks.CharBlock(label=_("Title"), required=False)
    text = blocks.RichTextBlock(label=_("Text"), features=SMALL_FEATURES)

    class Meta:
        template = "courses/blocks/callout.html"
        label = _("Callout")
        icon = "info-circle"


class SideBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    tone = blocks.ChoiceBlock(
        label=_("Tone"),
        choices=[("good", _("Good")), ("bad", _("Bad")), ("plain", _("Plain"))],
        default="plain",
        search_index=False,
    )
    items = blocks.ListBlock(blocks.CharBlock(), label=_("Points"))


class CompareBlock(blocks.StructBlock):
    left = SideBlock(label=_("Left"))
    right = SideBlock(label=_("Right"))

    class Meta:
        template = "courses/blocks/compare.html"
        label = _("Comparison")
        icon = "order"


class TableBlock(blocks.StructBlock):
    """A table with a header row; every row has as many cells as the header."""

    caption = blocks.CharBlock(label=_("Caption"), required=False)
    header = blocks.ListBlock(blocks.CharBlock(), label=_("Header"))
    rows = blocks.ListBlock(blocks.ListBlock(blocks.RichTextBlock(features=CELL_FEATURES)), label=_("Rows"))

    class Meta:
        template = "courses/blocks/table.html"
        label = _("Table")
        icon = "table"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if any(len(row) != len(value["header"]) for row in value["rows"]):
            raise blocks.StructBlockValidationError(
                block_errors={"rows": ValidationError(gettext("Every row needs as many cells as the header."))}
            )
        return value


class MessageBlock(blocks.StructBlock):
    """A message as it looks on a telephone, with what gives it away."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("sms", _("Text message")), ("chat", _("Chat")), ("email", _("E-mail")), ("call", _("Call"))],
        search_index=False,
    )
    sender = blocks.CharBlock(label=_("From"))
    text = blocks.TextBlock(label=_("Text"))
    signs = blocks.ListBlock(blocks.CharBlock(), label=_("What gives it away"))

    class Meta:
        template = "courses/blocks/message.html"
        label = _("Message")
        icon = "mail"


class PracticeBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    minutes = blocks.IntegerBlock(label=_("Minutes"), required=False, min_value=1)
    text = blocks.RichTextBlock(label=_("Text"), features=SMALL_FEATURES)

    class Meta:
        template = "courses/blocks/practice.html"
        label = _("Practice")
        icon = "edit"


class CheckOptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"))
    correct = blocks.BooleanBlock(label=_("Right"), required=False)
    feedback = blocks.TextBlock(label=_("What to say when it is chosen"), search_index=False)


class CheckBlock(blocks.StructBlock):
    """A quick check: ungraded; the answer and its feedback stay on the server until one is chosen."""

    question = blocks.TextBlock(label=_("Question"))
    options = blocks.ListBlock(CheckOptionBlock(), label=_("Answers"), min_num=2)

    class Meta:
        template = "courses/blocks/check.html"
        label = _("Quick check")
        icon = "help"
