from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = _("courses")

    def ready(self) -> None:
        import courses.authoring.troubles
        import courses.receivers  # noqa: F401 - connects them
        from accounts.obligations import register_obligations
        from accounts.personal_data import register_holding
        from courses import review_news, task_news
        from courses.due import questions_waiting, tests_closing_soon, work_waiting
        from courses.erasing import HOLDING
        from courses.inquiring import register_news

        review_news.register()
        task_news.register()
        register_news()
        register_obligations(tests_closing_soon)
        register_obligations(questions_waiting)
        register_obligations(work_waiting)
        register_holding(HOLDING)
