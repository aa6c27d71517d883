"""manage.py verify_records: are the sealed records of exams what they were? Exit code 1 when not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from courses.models import AttemptSeal
from courses.verifying import faults_of, faults_of_chain


class Command(BaseCommand):
    help = "Recompute the sealed records of exams; name each that was changed, taken out or put in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--attempt", type=int, help="look at the record of this attempt only")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self._verify(options["attempt"])

    def _verify(self, attempt: int | None) -> None:
        seals = AttemptSeal.objects.all()
        if attempt is None:
            faults = list(faults_of_chain())
        else:
            seals = seals.filter(attempt=attempt)
            seal = seals.first()
            if seal is None:
                raise CommandError(f"Attempt {attempt} has no sealed record.")
            faults = faults_of(seal)
        for fault in faults:
            self.stdout.write(self.style.ERROR(str(fault)))
        if faults:
            raise CommandError(f"{len(faults)} faults found.", returncode=1)
        self.stdout.write(f"{seals.count()} records hold.")
