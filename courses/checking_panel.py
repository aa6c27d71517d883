"""The tab “Kiểm tra” of the editor: what is to be mended in a page, as it was saved last."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList, Panel, TabbedInterface
from wagtail.utils.decorators import cached_classmethod


class CheckPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/check_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from courses.linting.checking import check_draft

            context: dict[str, Any] = super().get_context_data(parent_context)
            context["checked"] = check_draft(self.instance) if self.instance.pk else None
            return context


class WithCheckTab:
    """Mixed into a page: the editor's usual tabs, and one more."""

    content_panels: Sequence[Panel]
    promote_panels: Sequence[Panel]
    settings_panels: Sequence[Panel]
    base_form_class: Any

    @cached_classmethod
    def get_edit_handler(cls) -> Panel:  # type: ignore[misc] # noqa: N805
        tabs = [
            (cls.content_panels, _("Content")),
            ([CheckPanel()], _("Check")),
            (cls.promote_panels, _("Address and search")),
            (cls.settings_panels, _("Publishing")),
        ]
        lists = [ObjectList(panels, heading=heading) for panels, heading in tabs if panels]
        return TabbedInterface(lists, base_form_class=cls.base_form_class).bind_to_model(cls)
