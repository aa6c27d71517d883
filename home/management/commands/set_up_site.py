"""`manage.py set_up_site`: the first pages of a new site."""

from typing import Any

from django.core.management.base import BaseCommand

from home.setting_up import ensure_site


class Command(BaseCommand):
    help = "Make the front page, the course catalogue and the site record when they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        home = ensure_site()
        self.stdout.write(f"The front page is {home.full_url}")
