from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import LogActionRegistry

from api.viewsets import ApiViewSets


@hooks.register("register_admin_viewset")
def register_viewsets() -> ViewSetGroup:
    return ApiViewSets()


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, label in {
        "api.make_client": _("Connect a system"),
        "api.change_secret": _("Change the secret of a system"),
        "api.end_client": _("End the connection of a system"),
        "api.follow_branch": _("A connected system goes on with its agency"),
        "api.make_webhook": _("Tell an address of news"),
        "api.end_webhook": _("Tell an address no more"),
        "api.send_again": _("Send news again"),
        "api.webhook_failed": _("An address did not answer"),
    }.items():
        actions.register_action(name, label, label)
