"""`manage.py import_questions FILE --course CODE`: bring a file of questions into the bank."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.bank.drafts import CannotRead, Fault
from courses.bank.framing import Defaults
from courses.bank.importing import CannotImport, import_questions
from courses.bank.opening import FORMATS
from courses.bank.planning import Plan, plan_import
from courses.bank.reading import ReadFile, read_questions
from courses.models import CoursePage
from courses.models.pages import Difficulty


class Command(BaseCommand):
    help = (
        "Import questions from Excel (.xlsx), Moodle XML, GIFT or IMS QTI 2.1. All or nothing; importing again "
        "changes nothing. Leaves with 0 only when nothing is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--course", default="", help="code of the course, when the file names none")
        parser.add_argument("--competency", default="", help="such as tt02-2025/1.3; else that of the course")
        parser.add_argument("--level", default="", help="such as CB2; else that of the course")
        parser.add_argument("--difficulty", default="", choices=["", *Difficulty.values])
        parser.add_argument("--draft", action="store_true", help="leave the questions as drafts to be reviewed")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--json", action="store_true", help="say it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        defaults = Defaults(
            course=options["course"] or _only_course(),
            competency=options["competency"],
            level=options["level"],
            difficulty=options["difficulty"],
        )
        try:
            file = read_questions(options["file"].name, _content_of(options["file"]))
            plan = plan_import(file, defaults)
        except CannotRead as error:
            plan = Plan(format="", wrong=[Fault(error.line, "", str(error))])
            self._end(plan, options, is_written=False)
            return
        is_written = not (plan.wrong or options["dry_run"])
        if is_written:
            plan = self._import(file, defaults, options)
        self._end(plan, options, is_written=is_written)

    def _import(self, file: ReadFile, defaults: Defaults, options: dict[str, Any]) -> Plan:
        try:
            return import_questions(file, defaults=defaults, publish=not options["draft"], by=None, at=timezone.now())
        except CannotImport as error:
            raise CommandError(str(error)) from error

    def _end(self, plan: Plan, options: dict[str, Any], *, is_written: bool) -> None:
        self.stdout.write(_as_json(plan, is_written) if options["json"] else _in_words(plan, is_written))
        if plan.wrong:
            sys.exit(1)


def _content_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _only_course() -> str:
    """The course nobody needs to name: the only one there is."""
    codes = list(CoursePage.objects.values_list("code", flat=True)[:2])
    return codes[0] if len(codes) == 1 else ""


def _as_json(plan: Plan, is_written: bool) -> str:
    said = {
        "format": plan.format,
        **plan.counts,
        "wrong": [vars(fault) for fault in plan.wrong],
        "notes": plan.notes,
        "written": is_written,
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def _in_words(plan: Plan, is_written: bool) -> str:
    counts = plan.counts
    lines = [
        f"{FORMATS.get(plan.format, '?')}: {counts['read']} read, {counts['new']} new, {counts['changed']} changed, "  # type: ignore[call-overload]
        f"{counts['unchanged']} unchanged, {counts['wrong']} wrong",
        *(f"line {fault.line} {fault.code}: {fault.reason}" for fault in plan.wrong),
        *plan.notes,
        "Written." if is_written else "Nothing was written.",
    ]
    return "\n".join(lines)
