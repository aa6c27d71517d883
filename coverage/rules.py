"""Who belongs to the population of a target, and which facts count as achieved on a day.

Conditions are values (`Q`), so that the figure, its history and the list of names are drawn from
the same ones. `at` is the way from the queried table to the one the condition speaks of.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import CharField, Expression, F, Q, Value
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from certificates.models import Certificate, in_force
from courses.models import Completion, Enrolment
from coverage.models import AssignmentVersion, Target
from workforce.models import Absence, Agency, Employment, lies_in

# "Cán bộ, công chức, viên chức" of the plans; contract workers are not among them.
STAFF_CATEGORIES = [
    Employment.Category.OFFICIAL,
    Employment.Category.CIVIL_SERVANT,
    Employment.Category.PUBLIC_EMPLOYEE,
]


class CannotCount(Exception):
    """The platform does not know what the target asks; the sentence says why."""


@dataclass(frozen=True)
class Proof:
    """The facts that a verb of the plans asks for: which rows, as of the end of a day, what to show of one.

    `order` puts the fact to show first: the earliest, but the newest paper, since old ones were replaced.
    """

    facts: Callable[[], "models.QuerySet[Any]"]
    by: Callable[[dt.date], Q]
    on: F | Expression
    number: F | Expression
    order: tuple[str, str]

    @property
    def has_number(self) -> bool:
        """Whether such a fact is a paper."""
        return isinstance(self.number, F)


def check_countable(target: Target) -> None:
    """Refuse with a sentence what cannot be counted from the platform's facts."""
    if target.percent is None:
        raise CannotCount(_("The plan gives no percentage here, so there is nothing to measure against."))
    if target.unit == Target.Unit.INSTITUTIONS:
        raise CannotCount(_("This target counts institutions, such as schools; the platform holds no list of them."))
    if not target.population:
        raise CannotCount(_("The platform does not hold the list of those this target speaks of."))
    if target.numerator not in PROOFS:
        raise CannotCount(_("The platform does not record what this target asks for."))


def belongs(target: Target | AssignmentVersion, agency: Agency | None, at: str = "") -> Q:
    """Employments of the population of `target` in `agency` and everything below it (None: everywhere).

    Assignments bind whom a target with the same columns would count.
    Who is excused on a day, as on maternity leave, is left out by `counts`, which knows the day.
    """
    match target.population:
        case Target.Population.STAFF:
            who = Q(**{f"{at}category__in": STAFF_CATEGORIES})
        case Target.Population.IT_STAFF:
            who = Q(**{f"{at}is_it_staff": True})
        case Target.Population.LEADERS:
            who = Q(**{f"{at}is_leader": True})
        case _chosen:
            who = _chosen_people(target, at)
    return who if agency is None else who & lies_in(agency, f"{at}agency__")


def _chosen_people(target: Target | AssignmentVersion, at: str) -> Q:
    """Every condition that an officer chose; none of them: everyone who works."""
    who = Q()
    if target.categories:
        who &= Q(**{f"{at}category__in": target.categories})
    if target.positions:
        who &= Q(**{f"{at}position__code__in": target.positions})
    if target.only_it_staff:
        who &= Q(**{f"{at}is_it_staff": True})
    if target.only_leaders:
        who &= Q(**{f"{at}is_leader": True})
    if target.branch:
        who &= lies_in(target.branch, f"{at}agency__")
    return who


def runs(first: dt.date, last: dt.date, at: str = "") -> Q:
    """Employments that run on some day from `first` to `last`. The day `ends_on` is no longer held."""
    return Q(**{f"{at}starts_on__lte": last}) & (Q(**{f"{at}ends_on": None}) | Q(**{f"{at}ends_on__gt": first}))


def counts(target: Target, day: dt.date, at: str = "") -> Q:
    """Employments that run on `day`, of people who are not away then for a reason that `target` excuses.

    Few people are away at once: the database looks them up once and not for each employment. Employments and
    facts alike name their person `person`.
    """
    return runs(day, day, at) & here(target, day)


def here(target: Target, day: dt.date) -> Q:
    """People who are not away on `day` for a reason that `target` excuses."""
    if not target.excused:
        return Q()
    away = Absence.objects.at(day).filter(reason__in=target.excused).order_by().values("person")
    return ~Q(person__in=away)


def _completed(day: dt.date) -> Q:
    return Q(completed_on__lte=day)


def _held(day: dt.date) -> Q:
    """Issued by then and not revoked; it may have run out."""
    return Q(issued_on__lte=day) & (Q(revoked_on=None) | Q(revoked_on__gt=day))


def _sent(day: dt.date) -> Q:
    """Enrolled by the end of `day` by the province's clock, and not withdrawn by then."""
    midnight = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))
    return Q(enrolled_at__lt=midnight) & (Q(withdrawn_at=None) | Q(withdrawn_at__gte=midnight))


_NO_NUMBER = Value(None, output_field=CharField())

PROOFS: dict[str, Proof] = {
    Target.Numerator.TRAINED: Proof(
        Completion.objects.all, _completed, F("completed_on"), _NO_NUMBER, ("completed_on", "pk")
    ),
    Target.Numerator.CERTIFIED: Proof(
        Certificate.objects.all, in_force, F("issued_on"), F("number"), ("-issued_on", "-pk")
    ),
    Target.Numerator.HELD: Proof(Certificate.objects.all, _held, F("issued_on"), F("number"), ("-issued_on", "-pk")),
    Target.Numerator.SENT: Proof(
        Enrolment.objects.all, _sent, TruncDate("enrolled_at"), _NO_NUMBER, ("enrolled_at", "pk")
    ),
}


def facts_for(target: Target) -> "models.QuerySet[Any]":
    """Every fact, of any day, about one of the courses that count for `target`.

    With the courses prefetched their numbers stand in the query. PostgreSQL keeps no statistics of a
    table as small as the one that links targets and courses, guesses too few facts, and plans badly.
    """
    return PROOFS[target.numerator].facts().filter(course__in=courses_of(target))


def courses_of(target: Target) -> Any:
    """The courses that count for `target`, for a condition: their numbers, or a query that gives them."""
    if "courses" in getattr(target, "_prefetched_objects_cache", {}):
        return [course.pk for course in target.courses.all()]
    return Target.courses.through._default_manager.filter(target=target).values("coursepage")
