"""Makes the platform's own keys, of no legal value, where the settings name their files."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.credentials import keys as credential_keys
from certificates.signing import KeyNotUsable, activate_key, load_key, make_key_if_missing


class Command(BaseCommand):
    help = (
        "Make the keys for papers and for credentials that are missing, and enter them in the register. May run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = make_key_if_missing(at=timezone.now())
        try:
            row = activate_key(load_key(), at=timezone.now())
            credential_keys.make_key_if_missing()
            credential = credential_keys.activate_key(credential_keys.load_key(), at=timezone.now())
        except KeyNotUsable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{'Made' if made else 'Found'} {settings.SIGNING_KEY_FILE}")
        self.stdout.write(f"{row.algorithm}, SHA-256 {row.fingerprint}")
        self.stdout.write(f"{row.subject}; legal value: {'yes' if row.has_legal_value else 'no'}")
        self.stdout.write(f"{settings.CREDENTIAL_KEY_FILE}: Ed25519, {credential.public_key}")
