from django.apps import AppConfig


class CompetencyConfig(AppConfig):
    name = "competency"
