"""The first screen of the administration: what waits for this person, in the order of the work."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import LockedPagesPanel, RecentEditsPanel
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from accounts.models import User
from courses.authoring.attention import rows_for
from courses.models import CourseIndexPage

SHOWN = 6
IRRELEVANT = (RecentEditsPanel, LockedPagesPanel)


def drafts_of(person: User) -> list[Page]:
    """Pages that `person` began or changed last and nobody has published so yet, newest first. Two queries."""
    pages = Page.objects.filter(has_unpublished_changes=True, depth__gt=1)
    mine = pages.filter(owner=person) | pages.filter(latest_revision__user=person)
    return list(mine.distinct().order_by("-latest_revision_created_at").prefetch_workflow_states()[:SHOWN])


def published_lately(person: User) -> list[Page]:
    """What went on the site last, among the pages that `person` may look into."""
    pages = page_permission_policy.explorable_instances(person).live().filter(depth__gt=1)
    return list(pages.exclude(last_published_at=None).order_by("-last_published_at")[:SHOWN])


class _Panel(Component):
    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        person = (parent_context or {})["request"].user
        return self.look(person)

    def look(self, person: User) -> dict[str, Any]:
        raise NotImplementedError


class AttentionPanel(_Panel):
    name = "attention"
    template_name = "courses/admin/home_attention.html"
    order = 205

    def look(self, person: User) -> dict[str, Any]:
        return {"rows": rows_for(person)}


class DraftsPanel(_Panel):
    name = "my_drafts"
    template_name = "courses/admin/home_drafts.html"
    order = 230

    def look(self, person: User) -> dict[str, Any]:
        catalogue = CourseIndexPage.objects.first()
        begin = reverse("wagtailadmin_explore", args=[catalogue.pk]) if catalogue else ""
        return {"pages": drafts_of(person), "begin": begin}


class PublishedPanel(_Panel):
    name = "published_lately"
    template_name = "courses/admin/home_published.html"
    order = 240

    def look(self, person: User) -> dict[str, Any]:
        return {"pages": published_lately(person)}


def arrange(panels: list[Any]) -> None:
    """Ours in, what serves no author out; Wagtail's two lists of reviews stay."""
    panels[:] = [panel for panel in panels if not isinstance(panel, IRRELEVANT)]
    panels += [AttentionPanel(), DraftsPanel(), PublishedPanel()]
