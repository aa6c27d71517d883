"""What the pages of reports lay before people."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from coverage.counting import DayShare
from coverage.models import Report, ReportJob, ReportKind, Target
from coverage.trend import describe
from kit.charts import Point, Step, Trend, draw_trend
from kit.templatetags.words import percent

TONES = {"waiting": "info", "making": "info", "done": "ok", "failed": "bad"}
FORMS = {"docx": "Word", "pdf": "PDF", "xlsx": "Excel", "csv": "CSV"}


@dataclass(frozen=True)
class Row:
    job: ReportJob
    title: str
    tone: str
    url: str


@dataclass(frozen=True)
class File:
    name: str
    size: str
    url: str
    note: str


@dataclass(frozen=True)
class Part:
    """One target of a report: its figure and the road to it, as frozen."""

    code: str
    sentence: str
    share: DayShare
    before: DayShare
    points: list[DayShare]
    pictures: list[tuple[str, Trend]]
    description: str


def rows(jobs: Iterable[ReportJob]) -> list[Row]:
    return [Row(job, title_of(job), TONES[job.state], _address(job)) for job in jobs]


def title_of(found: ReportJob | Report) -> str:
    """ "Report of the year 2026" in the language of the screen; the document's own title is Vietnamese."""
    match found.kind:
        case ReportKind.YEARLY:
            return _("Report of the year %(year)d") % {"year": found.day.year}
        case ReportKind.MONTHLY:
            return _("Report of %(month)d/%(year)d") % {"month": found.day.month, "year": found.day.year}
        case _ad_hoc:
            first = found.since + dt.timedelta(days=1)
            return _("Report from %(first)s to %(last)s") % {
                "first": f"{first:%d/%m/%Y}",
                "last": f"{found.day:%d/%m/%Y}",
            }


def _address(job: ReportJob) -> str:
    if job.state == ReportJob.State.DONE:
        return reverse("coverage:report", args=[job.report.pk])
    return reverse("coverage:report_job", args=[job.pk])


def crumbs(last: str) -> list[tuple[str, str]]:
    return [
        (_("How far are we?"), reverse("coverage:index")),
        (_("Reports"), reverse("coverage:reports")),
        (last, ""),
    ]


def files_of(report: Report) -> list[File]:
    notes = {
        "docx": _("to number, sign and send"),
        "pdf": _("to read"),
        "xlsx": _("tables, charts and people") if report.job.with_people else _("tables and charts"),
        "csv": _("for other programs"),
    }
    return [
        File(
            name,
            filesizeformat(report.files[form]["size"]),
            reverse("coverage:report_file", args=[report.pk, form]),
            notes[form],
        )
        for form, name in FORMS.items()
    ]


def parts_of(report: Report) -> list[Part]:
    return [_part(report, each) for each in report.figures["targets"]]


def _part(report: Report, each: dict[str, Any]) -> Part:
    road = [_share(each, dt.date.fromisoformat(on), whole, done) for on, whole, done in each["history"]]
    share, required = road[-1], road[-1].required
    until = dt.date.fromisoformat(each["deadline"]) if each["deadline"] else report.day
    step = Step(road[0].day, max(until, report.day), required, f"{percent(required / 100)} · {until:%d/%m/%Y}")
    points = [Point(one.day, None if one.percent is None else float(one.percent)) for one in road]
    now = f"{percent(share.fraction)} · {report.day:%d/%m/%Y}"
    pictures = [
        (size, draw_trend(points, [step], width=width, height=height, size=13, now=now))
        for size, width, height in (("wide", 720, 260), ("narrow", 320, 280))
    ]
    before = _share(each, report.since, each["population_before"], each["achieved_before"])
    sentence = report.words["sentences"].get(each["code"], "")
    return Part(each["code"], sentence, share, before, road, pictures, describe(road, [step]))


def _share(each: dict[str, Any], day: dt.date, whole: int, done: int) -> DayShare:
    in_agencies = each["unit"] == Target.Unit.AGENCIES
    return DayShare(
        day=day,
        population=whole,
        achieved=done,
        required=100 if in_agencies else each["percent"],
        in_agencies=in_agencies,
    )
