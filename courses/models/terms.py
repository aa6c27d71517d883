"""Words that lessons explain: one meaning for the whole platform, with the text it comes from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class Term(models.Model):
    """A word of the glossary. `code` is stable: a second import updates the term it names."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    term = models.CharField(_("term"), max_length=120)
    definition = models.TextField(_("what it means"))
    source = models.CharField(_("source"), max_length=300, blank=True, help_text=_("The document, with its article."))
    wagtail_reference_index_ignore = True

    panels = [FieldPanel("code"), FieldPanel("term"), FieldPanel("definition"), FieldPanel("source")]

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("glossary")
        ordering = ("term",)

    def __str__(self) -> str:
        return self.term
