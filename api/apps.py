from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "api"
    verbose_name = _("Connected systems")

    def ready(self) -> None:
        from api import notices, receivers  # noqa: F401 - registers words; connects them
