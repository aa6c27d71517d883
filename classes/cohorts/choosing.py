"""Whom to put into a class: people with what is known of each, before anybody is chosen."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Min
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from classes.cohorts.knowing import remarks_on
from classes.models import Membership
from courses.models import Completion, CoursePage
from workforce.models import Absence, Employment

# More people than this are not laid before anybody at once: they narrow the list first.
MOST_TO_CHOOSE = 200


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be chosen. `barred` cannot be; with a `remark` she is not ticked beforehand."""

    job: Employment
    barred: str = ""
    remark: str = ""

    @property
    def is_ticked(self) -> bool:
        return not (self.barred or self.remark)


def candidates(jobs: Sequence[Employment], course: CoursePage, *, day: dt.date) -> list[Candidate]:
    """`jobs` in their order, each with what speaks against a class of `course`. Three queries and one each provider."""
    people = [job.person_id for job in jobs]
    running = Membership.objects.running().filter(course=course, person__in=people).select_related("cohort")
    barred = {one.person_id: _in_class(one) for one in running}
    completed = Completion.objects.by(day).filter(course=course, person__in=people).values("person")
    done = {row["person"]: row["first"] for row in completed.annotate(first=Min("completed_on"))}
    away = Absence.objects.filter(person__in=people).at(day).order_by("-starts_on")
    absent = {one.person_id: _("Away: %(reason)s") % {"reason": one.get_reason_display()} for one in away}
    remarks = (
        absent
        | {
            person: _("Has completed the course on %(day)s") % {"day": date_format(on, "SHORT_DATE_FORMAT")}
            for person, on in done.items()
        }
        | remarks_on(course, people, day=day)
    )
    return [Candidate(job, barred.get(job.person_id, ""), remarks.get(job.person_id, "")) for job in jobs]


def _in_class(membership: Membership) -> str:
    words = _("On the waiting list of %(class)s") if membership.is_waiting else _("In the class %(class)s already")
    return words % {"class": membership.cohort}
