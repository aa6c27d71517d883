"""The two tables of a target as files, each export written down with who took it and how much."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import formats
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from coverage.comparing import Comparison, Group
from coverage.counting import AgencyShare, Count
from coverage.telling import title_of
from kit.spreadsheets import Column, Table, Value, as_download, as_stream
from workforce.models import Employment, EmploymentQuerySet

PERSON = ("person__full_name", "person__username", "position__name", "agency__name")


def export_agencies(
    counted: Count, rows: Iterable[AgencyShare], *, form: str, by: User, at: dt.datetime
) -> HttpResponseBase:
    """The figures by agency as a file. Twice gives two files and two lines in the log."""
    columns = [
        Column(_("Agency"), 40),
        Column(_("Code"), 14),
        Column(_("In the group"), 14),
        Column(_("Achieved"), 14),
        Column(_("Percent"), 12),
        Column(_("Still missing"), 14),
    ]
    cells: list[list[Value]] = [
        [row.name, row.code, row.population, row.achieved, row.percent, row.needed] for row in rows
    ]
    table = Table(_("By agency"), columns, cells, _("About these figures"), _about(counted, len(cells), at=at))
    return _download(table, counted, what="agencies", size=len(cells), form=form, by=by, at=at)


def export_people(
    counted: Count, listed: EmploymentQuerySet, *, form: str, by: User, at: dt.datetime
) -> HttpResponseBase:
    """The list of people as a file; a CSV is sent while it is read. Twice gives two files and two lines in the log."""
    columns = [
        Column(_("Full name"), 28),
        Column(_("User name"), 20),
        Column(_("Position"), 28),
        Column(_("Agency"), 40),
        Column(_("Category"), 18),
        Column(_("Achieved"), 12),
        Column(_("Achieved on"), 14),
        Column(_("Certificate number"), 26),
    ]
    size = listed.count()
    table = Table(_("People"), columns, _people(listed), _("About these figures"), _about(counted, size, at=at))
    return _download(table, counted, what="people", size=size, form=form, by=by, at=at)


def _people(listed: EmploymentQuerySet) -> Iterator[list[Value]]:
    """A row for each person, as values: objects of thirty thousand people would take most of the time.

    Words are looked up now, in the language of the reader, and not when the file is sent.
    """
    categories = {code: str(label) for code, label in Employment.Category.choices}
    said = {True: _("yes"), False: _("not yet")}
    rows: Any = listed.values_list(*PERSON, "category", "achieved", "achieved_on", "number")
    return (
        [name, username, position, agency, categories[category], said[bool(achieved)], on, number]
        for name, username, position, agency, category, achieved, on, number in rows.iterator(chunk_size=2000)
    )


def export_part(
    compared: Comparison, group: Group, listed: Iterable[Employment], *, form: str, by: User, at: dt.datetime
) -> HttpResponse:
    """The people behind one part of a difference as a file. Twice gives two files and two lines in the log."""
    target, agency = compared.target, compared.agency.code if compared.agency else None
    columns = [
        Column(_("Full name"), 28),
        Column(_("User name"), 20),
        Column(_("Position"), 28),
        Column(_("Agency"), 40),
        Column(_("Category"), 18),
    ]
    cells: list[list[Value]] = [_who(job) for job in listed]
    about: list[tuple[str, Value]] = [
        (_("Target"), target.code),
        (_("Sentence of the plan"), target.verbatim),
        (_("What has changed"), title_of(group.part)),
        (_("From the end of"), compared.first),
        (_("To the end of"), compared.last),
        (_("Agency"), compared.agency.name if compared.agency else _("every agency")),
        (_("Rows in this file"), len(cells)),
        (_("Exported at"), formats.date_format(at, "SHORT_DATETIME_FORMAT")),
    ]
    table = Table(_("People"), columns, cells, _("About these figures"), about)
    days = {"since": compared.first.isoformat(), "date": compared.last.isoformat()}
    data = {"what": group.part.value, "count": len(cells), "agency": agency, **days, "format": form}
    log(target, "coverage.export", user=by, timestamp=at, data=data)
    name = f"{target.code}-{group.part.value}-{agency or 'tat-ca'}-{compared.first}-{compared.last}"
    return as_download(table, form=form, name=name)


def _who(job: Employment) -> list[Value]:
    person, place = job.person, job.agency.name
    return [person.full_name, person.username, job.position.name, place, job.get_category_display()]


def _about(counted: Count, size: int, *, at: dt.datetime) -> list[tuple[str, Value]]:
    target = counted.target
    return [
        (_("Target"), target.code),
        (_("Sentence of the plan"), target.verbatim),
        (_("Document"), target.document),
        (_("How it is counted"), target.counting_note),
        (_("Counted at the end of"), counted.day),
        (_("Agency"), counted.agency.name if counted.agency else _("every agency")),
        (_("In the group"), counted.population),
        (_("Achieved"), counted.achieved),
        (_("Percent"), counted.percent),
        (_("Rows in this file"), size),
        (_("Exported at"), formats.date_format(at, "SHORT_DATETIME_FORMAT")),
    ]


def _download(
    table: Table, counted: Count, *, what: str, size: int, form: str, by: User, at: dt.datetime
) -> HttpResponseBase:
    agency = counted.agency.code if counted.agency else None
    data = {"what": what, "count": size, "agency": agency, "date": counted.day.isoformat(), "format": form}
    log(counted.target, "coverage.export", user=by, timestamp=at, data=data)
    kind = {"agencies": "don-vi", "people": "danh-sach"}[what]
    name = f"{counted.target.code}-{kind}-{agency or 'tat-ca'}-{counted.day}"
    return as_stream(table, name=name) if form == "csv" else as_download(table, form=form, name=name)
