"""The tab “Kiểm tra” of the editor: what is to be mended in a page, as it was saved last."""

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


class Tab(ObjectList):
    """A tab whose place in the address does not change with the language: #tab-<name>."""

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "name": self.name}

    @property
    def clean_name(self) -> str:
        return self.name


class WithCheckTab:
    """Mixed into a page: the editor's usual tabs, and one more."""

    content_panels: Any
    promote_panels: Any
    settings_panels: Any
    base_form_class: Any

    @cached_classmethod
    def get_edit_handler(cls) -> Panel:  # noqa: N805
        tabs = [
            ("content", _("Content"), cls.content_panels),
            ("check", _("Check"), [CheckPanel()]),
            ("promote", _("Address and search"), cls.promote_panels),
            ("settings", _("Publishing"), cls.settings_panels),
        ]
        lists = [Tab(panels, heading=heading, name=name) for name, heading, panels in tabs if panels]
        return TabbedInterface(lists, base_form_class=cls.base_form_class).bind_to_model(cls)
