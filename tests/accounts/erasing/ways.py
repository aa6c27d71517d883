"""Short ways to have been here, to leave, and to be erased."""

import datetime as dt

from django.conf import settings

from accounts.erasing import ask_to_be_erased, carry_out_erasures
from accounts.models import ErasureRequest, User
from courses.models import CoursePage, Enrolment, StepPage
from courses.published import new_edition
from tests.courses.study import NOW
from workforce.leaving import leave_service
from workforce.models import Agency, Employment

LATER = NOW + dt.timedelta(days=settings.ERASURE_REFLECTION_DAYS)
PAGES = "/du-lieu-cua-toi/"
State = ErasureRequest.State


def erased(person: User) -> User:
    """Asked for, and carried out when the days are over."""
    ask_to_be_erased(person=person, at=NOW)
    assert carry_out_erasures(limit=5, at=LATER) == 1
    return User.objects.get(pk=person.pk)


def agency_of(person: User) -> Agency:
    return Employment.objects.get(person=person).agency


def leave(person: User, by: User) -> None:
    leave_service(person=person, reason="thoi_viec", on=NOW.date() - dt.timedelta(days=9), by=by, at=NOW)


def for_everybody(course: CoursePage) -> CoursePage:
    CoursePage.objects.filter(pk=course.pk).update(audience=CoursePage.Audience.CITIZEN)
    new_edition()
    return CoursePage.objects.get(pk=course.pk)


def first_lesson(enrolment: Enrolment) -> StepPage:
    return StepPage.objects.get(pk=enrolment.progress.order_by("pk")[0].step_id).specific
