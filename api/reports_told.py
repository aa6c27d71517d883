"""What programs are told of a report: what it is about, where its files are, and its frozen figures under names."""

import datetime as dt
from typing import Any, Literal

from django.conf import settings
from ninja import Schema

from coverage.models import Report

# The workbook of a report that was ordered with the names of people lists them.
WITH_NAMES = "xlsx"


class ReportFileOut(Schema):
    """`size` in bytes and `sha256` are those of what `read` gives; `names_people`: it needs `completions:read` too."""

    form: Literal["docx", "pdf", "xlsx", "csv"]
    size: int
    sha256: str
    names_people: bool
    read: str


class ReportOut(Schema):
    """About `agency` and everything below it, from the end of `since` to the end of `day`."""

    id: int
    kind: Literal["yearly", "monthly", "ad_hoc"]
    agency: str
    since: dt.date
    day: dt.date
    made_at: dt.datetime
    files: list[ReportFileOut]


class ReportsOut(Schema):
    """`next` is null on the last page."""

    items: list[ReportOut]
    next: str | None


class StaffOut(Schema):
    """People at work: all, how many agencies they work in, by mark and by category."""

    total: int
    agencies: int
    it_staff: int
    leaders: int
    by_category: dict[str, int]


class CourseFiguresOut(Schema):
    """`completed` within the period by `people`, and `papers` issued for it."""

    course: str
    title: str
    completed: int
    people: int
    papers: int


class AgencyFiguresOut(Schema):
    agency: str
    name: str
    population: int
    achieved: int


class DayFiguresOut(Schema):
    day: dt.date
    population: int
    achieved: int


class TargetFiguresOut(Schema):
    """At the end of the period and before it, agency by agency, and the road between the two days."""

    target: str
    text: str
    unit: str
    deadline: dt.date | None
    required_percent: int
    population: int
    achieved: int
    population_before: int
    achieved_before: int
    agencies: list[AgencyFiguresOut]
    history: list[DayFiguresOut]


class ReportWithFiguresOut(ReportOut):
    staff: StaffOut
    staff_before: StaffOut
    courses: list[CourseFiguresOut]
    targets: list[TargetFiguresOut]


def names_people(report: Report, form: str) -> bool:
    return form == WITH_NAMES and report.job.with_people


def report_told(report: Report) -> dict[str, Any]:
    names = ("kind", "since", "day", "made_at")
    return {
        **{name: getattr(report, name) for name in names},
        "id": report.pk,
        "agency": report.agency.code,
        "files": [_file(report, form) for form in sorted(report.files)],
    }


def figures_told(report: Report) -> dict[str, Any]:
    """`report_told`, and what coverage.reporting.figures gathered."""
    figures, sentences = report.figures, report.words.get("sentences", {})
    return {
        **report_told(report),
        "staff": _staff(figures["staff"]),
        "staff_before": _staff(figures["staff_before"]),
        "courses": [{**each, "course": each["code"]} for each in figures["courses"]],
        "targets": [_target(each, sentences.get(each["code"], "")) for each in figures["targets"]],
    }


def _file(report: Report, form: str) -> dict[str, Any]:
    read = f"{settings.BASE_URL}/api/v1/reports/{report.pk}/files/{form}"
    return {"form": form, **report.files[form], "names_people": names_people(report, form), "read": read}


def _staff(figures: dict[str, int]) -> dict[str, Any]:
    marks = ("total", "agencies", "it_staff", "leaders")
    categories = {name: many for name, many in sorted(figures.items()) if name not in marks}
    return {**{name: figures[name] for name in marks}, "by_category": categories}


def _target(each: dict[str, Any], text: str) -> dict[str, Any]:
    names = ("unit", "deadline", "population", "achieved", "population_before", "achieved_before")
    return {
        **{name: each[name] for name in names},
        "target": each["code"],
        "text": text,
        "required_percent": each["percent"],
        "agencies": _named(("agency", "name", "population", "achieved"), each["agencies"]),
        "history": _named(("day", "population", "achieved"), each["history"]),
    }


def _named(names: tuple[str, ...], rows: list[list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in rows]
