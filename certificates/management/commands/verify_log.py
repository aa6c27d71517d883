"""manage.py verify_log: is the register what it was? Exit code 0 only when everything agrees."""

import itertools
import json
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from tqdm import tqdm

from certificates.auditing import Audit
from certificates.models import Certificate, LogEntry

MANY = 5000  # from so many rows on a bar is shown


class Command(BaseCommand):
    help = "Recompute the register: leaves, tree, signed heads, every paper against its entries. Names what is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--checkpoint", type=Path, action="append", default=[], help="a signed head that somebody kept; may repeat"
        )
        parser.add_argument("--files", action="store_true", help="also read every stored PDF")
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument("--most", type=int, default=100, help="stop after so many faults")

    def handle(self, *args: Any, **options: Any) -> None:
        outside = [(path.name, path.read_text(encoding="utf-8")) for path in options["checkpoint"]]
        rows = LogEntry.objects.count() + Certificate.objects.count()
        with translation.override("en"), tqdm(total=rows, disable=options["json"] or rows < MANY, leave=False) as bar:
            audit = Audit(outside=outside, files=options["files"], tick=bar.update)
            with closing(audit.faults()) as found:
                faults = list(itertools.islice(found, options["most"]))
        if options["json"]:
            answer = {
                "clean": not faults,
                "entries": audit.entries,
                "erased": audit.erased,
                "papers": audit.papers,
                "root": audit.root,
                "faults": [{"entry": one.entry, "paper": one.paper, "words": one.words} for one in faults],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            for fault in faults:
                self.stdout.write(self.style.ERROR(str(fault)))
        if faults:
            raise CommandError(f"{len(faults)} faults found.", returncode=1)
        if not options["json"]:
            erased = f", {audit.erased} of them erased" if audit.erased else ""
            self.stdout.write(f"{audit.entries} entries{erased} and {audit.papers} papers agree. Root {audit.root}")
