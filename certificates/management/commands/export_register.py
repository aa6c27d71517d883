"""manage.py export_register FOLDER: an archive of all papers that can be checked without this server."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from tqdm import tqdm

from certificates.checkpoints import RegisterBroken, make_checkpoint
from certificates.exporting import NotEmpty, export_register
from certificates.models import Certificate
from certificates.signing import KeyNotUsable


class Command(BaseCommand):
    help = "Write papers, proofs, public keys, signed heads, the tree and the tool into a new folder. It names people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        with translation.override("en"), tqdm(total=Certificate.objects.count(), leave=False, disable=None) as bar:
            try:
                make_checkpoint(at=timezone.now())
                written, wrong = export_register(folder=folder, tick=bar.update)
            except (NotEmpty, KeyNotUsable, RegisterBroken) as error:
                raise CommandError(str(error)) from error
        for line in wrong:
            self.stderr.write(line)
        self.stdout.write(f"{written} papers with proofs in {folder}")
        if wrong:
            raise CommandError(f"{len(wrong)} papers are not whole.")
