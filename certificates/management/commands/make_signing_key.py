"""Makes the platform's own signing key, of no legal value, where the settings name its file."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.signing import KeyNotUsable, activate_key, load_key, make_key_if_missing


class Command(BaseCommand):
    help = "Make a signing key of our own if there is none, and enter the key in the register. May run again."

    def handle(self, *args: Any, **options: Any) -> None:
        made = make_key_if_missing(at=timezone.now())
        try:
            row = activate_key(load_key(), at=timezone.now())
        except KeyNotUsable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{'Made' if made else 'Found'} {settings.SIGNING_KEY_FILE}")
        self.stdout.write(f"{row.algorithm}, SHA-256 {row.fingerprint}")
        self.stdout.write(f"{row.subject}; legal value: {'yes' if row.has_legal_value else 'no'}")
