from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("courses")

    def ready(self) -> None:
        import courses.receivers  # noqa: F401 - connects them
        from courses import review_news

        review_news.register()
