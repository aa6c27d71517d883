"""`manage.py import_courses [FOLDER …]`: bring courses from files into the catalogue."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courses.curriculum.importing import import_course
from courses.curriculum.reading import BadCurriculum


class Command(BaseCommand):
    help = "Import courses from folders (default: every course under curriculum/). Importing again updates in place."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folders = options["folders"] or sorted(
            path.parent for path in (settings.BASE_DIR / "curriculum").glob("*/course.yaml")
        )
        for folder in folders:
            try:
                done = import_course(folder)
            except BadCurriculum as error:
                raise CommandError(str(error)) from error
            counts = f"{done.new} new, {done.changed} changed, {done.unchanged} unchanged"
            self.stdout.write(f"{done.course.title}: {counts}")
