"""Thousands of people who did every step of a course while nobody wrote down that they completed it."""

import datetime as dt

from django.utils import timezone

from accounts.models import User
from courses.models import CoursePage, Enrolment, StepPage, StepProgress
from lms.demo.story import SKILLS

COUNT = 20_000
# Seconds of processor time for all of them (Moodle's cron takes 475).
AIM_SECONDS = 20
BATCH = 5000


def enrol_unnoticed() -> tuple[CoursePage, int]:
    """The course, and how many of up to COUNT people stand so in it. Only for a database that is thrown away."""
    course = CoursePage.objects.get(code=SKILLS)
    steps = list(StepPage.objects.child_of(course).live().values_list("pk", flat=True))
    began = timezone.now() - dt.timedelta(days=2)
    enrolled = Enrolment.objects.filter(course=course).values("person")
    people = list(User.objects.exclude(pk__in=enrolled).values_list("pk", flat=True)[:COUNT])
    if len(people) < COUNT:
        people += _more_people(COUNT - len(people))
    enrolments = Enrolment.objects.bulk_create(
        (Enrolment(person_id=person, course=course, enrolled_at=began) for person in people), batch_size=BATCH
    )
    StepProgress.objects.bulk_create(
        (
            StepProgress(enrolment=enrolment, step_id=step, completed_at=began + dt.timedelta(hours=1))
            for enrolment in enrolments
            for step in steps
        ),
        batch_size=BATCH,
    )
    return course, len(enrolments)


def _more_people(count: int) -> list[int]:
    people = [User(username=f"do.{number}", full_name=f"Người đo {number}") for number in range(count)]
    for person in people:
        person.normalise()
    return [person.pk for person in User.objects.bulk_create(people, batch_size=BATCH)]
