"""Puts another key in the place of the one that signs; papers of the old one still verify."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.signing import KeyExists, KeyNotUsable, activate_key, load_key, replace_key


class Command(BaseCommand):
    help = (
        "Make the key that the settings name the active one; the one before retires. With --make: first make a new"
        " key of our own in its file, and keep the old file beside it. Without it, running again is harmless."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--make", action="store_true", help="Make a new key of our own, without legal value.")

    def handle(self, *args: Any, make: bool, **options: Any) -> None:
        now = timezone.now()
        try:
            if make:
                aside = replace_key(at=now)
                self.stdout.write(f"The old key lies at {aside}: destroy it when the new one has signed.")
            row = activate_key(load_key(), at=now)
        except (KeyNotUsable, KeyExists) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Active: {row.algorithm}, SHA-256 {row.fingerprint}")
        self.stdout.write(f"{row.subject}; ends {row.certificate_ends_at:%d/%m/%Y}")
