"""The people behind an assignment, and its road, as files; who took which and how much is written down."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils import formats
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from coverage.assigning.finding import Seen
from coverage.assigning.road import Spot
from coverage.assigning.standing import State, terms_of
from kit.spreadsheets import Column, Table, Value, as_download


def export_people(
    seen: Seen, listed: Iterable[Any], *, states: str, form: str, by: User, at: dt.datetime
) -> HttpResponse:
    """The list of people as a file. Twice gives two files and two lines in the log."""
    columns = [
        Column(_("Full name"), 28),
        Column(_("User name"), 20),
        Column(_("Position"), 28),
        Column(_("Agency"), 40),
        Column(_("State"), 14),
        Column(_("Due on"), 14),
        Column(_("Done on"), 14),
    ]
    terms = terms_of(seen.version)
    cells: list[list[Value]] = [
        [
            job.person.full_name,
            job.person.username,
            job.position.name,
            job.agency.name,
            str(State(job.state).label),
            terms.due(job.joined_on, job.fact_on),
            job.fact_on,
        ]
        for job in listed
    ]
    return _hand_over(_("People"), columns, cells, seen, what=states, form=form, by=by, at=at)


def export_road(seen: Seen, spots: Iterable[Spot], *, form: str, by: User, at: dt.datetime) -> HttpResponse:
    """How many had done it on which day as a file. Twice gives two files and two lines in the log."""
    columns = [
        Column(_("At the end of"), 16),
        Column(_("Must do it"), 14),
        Column(_("Done"), 14),
        Column(_("To do"), 14),
        Column(_("Late"), 14),
        Column(_("Exempt"), 14),
        Column(_("Percent"), 12),
    ]
    cells: list[list[Value]] = []
    for spot in spots:
        part, of = spot.figures.fraction, spot.figures
        share = None if part is None else round(100 * part, 1)
        cells.append([spot.day, spot.bound, of.done, of.due, of.overdue, of.exempt, share])
    return _hand_over(_("The road so far"), columns, cells, seen, what="dien-bien", form=form, by=by, at=at)


def _hand_over(
    title: str,
    columns: list[Column],
    cells: list[list[Value]],
    seen: Seen,
    *,
    what: str,
    form: str,
    by: User,
    at: dt.datetime,
) -> HttpResponse:
    """The table as a file, with what it is about; written down."""
    about: list[tuple[str, Value]] = [
        (_("Assignment"), seen.what),
        (_("Who must do it"), seen.whom),
        (_("By when"), seen.by_when),
        (_("Decision document"), seen.paper),
        (_("Sentence of the document"), seen.version.sentence),
        (_("Counted at the end of"), seen.day),
        (_("Agency"), seen.agency.name),
        (_("Rows in this file"), len(cells)),
        (_("Exported at"), formats.date_format(at, "SHORT_DATETIME_FORMAT")),
    ]
    table = Table(title, columns, cells, _("About these figures"), about)
    data = {"what": what, "count": len(cells), "agency": seen.agency.code, "format": form}
    log(seen.assignment, "coverage.export_assignment", user=by, timestamp=at, data=data)
    name = f"nhiem-vu-{seen.assignment.pk}-{what}-{seen.agency.code}-{seen.day}"
    return as_download(table, form=form, name=name)
