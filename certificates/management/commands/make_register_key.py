"""Makes the key that signs heads of the register, where the settings name its file."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.register_key import activate_register_key, make_register_key_if_missing, register_key
from certificates.signing import KeyNotUsable


class Command(BaseCommand):
    help = "Make the register's key if there is none, enter it, and print its public side. May run again."

    def handle(self, *args: Any, **options: Any) -> None:
        made = make_register_key_if_missing()
        try:
            row = activate_register_key(register_key(), at=timezone.now())
        except KeyNotUsable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{'Made' if made else 'Found'} {settings.REGISTER_KEY_FILE}")
        self.stdout.write(str(row.verifier))
