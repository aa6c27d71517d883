from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"

    def ready(self) -> None:
        from accounts.obligations import register_obligations
        from accounts.personal_data import register_holding
        from certificates import notices, receivers  # noqa: F401 - registers words; connects them
        from certificates.due import papers_to_sign, proposals_to_decide
        from certificates.erasing import HOLDING
        from certificates.holding import holders_among
        from classes.cohorts.knowing import register_certified

        register_certified(holders_among)
        register_obligations(papers_to_sign)
        register_obligations(proposals_to_decide)
        register_holding(HOLDING)
