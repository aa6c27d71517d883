"""Joining and leaving a course."""

import datetime as dt
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from courses.models import CoursePage, Enrolment
from workforce.models import Employment


class CannotEnrol(Exception):
    """The person may not take this course; the message says why."""


def why_not_enrol(person: User, course: CoursePage, *, on: dt.date) -> str:
    """Empty when `person` may take `course`, else the sentence to show.

    Courses for state staff need an employment that runs on the day `on`.
    """
    if not course.live:
        return _("This course is not open at the moment.")
    if course.audience == CoursePage.Audience.STAFF and not Employment.objects.at(on).filter(person=person).exists():
        return _(
            "This course is for people who work in a state agency. "
            "If you do, ask the HR officer of your agency to add you to the roster."
        )
    return ""


def who_may_not_enrol(people: Collection[int], course: CoursePage, *, on: dt.date) -> set[int]:
    """The keys of those of `people` to whom `why_not_enrol` would say why not. One query at most."""
    if not course.live:
        return set(people)
    if course.audience != CoursePage.Audience.STAFF:
        return set()
    return set(people) - set(Employment.objects.at(on).filter(person__in=people).values_list("person", flat=True))


def enrolment_of(person: User, course: CoursePage) -> Enrolment | None:
    """The live enrolment of `person` in `course`: the one door to it."""
    found = (
        Enrolment.objects.select_related("completion").filter(person=person, course=course, withdrawn_at=None).first()
    )
    if found:
        found.person = person
    return found


def enrol(*, person: User, course: CoursePage, at: dt.datetime, on: dt.date) -> Enrolment:
    """Enrol `person`; harmless twice (the live enrolment is returned). Raises CannotEnrol."""
    existing = enrolment_of(person, course)
    if existing:
        return existing
    refusal = why_not_enrol(person, course, on=on)
    if refusal:
        raise CannotEnrol(refusal)
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(person=person, course=course, enrolled_at=at)
            log(enrolment, "courses.enrol", user=person)
            return enrolment
    except IntegrityError:
        # A second click won the race; its enrolment is as good as ours.
        enrolment_there = enrolment_of(person, course)
        if enrolment_there is None:
            raise
        return enrolment_there
