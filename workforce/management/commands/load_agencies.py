"""`manage.py load_agencies`: agencies, what became of them, and job positions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from workforce.loading import AGENCIES_FILE, BadDataFile, load_agencies, load_positions


class Command(BaseCommand):
    help = "Load the agencies of the province, their successions and the job positions. Running it again is harmless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=AGENCIES_FILE, help="another file of the same shape")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = load_agencies(options["file"])
            positions = load_positions()
        except BadDataFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Agencies: %(done)s") % {"done": done["agencies"]})
        self.stdout.write(_("Successions: %(done)s") % {"done": done["successions"]})
        self.stdout.write(_("Positions: %(done)s") % {"done": positions})
