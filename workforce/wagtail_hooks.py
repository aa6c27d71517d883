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
        "workforce.go_on_leave": _("Begin a leave"),
        "workforce.come_back": _("Come back from leave"),
        "workforce.leave_service": _("Leave the service"),
        "workforce.post": _("Give a post elsewhere or besides"),
        "workforce.end_posting": _("End a post elsewhere or besides"),
        "workforce.change_person": _("Change a person by a roster"),
        "workforce.import_roster": _("Import a roster"),
        "workforce.undo_roster": _("Undo the import of a roster"),
        "workforce.invite": _("Invite people of a roster by mail"),
        "workforce.print_codes": _("Print activation codes for people of a roster"),
        "workforce.grant_role": _("Give a role"),
        "workforce.end_role": _("End a role"),
        "workforce.reorganise": _("Change agencies"),
        "workforce.undo_reorganisation": _("Undo a change of agencies"),
        "workforce.record_absence": _("Record an absence"),
        "workforce.end_absence": _("End an absence"),
        "workforce.withdraw_absence": _("Take back an absence"),
    }.items():
        actions.register_action(name, label, label)
