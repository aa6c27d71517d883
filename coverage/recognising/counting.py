"""Recognised papers as facts that count, beside the platform's own: a person with both is counted once."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from coverage.models import Recognition, Target
from coverage.models.recognitions import counts_on, held_on
from coverage.rules import courses_of

_VERBS = {
    Target.Numerator.TRAINED: counts_on,
    Target.Numerator.CERTIFIED: counts_on,
    Target.Numerator.HELD: held_on,
}


def takes_papers(target: Target) -> bool:
    """Whether a paper from elsewhere can be what this target asks for: who was sent somewhere is asked otherwise."""
    return target.numerator in _VERBS


def papers_for(target: Target) -> "QuerySet[Recognition, Any]":
    """Every recognised paper, of any day, for one of the courses that count for `target`."""
    return Recognition.objects.filter(course__in=courses_of(target))


def papers_by(target: Target, day: dt.date) -> Q:
    """That a paper is what `target` asks for, as of the end of `day`."""
    return _VERBS[Target.Numerator(target.numerator)](day)
