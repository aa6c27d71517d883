"""The register in figures: how many papers in which state, by month, by course."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncMonth

from accounts.models import User
from certificates.models import Certificate, IssueJob, Suspension

MONTHS = 12


@dataclass(frozen=True)
class Month:
    """`first`: the first day of the month; `share`: of the busiest month, in percent."""

    first: dt.date
    issued: int
    share: int


@dataclass(frozen=True)
class CourseFigures:
    course: str
    issued: int
    in_force: int
    revoked: int


@dataclass(frozen=True)
class Figures:
    """Of the papers whose register somebody keeps, at the end of a day: every paper is in one of the five states."""

    issued: int
    in_force: int
    suspended: int
    expired: int
    revoked: int
    replaced: int
    unconfirmed: int
    held: int
    unsigned: int
    months: list[Month]
    courses: list[CourseFigures]


def figures_for(user: User, *, on: dt.date) -> Figures:
    """Four queries, however many papers and courses."""
    papers = Certificate.objects.kept_by(user).filter(issued_on__lte=on)
    replaced = Q(replaced_by__isnull=False)
    # As the book says it (certificates.book): what is examined is neither in force nor expired.
    examined = Q(pk__in=Suspension.objects.on(on).values("certificate"))
    stands = Q(revoked_on=None) & ~examined
    in_force = stands & (Q(expires_on=None) | Q(expires_on__gt=on))
    whole: dict[str, Any] = papers.aggregate(
        issued=Count("pk"),
        in_force=Count("pk", filter=in_force),
        suspended=Count("pk", filter=Q(revoked_on=None) & examined),
        expired=Count("pk", filter=stands & Q(expires_on__lte=on)),
        revoked=Count("pk", filter=Q(revoked_on__isnull=False) & ~replaced),
        replaced=Count("pk", filter=replaced),
    )
    state = IssueJob.State
    jobs: dict[str, Any] = IssueJob.objects.kept_by(user).aggregate(
        unconfirmed=Count("pk", filter=Q(state=state.UNCONFIRMED)),
        held=Count("pk", filter=Q(state__in=[state.LACKING, state.FAILED])),
        unsigned=Count("pk", filter=Q(state=state.SIGNING)),
    )
    by_course = (
        papers.values(name=F("course__title"))
        .annotate(
            issued=Count("pk"),
            in_force=Count("pk", filter=in_force),
            revoked=Count("pk", filter=Q(revoked_on__isnull=False) & ~replaced),
        )
        .order_by("-issued", "name")
    )
    return Figures(
        **whole,
        **jobs,
        months=_months(papers, on),
        courses=[CourseFigures(row["name"], row["issued"], row["in_force"], row["revoked"]) for row in by_course],
    )


def _months(papers: Any, on: dt.date) -> list[Month]:
    """The last twelve months, those without papers too."""
    first = [_month_back(on, back) for back in range(MONTHS - 1, -1, -1)]
    counted = dict(
        papers.filter(issued_on__gte=first[0])
        .annotate(month=TruncMonth("issued_on"))
        .values_list("month")
        .annotate(Count("pk"))
        .order_by("month")
    )
    most = max(counted.values(), default=0)
    return [
        Month(month, counted.get(month, 0), round(100 * counted.get(month, 0) / most) if most else 0) for month in first
    ]


def _month_back(day: dt.date, back: int) -> dt.date:
    months = day.year * 12 + day.month - 1 - back
    return dt.date(months // 12, months % 12 + 1, 1)
