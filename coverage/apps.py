from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "coverage"

    def ready(self) -> None:
        import coverage.receivers
        import coverage.recognising.telling
        import coverage.reminding.words  # noqa: F401 - they connect and register themselves
        from accounts.obligations import register_obligations
        from accounts.personal_data import register_holding
        from coverage.assigning.own import duties_on_the_desk
        from coverage.erasing import HOLDING

        register_obligations(duties_on_the_desk)
        register_holding(HOLDING)
