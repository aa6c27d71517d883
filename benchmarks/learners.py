"""Learners to measure with: one answer saved, a whole test of twenty questions. Needs Django to be set up."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from benchmarks.answering import AnswerLoad
from benchmarks.loading import CLIENTS
from benchmarks.quizzing import QuizLoad, chosen_on
from benchmarks.serving import HOST, PROXY_HEADERS
from courses.enrolling import enrol
from courses.models import CoursePage, LessonPage, QuizPage
from courses.progress import complete_step
from courses.published import new_edition
from lms.demo.staffing import DOMAIN
from lms.demo.story import DATA_GOVERNANCE
from workforce.models import Employment

# In bare views. The quiz: starting, reading, twenty answers saved, handed in and graded.
AIMS = {"autosave": 4.0, "quiz": 85.0}
TOKEN = "a" * 32


@dataclass(frozen=True)
class Learner:
    client: Client
    address: str

    @classmethod
    def ready(cls, person: User, course: CoursePage, quiz: QuizPage) -> "Learner":
        """Somebody who has read every lesson, with a session of their own."""
        now = timezone.now()
        enrolment = enrol(person=person, course=course, at=now, on=timezone.localdate())
        for lesson in LessonPage.objects.live().child_of(course):
            complete_step(enrolment=enrolment, step=lesson, at=now)
        client = Client(headers={name.lower(): value for name, value in PROXY_HEADERS.items()})
        client.force_login(person)
        return cls(client, reverse("courses:step", args=[course.slug, quiz.slug]))

    @property
    def headers(self) -> dict[str, str]:
        """What the browser and the proxy send with a form of ours."""
        session = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        return {
            **PROXY_HEADERS,
            "Accept-Language": "vi",
            "Cookie": cookies,
            "X-CSRFToken": TOKEN,
            "Origin": f"https://{HOST}",
        }


def _learners(count: int) -> list[Learner]:
    """Staff of the demo before a test that may be taken again and again, and that nobody passes by chance."""
    course = CoursePage.objects.live().get(code=DATA_GOVERNANCE)
    quiz = QuizPage.objects.live().child_of(course).get()
    QuizPage.objects.filter(pk=quiz.pk).update(attempts_allowed=0, cool_down_minutes=0, pass_percent=100)
    new_edition()
    busy = course.enrolments.values("person")
    staff = Employment.objects.at(timezone.localdate()).filter(person__email__endswith=DOMAIN).exclude(person__in=busy)
    people = User.objects.filter(pk__in=staff.values("person")).order_by("pk")[:count]
    return [Learner.ready(person, course, quiz) for person in people]


def autosave(port: int, requests: int) -> AnswerLoad:
    """As many learners as clients, each with an open test, each saving one answer of it again and again."""
    forms = []
    for learner in _learners(CLIENTS):
        path = learner.client.post(f"{learner.address}bat-dau/").headers["Location"]
        position, value = chosen_on(learner.client.get(path).content)[0]
        forms.append((f"{path}luu/", learner.headers, f"item={position}&chosen={value}&n=1"))
    return AnswerLoad(port=port, forms=forms, requests=requests)


def quiz(port: int, quizzes: int) -> QuizLoad:
    learners = _learners(CLIENTS)
    return QuizLoad(
        port=port, address=learners[0].address, headers=[learner.headers for learner in learners], requests=quizzes
    )


def statements() -> dict[str, int]:
    """How many statements reach the database, once caches are warm."""
    (learner,) = _learners(1)
    client, counted = learner.client, {"autosave": 0, "quiz": 0}
    for _warm in range(2):
        with CaptureQueriesContext(connection) as whole:
            path = client.post(f"{learner.address}bat-dau/").headers["Location"]
            form = chosen_on(client.get(path).content)
            for position, value in form:
                with CaptureQueriesContext(connection) as one:
                    client.post(f"{path}luu/", {"item": position, "chosen": value})
            client.post(path, {f"q{position}": value for position, value in form})
        counted = {"autosave": len(one), "quiz": len(whole)}
    return counted
