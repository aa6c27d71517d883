"""Signs the head of the register now, and prints it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.checkpoints import RegisterBroken, mail_checkpoint, make_checkpoint
from certificates.signing import KeyNotUsable


class Command(BaseCommand):
    help = "Sign the head of the register if it grew, and print the newest head. May run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail", action="store_true", help="also mail it to LMS_REGISTER_WITNESSES")

    def handle(self, *args: Any, mail: bool, **options: Any) -> None:
        try:
            checkpoint = make_checkpoint(at=timezone.now())
        except (KeyNotUsable, RegisterBroken) as error:
            raise CommandError(str(error)) from error
        if checkpoint is None:
            self.stdout.write("The register is empty.")
            return
        if mail:
            mail_checkpoint(at=timezone.now())
        self.stdout.write(checkpoint.note, ending="")
