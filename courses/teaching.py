"""Teachers of courses: appointing, ending, and the question who may look into a course's learners."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from accounts.models import User
from courses.models import CoursePage, Teaching


def teaches(person: User, course: CoursePage) -> bool:
    """Whether `person` may mark, answer and see the learners of `course`. Superusers may."""
    return person.is_superuser or Teaching.objects.held_by(person).filter(course=course).exists()


def taught_by(person: User) -> "QuerySet[CoursePage]":
    """The courses that `person` teaches; all of them for a superuser."""
    courses = CoursePage.objects.all()
    if not person.is_superuser:
        courses = courses.filter(pk__in=Teaching.objects.held_by(person).values("course"))
    return courses


def courses_taught_by(person: User) -> "list[CoursePage]":
    """The same, by title."""
    return list(taught_by(person).order_by("title"))


def teachers_of(course: CoursePage) -> "list[User]":
    """Who teaches `course` now, longest first; where nobody does, the administrators, so that no word is lost."""
    running = Teaching.objects.filter(course=course, ended_at=None, person__is_active=True)
    teachers = [teaching.person for teaching in running.select_related("person").order_by("appointed_at", "pk")]
    return teachers or list(User.objects.filter(is_superuser=True, is_active=True).order_by("pk"))


def appoint_teacher(*, person: User, course: CoursePage, by: User | None, at: dt.datetime) -> Teaching:
    """Let `person` teach `course`; harmless twice (the running appointment is returned)."""
    try:
        with transaction.atomic():
            teaching = Teaching.objects.create(person=person, course=course, appointed_by=by, appointed_at=at)
            log(teaching, "courses.appoint_teacher", user=by, data={"course": course.code})
            return teaching
    except IntegrityError:
        return Teaching.objects.held_by(person).get(course=course)


@transaction.atomic
def end_teaching(*, teaching: Teaching, by: User, at: dt.datetime) -> None:
    """End an appointment; harmless twice (the first date stays)."""
    if Teaching.objects.filter(pk=teaching.pk, ended_at=None).update(ended_at=at):
        log(teaching, "courses.end_teaching", user=by, data={"course": teaching.course.code})
