"""`manage.py load_requirements`: what positions ask for. A proposal of ours until a regulation says it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from competency.loading import REQUIREMENTS_FILE, load_requirements
from workforce.loading import BadDataFile


class Command(BaseCommand):
    help = (
        "Load the digital competencies that positions ask for (our own proposal, marked as such). "
        "Run load_agencies and load_frameworks first; running it again is harmless."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=REQUIREMENTS_FILE, help="another file of the same shape")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = load_requirements(options["file"])
        except BadDataFile as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Requirements: %(done)s") % {"done": done})
