"""Which courses to learn next, and why: what the position still asks for comes first, then what is new."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from competency.profiling import DomainProfile
from courses.models import CoursePage, Outcome
from courses.published import edition


@dataclass(frozen=True)
class Suggestion:
    """A course, and the reason in one sentence (empty: none in particular). `gain` is in levels."""

    course: CoursePage
    reason: str
    gain: int


def suggest(
    profile: Sequence[DomainProfile], *, taken: Collection[int], is_staff: bool, on: dt.date, most: int = 3
) -> list[Suggestion]:
    """Courses that the person has not taken and may take; no query of its own.

    First those that close the widest gap between what the position asks for and what was shown, then those
    opened within settings.NEW_COURSE_DAYS, then the order of the catalogue.
    """
    asked = {domain.domain_id: domain for domain in profile if domain.missing}
    offered = [
        course for course in edition().courses.values() if course.pk not in taken and (course.is_public or is_staff)
    ]
    found = [_weigh(course, edition().outcomes.get(course.pk, []), asked, on) for course in offered]
    found.sort(key=lambda suggestion: (-suggestion.gain, not suggestion.reason))
    return found[:most]


def _weigh(course: CoursePage, outcomes: list[Outcome], asked: dict[int, DomainProfile], on: dt.date) -> Suggestion:
    gains = [
        (min(outcome.level.order, domain.required) - domain.held, domain)
        for outcome in outcomes
        if (domain := asked.get(outcome.competency.domain_id))
    ]
    gain, domain = max(gains, key=lambda one: one[0], default=(0, None))
    if domain and gain > 0:
        sentence = _("Your position asks for level %(required)s in %(domain)s.")
        if domain.held:
            sentence = _("Your position asks for level %(required)s in %(domain)s; you have shown %(held)s.")
        words = {"domain": domain.name, "required": domain.required, "held": domain.held}
        return Suggestion(course, sentence % words, gain)
    return Suggestion(course, _("New") if _is_new(course, on) else "", 0)


def _is_new(course: CoursePage, on: dt.date) -> bool:
    opened = course.first_published_at
    return opened is not None and (on - timezone.localdate(opened)).days < settings.NEW_COURSE_DAYS
