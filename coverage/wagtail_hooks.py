"""Administrators see every target and task as the plan words it, and how it is counted; officers decide on the site."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.log_actions import LogActionRegistry
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from coverage.models import Target


class LoadedFromPlans(ModelPermissionPolicy):
    """Targets come from the plans and from officers by `coverage.ruling`: nothing is changed here, past it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in ("add", "change", "delete") and super().user_has_permission(user, action)


def as_written(name: str) -> FieldPanel:
    return FieldPanel(name, read_only=True)


class TargetViewSet(SnippetViewSet):
    model = Target
    icon = "tasks"
    menu_label = _("Targets")
    menu_name = "targets"
    add_to_admin_menu = True
    menu_order = 260
    list_display = ["code", "document", "kind", "percent", "deadline", "confidence"]
    list_filter = ["kind", "document", "population", "numerator", "confidence"]
    search_fields = ["code", "document", "verbatim", "training"]
    ordering = ["code"]
    list_per_page = 50
    list_export = ["code", "document", "verbatim", "percent", "deadline", "confidence", "counting_note"]
    export_formats = ("xlsx",)
    copy_view_enabled = False
    inspect_view_enabled = True
    panels = [
        MultiFieldPanel(
            [as_written(name) for name in ("code", "document", "province", "issued", "kind", "verbatim")],
            _("As the plan says it"),
        ),
        MultiFieldPanel(
            [as_written(name) for name in ("training", "percent", "deadline", "confidence")],
            _("What it asks"),
        ),
        MultiFieldPanel(
            [
                as_written(name)
                for name in ("population", "numerator", "unit", "courses", "counting_note", "counted_since")
            ],
            _("How we count it"),
        ),
    ]

    @property
    def permission_policy(self) -> ModelPermissionPolicy:
        return LoadedFromPlans(self.model)


register_snippet(TargetViewSet)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("coverage.export", _("Export of coverage"), _("Exported the figures of a target"))
    actions.register_action("coverage.add_target", _("Target added"), _("Added a target"))
    actions.register_action("coverage.change_rule", _("Way of counting changed"), _("Changed how a target is counted"))
    actions.register_action("coverage.follow_branch", _("Branch followed"), _("A target followed its agency"))


@hooks.register("register_log_actions")
def register_actions_of_assigning(actions: LogActionRegistry) -> None:
    actions.register_action("coverage.assign", _("Assignment made"), _("Bound people to learn"))
    actions.register_action(
        "coverage.change_assignment", _("Assignment changed"), _("Changed what people are bound to learn")
    )
    actions.register_action("coverage.end_assignment", _("Assignment ended"), _("Ended an assignment"))
    actions.register_action("coverage.exempt", _("Exemption given"), _("Let a person off an assignment"))
    actions.register_action("coverage.end_exemption", _("Exemption ended"), _("Ended an exemption"))
    actions.register_action("coverage.remind", _("Reminder"), _("Reminded people of an assignment"))
    actions.register_action(
        "coverage.export_assignment", _("Export of an assignment"), _("Exported the people of an assignment")
    )


@hooks.register("register_log_actions")
def register_actions_of_recognising(actions: LogActionRegistry) -> None:
    actions.register_action("coverage.hand_in_paper", _("Outside paper handed in"), _("Handed in an outside paper"))
    actions.register_action("coverage.paper_accepted", _("Outside paper recognised"), _("Recognised an outside paper"))
    actions.register_action("coverage.paper_refused", _("Outside paper refused"), _("Refused an outside paper"))
    actions.register_action("coverage.export_hours", _("Export of hours"), _("Exported the training hours of people"))
    actions.register_action("coverage.take_back_paper", _("Recognition taken back"), _("Took a recognition back"))


@hooks.register("register_log_actions")
def register_actions_of_reporting(actions: LogActionRegistry) -> None:
    for name, label in {
        "coverage.order_report": _("Report ordered"),
        "coverage.make_report": _("Report made"),
        "coverage.check_report": _("Figures of a report counted again"),
        "coverage.take_report": _("Report taken along"),
    }.items():
        actions.register_action(name, label, label)
