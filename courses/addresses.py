"""Addresses of pages: Vietnamese without accents ("Quản trị dữ liệu" → quan-tri-du-lieu)."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets import SlugInput

from kit.text import fold

# Latin letters with marks, up to the last Vietnamese one.
_MARKED = [chr(code) for code in range(0x00C0, 0x1EFA)]


def address_of(title: str) -> str:
    """What stands in the address for `title`; at most 255 characters, perhaps empty."""
    return slugify(fold(title))[:255]


def _letters_to_bare() -> list[tuple[re.Pattern[str], str]]:
    """For the browser, which does the same while an author types: patterns of marked letters, and the bare one."""
    marked = {bare: "".join(letter for letter in _MARKED if fold(letter) == bare) for bare in "adeiouy"}
    return [(re.compile(f"[{letters}]"), bare) for bare, letters in marked.items()]


ADDRESS_PANELS = [
    MultiFieldPanel(
        [
            FieldPanel("slug", widget=SlugInput(formatters=_letters_to_bare())),
            FieldPanel("seo_title"),
            FieldPanel("search_description"),
        ],
        _("For search engines"),
    ),
]


class PlainAddress:
    """Mixed into a page, has its address made from its title when an author gives none.

    An address with an accent is refused: courses/urls.py would not match it, and no list could link to it.
    """

    slug: str
    title: str
    promote_panels = ADDRESS_PANELS

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = address_of(self.title)
        super().full_clean(*args, **kwargs)  # type: ignore[misc]

    def clean(self) -> None:
        super().clean()  # type: ignore[misc]
        if not self.slug.isascii():
            raise ValidationError({"slug": _("Use plain letters without accents, digits and hyphens.")})
