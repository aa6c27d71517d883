"""The public front page."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from courses.previewing import PreviewedAsServed


class HomePage(PreviewedAsServed, Page):
    """The front page, for citizens first: what can I do, and is this paper real?"""

    question = models.CharField(_("headline"), max_length=120)
    welcome = models.CharField(_("one sentence below it"), max_length=300)

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    content_panels = [*Page.content_panels, FieldPanel("question"), FieldPanel("welcome")]

    class Meta:
        verbose_name = _("front page")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from home.views import front

        return front(request, self)
