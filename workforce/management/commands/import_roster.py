"""`manage.py import_roster FILE --agency CODE --by USERNAME`: what the screen does, for a script."""

import datetime as dt
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from workforce.models import Agency, RosterImport
from workforce.roster.bringing import CannotConfirm, bring_roster, confirm, preview
from workforce.roster.opening import CannotRead
from workforce.roster.plans import Kind


class Command(BaseCommand):
    help = "Compare a list of an agency's people with what is known, and write it if nothing in it is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--agency", required=True, help="code of the agency")
        parser.add_argument("--by", required=True, help="user name of the HR officer who answers for it")
        parser.add_argument("--on", type=dt.date.fromisoformat, help="day from which changes hold; today if not given")
        parser.add_argument("--complete", action="store_true", help="who is missing from the list has left")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--json", action="store_true", help="each row with kind and reason, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        roster = self._looked_at(options)
        if not options["dry_run"] and not roster.counts[Kind.WRONG]:
            try:
                roster = confirm(roster=roster, agreed=roster.plan, by=roster.brought_by, at=timezone.now())
            except CannotConfirm as error:
                raise CommandError(str(error)) from error
        self.stdout.write(_as_json(roster) if options["json"] else _as_text(roster))
        if roster.counts[Kind.WRONG]:
            raise SystemExit(1)

    def _looked_at(self, options: dict[str, Any]) -> RosterImport:
        by = User.objects.filter(username=options["by"], is_active=True).first()
        agency = Agency.objects.filter(code=options["agency"]).first()
        if by is None or agency is None:
            raise CommandError(_("There is no such person or agency."))
        try:
            roster = bring_roster(
                name=options["file"].name,
                content=options["file"].read_bytes(),
                agency=agency,
                on=options["on"] or timezone.localdate(),
                is_complete_list=options["complete"],
                by=by,
                at=timezone.now(),
            )
        except (CannotRead, OSError) as error:
            raise CommandError(str(error)) from error
        roster = preview(roster)
        if roster.state == RosterImport.State.UNREADABLE:
            raise CommandError(roster.trouble)
        return roster


def _as_json(roster: RosterImport) -> str:
    told: dict[str, Any] = {kind: [] for kind in Kind.values}
    for row in roster.rows.order_by("place"):
        told[row.kind].append({"row": row.number, "name": row.data.get("full_name", ""), "reason": row.reason})
    return json.dumps({"state": roster.state, "counts": roster.counts, **told}, ensure_ascii=False, indent=1)


def _as_text(roster: RosterImport) -> str:
    lines = [f"{roster.counts[kind]:>6} {kind.label}" for kind in Kind]
    wrong = roster.rows.filter(kind__in=[Kind.WRONG, Kind.IN_DOUBT]).order_by("place")
    lines += [f"{row.number or '–'}: {row.data.get('full_name', '')}: {row.reason}" for row in wrong]
    return "\n".join(lines)
