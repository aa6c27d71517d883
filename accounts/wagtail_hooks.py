from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, label in {
        "accounts.ask_to_be_erased": _("Ask for one's data to be erased"),
        "accounts.accept_erasure": _("Accept a request to erase data"),
        "accounts.refuse_erasure": _("Refuse a request to erase data"),
        "accounts.take_back_erasure": _("Take back a request to erase data"),
        "accounts.erase": _("Erase the data of a person"),
        "accounts.take_own_data": _("Take one's own data along"),
    }.items():
        actions.register_action(name, label, label)
