from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import LogActionRegistry

from certificates.viewsets import CertificateViewSets


@hooks.register("register_admin_viewset")
def register_viewsets() -> ViewSetGroup:
    return CertificateViewSets()


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, label in {
        "certificates.issue": _("Issue a paper"),
        "certificates.make_design": _("Make a design"),
        "certificates.change_design": _("Change a design"),
        "certificates.revoke": _("Revoke a paper"),
        "certificates.replace": _("Replace a paper"),
        "certificates.try_again": _("Try again to issue"),
    }.items():
        actions.register_action(name, label, label)
