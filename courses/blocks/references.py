"""Blocks that point elsewhere: a document to take home, a word of the glossary, the text a lesson rests on."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail.snippets.widgets import AdminSnippetChooser


class DownloadBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    note = blocks.CharBlock(label=_("What it is for"), required=False)

    class Meta:
        template = "courses/blocks/download.html"
        label = _("Download")
        icon = "download"


class TermChooserBlock(SnippetChooserBlock):
    @cached_property
    def widget(self) -> AdminSnippetChooser:
        """Wagtail's own puts its words together once, in the language of whoever comes first."""
        return AdminSnippetChooser(
            self.target_model,
            icon=self.meta.icon,
            choose_one_text=_("Choose a term"),
            choose_another_text=_("Choose another term"),
            link_to_chosen_text=_("Edit this term"),
        )

    def get_searchable_content(self, value: Any) -> list[str]:
        return [value.term, value.definition] if value else []


class TermBlock(blocks.StructBlock):
    """A word with its meaning, where the reader first needs it; the course's glossary gathers them."""

    term = TermChooserBlock("courses.Term", label=_("Term"))

    class Meta:
        template = "courses/blocks/term.html"
        label = _("Term")
        icon = "openquote"


class CiteBlock(blocks.StructBlock):
    """The place in one of the course's sources that says so."""

    source = blocks.CharBlock(
        label=_("Source"), help_text=_("The short name of a source of this course."), search_index=False
    )
    place = blocks.CharBlock(label=_("Article or page"), required=False)
    quote = blocks.TextBlock(label=_("In its own words"), required=False)

    class Meta:
        template = "courses/blocks/cite.html"
        label = _("Source")
        icon = "link"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        context["source"] = (parent_context or {}).get("sources", {}).get(value["source"])
        return context
