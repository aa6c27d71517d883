"""A class made whole in one go: planned, with its meetings, its facilitators and the people who were chosen for it."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from accounts.models import User
from classes.cohorts.joining import Added, add_people
from classes.cohorts.planning import ClassPlan, make_class
from classes.cohorts.scheduling import MeetingPlan, add_meetings
from classes.models import Cohort


@transaction.atomic
def form_class(
    *,
    plan: ClassPlan,
    facilitators: Sequence[User],
    meetings: Sequence[MeetingPlan],
    people: Sequence[User],
    by: User,
    at: dt.datetime,
) -> tuple[Cohort, Added]:
    """All of it or nothing; who is chosen is told once, with the first meeting. Twice is refused: the code is taken.

    Raises CannotPlanClass, CannotMeet, CannotJoin, NotYours.
    """
    cohort = make_class(plan=plan, facilitators=facilitators, by=by, at=at)
    add_meetings(cohort=cohort, plans=meetings, by=by, at=at)
    return cohort, add_people(cohort=cohort, people=people, by=by, at=at)
