"""`manage.py load_frameworks`: competency frameworks."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from competency.loading import FRAMEWORKS_FILE, load_frameworks
from workforce.loading import BadDataFile


class Command(BaseCommand):
    help = "Load the competency frameworks with their levels and competencies. Running it again is harmless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=FRAMEWORKS_FILE, help="another file of the same shape")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = load_frameworks(options["file"])
        except BadDataFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Frameworks: %(done)s") % {"done": done["frameworks"]})
        self.stdout.write(_("Levels: %(done)s") % {"done": done["levels"]})
        self.stdout.write(_("Domains: %(done)s") % {"done": done["domains"]})
        self.stdout.write(_("Competencies: %(done)s") % {"done": done["competencies"]})
