"""The people behind an assignment as a file; each export is written down with who took it and how much."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.utils import formats
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from coverage.assigning.finding import Seen
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
    table = Table(_("People"), columns, cells, _("About these figures"), about)
    data = {"what": states, "count": len(cells), "agency": seen.agency.code, "format": form}
    log(seen.assignment, "coverage.export_assignment", user=by, timestamp=at, data=data)
    name = f"nhiem-vu-{seen.assignment.pk}-{states}-{seen.agency.code}-{seen.day}"
    return as_download(table, form=form, name=name)
