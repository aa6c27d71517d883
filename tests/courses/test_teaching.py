from django.utils import timezone

from accounts.models import User
from courses.models import CoursePage, Teaching
from courses.teaching import appoint_teacher, courses_taught_by, end_teaching, teaches


def test_teacher_is_appointed_once_and_ended_once(course: CoursePage, lan: User, author: User) -> None:
    now = timezone.now()
    first = appoint_teacher(person=lan, course=course, by=author, at=now)
    assert appoint_teacher(person=lan, course=course, by=author, at=timezone.now()) == first
    assert (teaches(lan, course), courses_taught_by(lan)) == (True, [course])
    end_teaching(teaching=first, by=author, at=now)
    end_teaching(teaching=first, by=author, at=timezone.now())
    assert Teaching.objects.get().ended_at == now
    assert (teaches(lan, course), courses_taught_by(lan)) == (False, [])


def test_outsider_teaches_nothing(course: CoursePage, lan: User, hanh: User, author: User) -> None:
    appoint_teacher(person=lan, course=course, by=author, at=timezone.now())
    assert (teaches(hanh, course), courses_taught_by(hanh)) == (False, [])
    assert teaches(author, course)  # a superuser
