from django.apps import AppConfig
from django.core.signals import request_finished


class LmsConfig(AppConfig):
    name = "lms"

    def ready(self) -> None:
        from lms.clock import tick

        request_finished.connect(tick)
