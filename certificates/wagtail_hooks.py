from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.log_actions import LogActionRegistry

import certificates.officer.hooks  # noqa: F401 - registers addresses
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
        "certificates.share": _("Share a paper"),
        "certificates.end_share": _("End sharing a paper"),
        "certificates.suspend": _("Suspend a paper"),
        "certificates.lift": _("Lift the suspension of a paper"),
        "certificates.renew": _("Renew a paper"),
        "certificates.confirm": _("Confirm a lost paper"),
        "certificates.propose": _("Propose what a second officer decides"),
        "certificates.decide": _("Decide a proposal"),
        "certificates.erase_shown": _("Erase what is shown of a paper beside the register"),
        "certificates.adopt": _("Take a paper into the register again"),
        "certificates.erase_record": _("Erase the words of an entry of the log"),
        "certificates.try_again": _("Try again to issue"),
        "certificates.approve": _("Confirm papers"),
        "certificates.decline": _("Decline a paper"),
        "certificates.print_book": _("Print the register book"),
        "certificates.export_book": _("Export the register book"),
        "accounts.complete_about_me": _("Complete one's own name or date of birth"),
        "certificates.prepare": _("Prepare a paper for an officer's signature"),
        "certificates.take_to_sign": _("Take a paper along to sign it"),
        "certificates.enter_key": _("Enter a signing key"),
        "certificates.retire_key": _("Retire a signing key"),
        "certificates.mark_compromised": _("Report a signing key as compromised"),
    }.items():
        actions.register_action(name, label, label)
