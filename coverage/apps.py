from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "coverage"

    def ready(self) -> None:
        import coverage.receivers
        import coverage.recognising.telling
        import coverage.reminding.words  # noqa: F401 - they connect and register themselves
        from accounts.obligations import register_obligations
        from accounts.personal_data import register_holding
        from classes.cohorts.knowing import register_remarks
        from coverage.assigning.own import duties_on_the_desk
        from coverage.erasing import HOLDING
        from coverage.forming.remarks import exempt_from

        register_remarks(exempt_from)
        register_obligations(duties_on_the_desk)
        register_holding(HOLDING)
