from django.apps import AppConfig


class CompetencyConfig(AppConfig):
    name = "competency"

    def ready(self) -> None:
        from accounts.personal_data import register_holding
        from competency.erasing import HOLDING

        register_holding(HOLDING)
