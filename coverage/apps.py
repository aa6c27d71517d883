from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "coverage"

    def ready(self) -> None:
        from coverage import receivers  # noqa: F401 - connects them
