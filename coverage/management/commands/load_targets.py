"""`manage.py load_targets`: the targets of the plans, and the courses that count for them."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from coverage.loading import TARGETS_FILE, load_targets
from workforce.loading import BadDataFile


class Command(BaseCommand):
    help = "Load the targets of the plans. Run it again after importing courses to link them; that is harmless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=TARGETS_FILE, help="another file of the same shape")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = load_targets(options["file"])
        except BadDataFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Targets: %(done)s") % {"done": done["targets"]})
        self.stdout.write(_("Courses linked: %(done)s") % {"done": done["links"]})
