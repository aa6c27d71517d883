"""The steps of a course as its author sees them in the explorer: in order, with what each is and takes."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageViewSet

from courses.models import CoursePage, StepPage


class StepViewSet(PageViewSet):
    """Registered for the parent of steps: the listing below a course."""

    model = StepPage
    parent_models = (CoursePage,)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            BulkActionsColumn("bulk_actions"),
            PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
            Column("kind", label=_("Kind"), accessor=lambda page: page.specific_class._meta.verbose_name, width="12%"),
            Column("minutes", label=_("Minutes"), accessor=lambda page: getattr(page, "minutes", ""), width="8%"),
            DateColumn(
                "latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at", width="14%"
            ),
            PageStatusColumn("status", label=_("Status"), sort_key="live", width="14%"),
        ]
