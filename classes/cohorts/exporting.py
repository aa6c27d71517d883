"""The roll of a class as a table to take along; each is written down."""

import datetime as dt

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from classes.cohorts.presenting import Member, roll_of
from classes.models import Attendance, Cohort
from kit.spreadsheets import Column, Table, Value, as_download


def export_roll(cohort: Cohort, *, form: str, by: User, at: dt.datetime) -> HttpResponse:
    """Everybody with attendance and progress; `form` is a key of kit.spreadsheets.FORMATS. Each is logged."""
    roll = roll_of(cohort, at=at)
    meetings = [one for one in roll.meetings if not one.is_called_off]
    columns = [
        Column(_("Full name"), 28),
        Column(_("User name"), 20),
        Column(_("Position"), 28),
        Column(_("Agency"), 40),
        *[Column(str(meeting), 16) for meeting in meetings],
        Column(_("Meetings attended"), 12),
        Column(_("Periods attended"), 12),
        Column(_("Steps done"), 12),
        Column(_("Steps of the course"), 12),
        Column(_("Stands at"), 32),
        Column(_("Completed on"), 14),
    ]
    periods = {meeting.pk: meeting.periods for meeting in meetings}
    rows = [_cells(member, periods) for member in roll.members]
    about: list[tuple[str, Value]] = [
        (_("Class"), str(cohort)),
        (_("Course"), cohort.course.title),
        (_("Agency"), cohort.agency.name),
        (_("Decision or plan"), cohort.document),
        (_("Rows in this file"), len(rows)),
        (_("Exported at"), date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")),
    ]
    data = {"count": len(rows), "format": form}
    log(cohort, "classes.export_class", user=by, timestamp=at, data=data)
    table = Table(_("Class roll"), columns, rows, _("About this list"), about)
    return as_download(table, form=form, name=f"lop-{cohort.pk}")


def _cells(member: Member, periods: dict[int, int]) -> list[Value]:
    person, job = member.membership.person, member.job
    came = [meeting for meeting, state in member.marks.items() if state in Attendance.CAME]
    marks = [Attendance.State(member.marks[pk]).label if pk in member.marks else "" for pk in periods]
    return [
        person.full_name,
        person.username,
        job.position.name if job else "",
        job.agency.name if job else member.membership.hint,
        *[str(mark) for mark in marks],
        len(came),
        sum(periods[meeting] for meeting in came),
        member.done,
        member.needed,
        member.stands_at,
        member.completed_on,
    ]
