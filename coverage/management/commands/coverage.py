import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from coverage.counting import CannotCount, Count, Share, count, people
from coverage.models import Target
from coverage.ruling import as_of
from workforce.models import Agency


class Command(BaseCommand):
    help = "Count a target of the plans on a day, for every agency or one branch; with --people, name who is counted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of the target, for example LS-334-02")
        parser.add_argument("--date", help="count at the end of this day (2026-11-22); today when left out")
        parser.add_argument("--agency", help="code of an agency: count it and everything below it")
        parser.add_argument("--people", action="store_true", help="list the people behind the number")
        parser.add_argument("--json", action="store_true", help="write JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = _read_day(options["date"])
            target = as_of(_find_target(options["code"]), day)
            counted = count(target, day=day, agency=_find_agency(options["agency"]))
        except CannotCount as refusal:
            raise CommandError(f"{options['code']}: {refusal}") from refusal
        if not counted.target.courses.all():
            self.stderr.write(self.style.WARNING(_("No course counts towards this target yet.")))
        report = as_data(counted) | ({"people": list_people(counted)} if options["people"] else {})
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(as_lines(counted, report.get("people"))))


def as_data(counted: Count) -> dict[str, Any]:
    """The figure as JSON holds it: percentages as numbers, null when nobody belongs."""
    return {
        "target": counted.target.code,
        "date": counted.day.isoformat(),
        "agency": counted.agency.code if counted.agency else None,
        "population": counted.population,
        "achieved": counted.achieved,
        "percent": _number(counted),
        "needed": counted.needed,
        "agencies": [
            {
                "code": row.code,
                "name": row.name,
                "population": row.population,
                "achieved": row.achieved,
                "percent": _number(row),
            }
            for row in counted.rows
        ],
    }


def list_people(counted: Count) -> list[dict[str, Any]]:
    listed = people(counted.target, day=counted.day, agency=counted.agency)
    rows: list[Any] = list(listed.iterator())
    return [
        {
            "name": job.person.full_name,
            "username": job.person.username,
            "position": job.position.name,
            "agency": job.agency.code,
            "achieved": job.achieved,
            "achieved_on": job.achieved_on.isoformat() if job.achieved_on else None,
            "number": job.number,
        }
        for job in rows
    ]


def as_lines(counted: Count, listed: list[dict[str, Any]] | None) -> list[str]:
    where = counted.agency.name if counted.agency else _("every agency")
    lines = [
        f"{counted.target.code} · {where} · {counted.day.isoformat()}",
        counted.target.verbatim,
        f"{_percent(counted)}: {counted.achieved}/{counted.population}; "
        + _("%(needed)d more needed for %(required)d%%") % {"needed": counted.needed, "required": counted.required},
        "",
    ]
    wide = max((len(row.code) for row in counted.rows), default=0)
    lines += [
        f"{_percent(row):>7}  {row.achieved:>5}/{row.population:<5}  {row.code:<{wide}}  {row.name}"
        for row in counted.rows
    ]
    if listed is not None:
        lines.append("")
        lines += [
            f"[{'x' if who['achieved'] else ' '}] {who['achieved_on'] or '':<10}  {who['name']} ({who['username']}), "
            f"{who['position']}, {who['agency']}{'  ' + who['number'] if who['number'] else ''}"
            for who in listed
        ]
    return lines


def _number(share: Share) -> float | None:
    return None if share.percent is None else float(share.percent)


def _percent(share: Share) -> str:
    return "–" if share.percent is None else f"{share.percent}%"


def _find_target(code: str) -> Target:
    target = Target.objects.select_related("branch").prefetch_related("courses").filter(code=code).first()
    if target is None:
        raise CommandError(_("There is no target with the code %(code)s.") % {"code": code})
    return target


def _read_day(text: str | None) -> dt.date:
    if text is None:
        return timezone.localdate()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(_("%(text)s is not a day; write it as 2026-11-22.") % {"text": text}) from None


def _find_agency(code: str | None) -> Agency | None:
    if code is None:
        return None
    agency = Agency.objects.filter(code=code).first()
    if agency is None:
        raise CommandError(_("There is no agency with the code %(code)s.") % {"code": code})
    return agency
