"""The roll of a class on A4, to sign and to keep: in Vietnamese, laid out after Nghị định 30/2020/NĐ-CP, Phụ lục I."""

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from wagtail.log_actions import log

from accounts.models import User
from classes.cohorts.closing import figures_known
from classes.cohorts.correcting import corrected_at
from classes.cohorts.presenting import SIGNS, Member, roll_of
from classes.models import Attendance, Cohort, Meeting
from kit.pdf import html_to_pdf

# As many columns for meetings as A4 has room for beside a name and an agency.
MEETINGS_ON_A_SHEET = 8


def roll_pdf(*, cohort: Cohort, by: User, at: dt.datetime) -> bytes:
    """The roll with what was written down so far, and room to sign where nothing was. Twice makes it twice."""
    with translation.override("vi"):
        roll = roll_of(cohort, at=at)
        meetings = [one for one in roll.meetings if not one.is_called_off]
        leaders = cohort.facilitations.running().select_related("person").order_by("pk")
        words = {
            "cohort": cohort,
            "facilitators": [one.person for one in leaders],
            "sheets": [_sheet(roll.members, sheet) for sheet in _sheets(meetings)],
            "members": roll.members,
            "figures": figures_known(cohort),
            "corrected_at": corrected_at(cohort),
            "now": timezone.localtime(at),
            "province": settings.PROVINCE_NAME,
        }
        title = f"Danh sách lớp {cohort.code}"
        pdf = html_to_pdf(render_to_string("classes/pdf/class_roll.html", words), title=title)
    log(cohort, "classes.print_class_roll", user=by, timestamp=at, data={"members": len(roll.members)})
    return pdf


def _sheets(meetings: list[Meeting]) -> list[list[Meeting]]:
    """Meetings in groups that fit a sheet; one empty group while none is planned."""
    starts = range(0, max(1, len(meetings)), MEETINGS_ON_A_SHEET)
    return [meetings[start : start + MEETINGS_ON_A_SHEET] for start in starts]


def _sheet(members: list[Member], meetings: list[Meeting]) -> dict[str, object]:
    rows = [
        (member, [SIGNS[Attendance.State(member.marks[one.pk])] if one.pk in member.marks else "" for one in meetings])
        for member in members
    ]
    return {"meetings": meetings, "rows": rows, "width": f"{max(6, 46 // max(1, len(meetings)))}%"}
