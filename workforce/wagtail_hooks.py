from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import LogActionRegistry

from workforce.viewsets import WorkforceViewSets


@hooks.register("register_admin_viewset")
def register_viewsets() -> ViewSetGroup:
    return WorkforceViewSets()


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, label in {
        "workforce.hire": _("Hire"),
        "workforce.transfer": _("Transfer"),
        "workforce.end_employment": _("End employment"),
        "workforce.grant_role": _("Give a role"),
        "workforce.end_role": _("End a role"),
        "workforce.record_absence": _("Record an absence"),
        "workforce.end_absence": _("End an absence"),
        "workforce.withdraw_absence": _("Take back an absence"),
    }.items():
        actions.register_action(name, label, label)
