"""`manage.py recompute_progress [--course CODE] [--dry-run] [--json]`: find steps and completions nobody wrote down."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.models import CoursePage
from courses.recomputing import recompute


class Command(BaseCommand):
    help = "Work out steps and completions of all enrolments again. Adds what is missing, takes nothing away."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--course", help="code of one course; without it, every published course")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, change nothing")
        parser.add_argument("--json", action="store_true", help="numbers of the enrolments as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        course = None
        if options["course"]:
            course = CoursePage.objects.filter(code=options["course"]).first()
            if course is None:
                raise CommandError(f"There is no course with the code {options['course']}.")
        found = recompute(at=timezone.now(), course=course, dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(found)))
            return
        self.stdout.write(
            f"{found.looked_at} enrolments looked at, "
            f"{len(found.steps)} steps and {len(found.completions)} completions added."
        )
