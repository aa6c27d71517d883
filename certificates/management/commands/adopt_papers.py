"""Takes papers into the register again that a restore lost: the files that their holders have."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts.models import User
from certificates.adopting import CannotAdopt, adopt_paper, order_of
from certificates.correcting import CannotReplace
from certificates.forms import PDF_LIMIT
from certificates.storing import CannotStore


class Command(BaseCommand):
    help = (
        "Enter signed PDFs of ours that the register does not know, with their old number and code. Running again is"
        " harmless. Exit code 1 when any file was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, help="PDF files, or folders of them.")
        parser.add_argument("--by", required=True, help="User name of the officer who answers for it.")

    def handle(self, *args: Any, paths: list[Path], by: str, **options: Any) -> None:
        officer = User.objects.filter(username=by, is_active=True).first()
        if officer is None:
            raise CommandError(f"There is no active user {by}.")
        refused = 0
        with translation.override("vi"):
            for path in _in_order(paths):
                try:
                    paper = adopt_paper(pdf=_content(path), by=officer, at=timezone.now())
                except (CannotAdopt, CannotReplace, CannotStore, OSError) as error:
                    refused += 1
                    self.stdout.write(f"{path}: {error}")
                else:
                    self.stdout.write(f"{path}: {paper.number}")
        if refused:
            raise CommandError(f"{refused} refused.")


def _in_order(paths: list[Path]) -> list[Path]:
    """The oldest paper first; a file that cannot be read is named when its turn comes, at the end."""
    return sorted(_files(paths), key=lambda path: (_order(path), str(path)))


def _order(path: Path) -> tuple[dt.date, int]:
    try:
        return order_of(_content(path))
    except OSError:
        return dt.date.max, 0


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.pdf")) if path.is_dir() else [path]


def _content(path: Path) -> bytes:
    """What is larger than any paper of ours is not read on: it bears no signature over its end."""
    with path.open("rb") as file:
        return file.read(PDF_LIMIT + 1)
