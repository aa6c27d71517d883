from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("people")
    default = True

    def ready(self) -> None:
        from accounts import activating, erasing  # noqa: F401  (their notices have words from the start, also in a worker)
        from accounts.own_account import HOLDING
        from accounts.personal_data import register_holding

        register_holding(HOLDING)


class WagtailPeopleConfig(WagtailUsersAppConfig):
    """Wagtail's user screens, with our one-field names."""

    user_viewset = "accounts.viewsets.PersonViewSet"
