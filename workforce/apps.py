from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "workforce"

    def ready(self) -> None:
        from accounts.personal_data import register_holding
        from workforce import erasure_deciding  # noqa: F401 - its notices have words from the start
        from workforce.erasing import HOLDING

        register_holding(HOLDING)
