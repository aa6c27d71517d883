from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassesConfig(AppConfig):
    name = "classes"
    verbose_name = _("exams")

    def ready(self) -> None:
        import classes.notices  # noqa: F401 - registers their words
        from accounts.personal_data import register_holding
        from classes.erasing import HOLDING

        register_holding(HOLDING)
