"""Joining a course, and being told why not."""

import datetime as dt

import pytest
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from accounts.models import User
from courses.enrolling import CannotEnrol, enrol, enrolment_of, why_not_enrol
from courses.models import CoursePage, Enrolment
from home.models import HomePage
from tests.courses.study import NOW, after, join, make_course
from workforce.models import Employment


@pytest.fixture
def staff_only(db: None) -> str:
    return _(
        "This course is for people who work in a state agency. "
        "If you do, ask the HR officer of your agency to add you to the roster."
    )


def test_civil_servant_enrols_in_a_staff_course(course: CoursePage, lan: User) -> None:
    enrolment = join(lan, course)
    assert (enrolment.person, enrolment.course, enrolment.enrolled_at) == (lan, course, NOW)
    assert enrolment_of(lan, course) == enrolment
    entry = ModelLogEntry.objects.get(action="courses.enrol")
    assert (entry.object_id, entry.user_id) == (str(enrolment.pk), lan.pk)


def test_staff_course_is_refused_to_a_citizen(course: CoursePage, tan: User, staff_only: str) -> None:
    with pytest.raises(CannotEnrol) as refusal:
        join(tan, course)
    assert str(refusal.value) == staff_only
    assert Enrolment.objects.count() == 0


def test_public_course_takes_everyone(site: HomePage, tan: User, lan: User) -> None:
    course = make_course("cho-moi-nguoi")
    assert [join(tan, course).person, join(lan, course).person] == [tan, lan]


def test_employment_counts_on_its_days_only(course: CoursePage, lan: User, staff_only: str) -> None:
    Employment.objects.filter(person=lan).update(ends_on=dt.date(2026, 11, 22))
    assert why_not_enrol(lan, course, on=dt.date(2026, 11, 21)) == ""
    assert why_not_enrol(lan, course, on=dt.date(2026, 11, 22)) == staff_only
    assert why_not_enrol(lan, course, on=dt.date(2025, 6, 30)) == staff_only


def test_unpublished_course_is_refused(course: CoursePage, lan: User) -> None:
    course.unpublish()
    with pytest.raises(CannotEnrol) as refusal:
        join(lan, course)
    assert str(refusal.value) == _("This course is not open at the moment.")


def test_enrolling_twice_is_the_same_enrolment(course: CoursePage, lan: User) -> None:
    first = join(lan, course)
    again = enrol(person=lan, course=course, at=after(days=1), on=after(days=1).date())
    assert (again.pk, again.enrolled_at) == (first.pk, NOW)
    assert ModelLogEntry.objects.filter(action="courses.enrol").count() == 1


def test_who_leaves_the_agency_keeps_the_course_under_way(course: CoursePage, lan: User) -> None:
    first = join(lan, course)
    Employment.objects.filter(person=lan).update(ends_on=NOW.date())
    assert join(lan, course) == first


def test_withdrawn_enrolment_is_not_found_and_may_be_followed_by_another(course: CoursePage, lan: User) -> None:
    first = join(lan, course)
    Enrolment.objects.filter(pk=first.pk).update(withdrawn_at=after(days=1))
    assert enrolment_of(lan, course) is None
    assert join(lan, course, at=after(days=2)) != first


def test_enrolment_of_another_person_is_not_found(course: CoursePage, lan: User, hanh: User) -> None:
    join(lan, course)
    assert enrolment_of(hanh, course) is None
