"""A paper runs out by itself, on its day; nothing is written then. Its holder is told before, once for each step."""

import datetime as dt
from itertools import pairwise

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from certificates.models import Certificate, ExpiryNotice
from certificates.notices import EXPIRING, tell_holders, with_its_end
from certificates.rules import local_day

PEOPLE_AT_ONCE = 500


def tell_before_expiry(*, at: dt.datetime) -> int:
    """Tell holders whose paper ends within settings.EXPIRY_NOTICE_DAYS; how many papers were spoken of.

    Each step of days is told once for a paper, and a person gets one mail for all papers of a step.
    A step that was missed while the site stood still is told late; one that a nearer step has overtaken is not.
    Harmless twice, also at once.
    """
    steps = sorted({*settings.EXPIRY_NOTICE_DAYS, 0})
    return sum(_tell_step(nearer=nearer, days=days, at=at) for nearer, days in pairwise(steps))


def _tell_step(*, nearer: int, days: int, at: dt.datetime) -> int:
    told = 0
    while people := list(_due(nearer, days, at).values_list("person", flat=True).distinct()[:PEOPLE_AT_ONCE]):
        told += _tell_people(people, nearer=nearer, days=days, at=at)
    return told


def _due(nearer: int, days: int, at: dt.datetime) -> "QuerySet[Certificate]":
    """Papers in force that nobody renewed and whose last day is more than `nearer`, at most `days` days away."""
    today = local_day(at)
    return (
        Certificate.objects.valid_at(today)
        .filter(
            expires_on__gt=today + dt.timedelta(days=nearer),
            expires_on__lte=today + dt.timedelta(days=days),
            renewed_by=None,
        )
        .exclude(expiry_notices__days=days)
    )


@transaction.atomic
def _tell_people(people: list[int], *, nearer: int, days: int, at: dt.datetime) -> int:
    papers = list(
        _due(nearer, days, at)
        .filter(person__in=people)
        .select_related("person")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    ExpiryNotice.objects.bulk_create(
        (ExpiryNotice(certificate=paper, days=days, told_at=at) for paper in papers), ignore_conflicts=True
    )
    tell_holders(EXPIRING, papers, batch=str(days), at=at, line=with_its_end)
    return len(papers)
