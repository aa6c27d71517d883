"""`manage.py export_course CODE FOLDER`: write a course into files that import_courses reads."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.curriculum.exporting import CannotExport, export_course
from courses.models import CoursePage


class Command(BaseCommand):
    help = "Write what is published of a course into a new folder. Importing that folder changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        course = CoursePage.objects.filter(code=options["code"]).first()
        if course is None:
            raise CommandError(f"There is no course {options['code']}.")
        try:
            files = export_course(course, options["folder"])
        except CannotExport as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{course.title}: {len(files)} files")
