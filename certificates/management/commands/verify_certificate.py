"""Says of a file or a code what the page at /kiem-tra/ says: one answer."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from certificates.forms import PDF_LIMIT
from certificates.rules import local_day
from certificates.saying import sentence_for
from certificates.verifying import Answer, NotOurs, answer_for, answer_for_pdf, public_state

# What the exit code says; docs/certificates.md lists them. 1 is left to errors of the command itself, 2 to its usage.
EXIT = {"valid": 0, "unknown": 3, "expired": 4, "revoked": 5, "replaced": 6, "altered": 7, "unregistered": 8}


class Command(BaseCommand):
    help = "Check a paper by its PDF file or its code and print one answer. Exit code 0 only for a valid paper."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paper", help="A PDF file, or the code that stands under the QR code.")
        parser.add_argument("--json", action="store_true", help="Print an object with the key “state” and the facts.")

    def handle(self, *args: Any, paper: str, **options: Any) -> None:
        answer = _answer(paper, local_day(timezone.now()))
        state = public_state(answer)
        with translation.override("vi"):
            said = sentence_for(answer)
        if options["json"]:
            self.stdout.write(json.dumps({"state": state, "sentence": said, **_facts(answer)}, ensure_ascii=False))
        else:
            self.stdout.write(said)
        if EXIT[state]:
            raise SystemExit(EXIT[state])


def _answer(paper: str, day: dt.date) -> Answer:
    path = Path(paper)
    try:
        if not path.is_file():
            if path.suffix.lower() == ".pdf":
                raise CommandError(f"There is no file {paper}.")
            return answer_for(paper, day)
        if path.stat().st_size > PDF_LIMIT:
            return NotOurs()  # far larger than any paper of ours
        return answer_for_pdf(path.read_bytes(), day)
    except (OSError, ValueError) as error:  # a name that no file can have, or a file that is not ours to read
        if path.suffix.lower() == ".pdf":
            raise CommandError(f"{paper} cannot be read: {error}") from error
        return answer_for(paper, day)


def _facts(answer: Answer) -> dict[str, str]:
    paper = getattr(answer, "paper", None)
    if paper is None:
        return {}
    facts = {
        "number": paper.number,
        "holder": paper.holder,
        "course": paper.course,
        "issuer": paper.issuer,
        "issued_on": paper.issued_on.isoformat(),
        "last_day": paper.last_day.isoformat() if paper.last_day else "",
    }
    if by := getattr(answer, "number", ""):
        facts["replaced_by"] = by
    if reason := getattr(answer, "reason", ""):
        facts["reason"] = reason
    return facts
