from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("people")
    default = True

    def ready(self) -> None:
        from accounts import activating  # noqa: F401  (its notices have words from the start, also in a worker)


class WagtailPeopleConfig(WagtailUsersAppConfig):
    """Wagtail's user screens, with our one-field names."""

    user_viewset = "accounts.viewsets.PersonViewSet"
