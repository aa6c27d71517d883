"""Writes a sample paper, to see what papers look like here."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from certificates.house_designs import HOUSE_DESIGNS, SOLEMN
from certificates.sample import make_sample


class Command(BaseCommand):
    help = "Write a signed sample paper, marked MẪU, about an invented person. Makes a signing key if there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path, help="The PDF file to write.")
        parser.add_argument("--design", choices=[house.key for house in HOUSE_DESIGNS], default=SOLEMN.key)

    def handle(self, *args: Any, out: Path, design: str, **options: Any) -> None:
        house = next(house for house in HOUSE_DESIGNS if house.key == design)
        pdf = make_sample(at=timezone.now(), look=house.look, texts=house.texts)
        out.write_bytes(pdf)
        self.stdout.write(f"{out}: {len(pdf):,} bytes")
