"""`manage.py sign_batch FILE.zip`: what an officer's programme and token do, for the demo's officer."""

import zipfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from certificates.signing import KeyNotUsable
from lms.demo.token_of_tuan import signed_batch


class Command(BaseCommand):
    help = "Sign a batch downloaded at /ky-giay/ with the token of the demo's officer; writes FILE-da-ky.zip beside it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Thiết bị ký của dữ liệu mẫu không dành cho hệ thống thật (LMS_PRODUCTION=1).")
        path: Path = options["file"]
        try:
            content, count = signed_batch(path.read_bytes())
        except (OSError, zipfile.BadZipFile, KeyNotUsable) as error:
            raise CommandError(f"Không ký được {path}: {error}") from error
        signed = path.with_name(f"{path.stem}-da-ky.zip")
        signed.write_bytes(content)
        self.stdout.write(f"Đã ký {count} giấy: {signed}")
