"""Putting attendance right after a class was closed: for a reason, for some days, beside what was written before."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from accounts.telling import tell
from classes.cohorts import notices
from classes.cohorts.attending import Compared, Mark, compare, locked_meeting, why_not_mark, write_marks
from classes.cohorts.closing import Figures, figures_known, recounted
from classes.cohorts.rights import NotYours, Rights, rights_on
from classes.models import Attendance, Cohort, Correction, Meeting, Membership


class CannotCorrect(Exception):
    """Attendance stays as it is; the message says why."""


@dataclass(frozen=True)
class Corrected:
    """The correction, none where everything stood like this already; and who was marked anew meanwhile."""

    correction: Correction | None
    overtaken: list[Membership]


def corrected_until(cohort: Cohort, rights: Rights) -> dt.date | None:
    """The last day on which somebody with `rights` may correct a closed class; None for who never may."""
    if cohort.ended_at is None or not rights.runs:
        return None
    days = settings.CLASS_CORRECTION_DAYS if rights.organises else settings.CLASS_CORRECTION_FACILITATOR_DAYS
    return timezone.localdate(cohort.ended_at) + dt.timedelta(days=days) if days > 0 else None


def why_not_correct(cohort: Cohort, rights: Rights, *, on: dt.date) -> str:
    """Empty when attendance of a class may be corrected on a day by somebody with `rights`, else the sentence to show.

    settings.CLASS_CORRECTION_DAYS for those who organise it, settings.CLASS_CORRECTION_FACILITATOR_DAYS for who led it.
    """
    if cohort.state == Cohort.State.CALLED_OFF:
        return _("This class is %(state)s.") % {"state": cohort.get_state_display()}
    if cohort.is_open:
        return _("This class is not closed yet: take attendance as usual.")
    until = corrected_until(cohort, rights)
    if until is None:
        return _("Only an officer who organises this class corrects its attendance now.")
    if on > until:
        return _("Attendance of this class could be corrected until %(day)s.") % {"day": until.strftime("%d/%m/%Y")}
    return ""


@transaction.atomic
def correct_attendance(
    *, meeting: Meeting, marks: Mapping[int, Mark], reason: str, by: User, at: dt.datetime
) -> Corrected:
    """Write beside what was marked what is right, count the figures of the class again, and tell those it is about.

    Hours of training follow from the day of the correction. Harmless twice: what holds already is not written again.
    A mark over somebody else's newer one is not written (`overtaken`). Raises CannotCorrect, CannotMark, NotYours.
    """
    meeting = locked_meeting(meeting)
    cohort = meeting.cohort
    _refuse(meeting, reason, by=by, on=timezone.localdate(at))
    compared = compare(meeting, marks)
    if any(member.person_id == by.pk for member, _state, _fact in compared.new):
        raise CannotCorrect(_("Your own attendance is corrected by somebody else."))
    if not compared.new:
        return Corrected(None, compared.overtaken)
    before = figures_known(cohort)
    figures = recounted(cohort, meeting=meeting, states={one.pk: state for one, state, _fact in compared.new})
    correction = Correction.objects.create(
        meeting=meeting, reason=reason.strip()[:300], made_by=by, made_at=at, figures=asdict(figures)
    )
    write_marks(meeting, compared, by=by, at=at, correction=correction)
    data = {"meeting": str(meeting), "marked": len(compared.new), "reason": correction.reason}
    log(cohort, "classes.correct_attendance", user=by, timestamp=at, data=data)
    _tell(cohort, correction, compared, before, figures, at=at)
    return Corrected(correction, compared.overtaken)


def _refuse(meeting: Meeting, reason: str, *, by: User, on: dt.date) -> None:
    rights = rights_on(meeting.cohort, by)
    if not rights.runs:
        raise NotYours(_("Only those who lead or organise this class correct its attendance."))
    if why := why_not_correct(meeting.cohort, rights, on=on) or why_not_mark(meeting, on=on):
        raise CannotCorrect(why)
    if not reason.strip():
        raise CannotCorrect(_("Say why."))


def _tell(
    cohort: Cohort,
    correction: Correction,
    compared: Compared,
    before: Figures | None,
    after: Figures,
    *,
    at: dt.datetime,
) -> None:
    """Each member what was corrected of hers; whoever closed the class, that its figures were counted again."""
    tell(
        people=[member.person for member, _state, _fact in compared.new],
        kind=notices.CORRECTED,
        key=f"class-corrected-{correction.pk}",
        url=notices.own_address(cohort),
        at=at,
        title=cohort.title,
        when=notices.when_of(correction.meeting),
        reason=correction.reason,
    )
    if cohort.ended_by is not None and cohort.ended_by_id != correction.made_by_id:
        tell(
            people=[cohort.ended_by],
            kind=notices.RECOUNTED,
            key=f"class-recounted-{correction.pk}",
            url=reverse("classes:cohort", args=[cohort.pk]),
            at=at,
            title=cohort.title,
            when=notices.when_of(correction.meeting),
            name=correction.made_by.full_name,
            before=str(before.attended if before else 0),
            after=str(after.attended),
            reason=correction.reason,
        )


@dataclass(frozen=True)
class Change:
    """What a correction changed of one member: the words of before, empty where nothing was marked, and of since."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Past:
    """A correction as it is shown to all who see the class."""

    correction: Correction
    changes: list[Change]


def corrections_of(cohort: Cohort) -> list[Past]:
    """What was corrected, the newest first, with each change by name. Two queries for any number."""
    earlier = Attendance.objects.filter(
        meeting=OuterRef("meeting"), membership=OuterRef("membership"), number=OuterRef("number") - 1
    )
    marks = (
        Attendance.objects.select_related("membership__person")
        .annotate(instead_of=Subquery(earlier.values("state")[:1]))
        .order_by("membership__person__name_key", "pk")
    )
    found = Correction.objects.filter(meeting__cohort=cohort).select_related("made_by", "meeting")
    found = found.prefetch_related(Prefetch("marks", marks, to_attr="written")).order_by("-pk")
    return [Past(one, [_change(mark) for mark in one.written]) for one in found]


def _change(mark: Attendance) -> Change:
    before: str = mark.instead_of  # type: ignore[attr-defined]
    words = str(Attendance.State(before).label) if before else ""
    return Change(mark.membership.person.full_name, words, mark.get_state_display())


def corrected_at(cohort: Cohort) -> dt.datetime | None:
    """When attendance of a closed class was corrected last. One query."""
    newest = Correction.objects.filter(meeting__cohort=cohort).order_by("-pk").first()
    return newest.made_at if newest else None
