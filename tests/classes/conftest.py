"""An exam to be held: the small course with a supervised test, its teacher, a session of this hour."""

import pytest

from accounts.models import User
from classes.models import ExamSession
from courses.models import CoursePage
from tests.classes.exams import make_session, make_supervised, make_teacher


@pytest.fixture
def exam_course(course: CoursePage) -> CoursePage:
    make_supervised(course)
    return course


@pytest.fixture
def thao(exam_course: CoursePage) -> User:
    """Teaches the course and watches over the exam."""
    return make_teacher(exam_course)


@pytest.fixture
def session(exam_course: CoursePage, thao: User) -> ExamSession:
    return make_session(exam_course, thao)
