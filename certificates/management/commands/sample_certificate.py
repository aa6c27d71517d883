"""Writes a sample paper, to see what papers look like here."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from certificates.sample import make_sample


class Command(BaseCommand):
    help = "Write a signed sample paper, marked MẪU, about an invented person. Makes a signing key if there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path, help="The PDF file to write.")

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        pdf = make_sample(at=timezone.now())
        out.write_bytes(pdf)
        self.stdout.write(f"{out}: {len(pdf):,} bytes")
