from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassesConfig(AppConfig):
    name = "classes"
    verbose_name = _("classes and exams")

    def ready(self) -> None:
        import classes.cohorts.notices
        import classes.notices
        import classes.receivers  # noqa: F401 - they register their words; it hears of agencies
        from accounts.obligations import register_obligations
        from accounts.personal_data import register_holding
        from classes.cohorts.desk import classes_to_lead
        from classes.erasing import HOLDING

        register_obligations(classes_to_lead)
        register_holding(HOLDING)
