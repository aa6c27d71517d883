"""The short way of an answer gives what the whole way gives, and refuses no less."""

from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from courses.models import Attempt, CoursePage, Enrolment
from tests.courses.study import begin, ready, right_answers

TOKEN = "a" * 32


@pytest.fixture
def attempt(course: CoursePage, lan: User) -> Attempt:
    return begin(ready(lan, course), at=timezone.now())


@pytest.fixture
def learner(lan: User) -> Client:
    """Lan's browser, whose requests are looked at as strictly as on the real site."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(lan)
    client.cookies[site_settings.CSRF_COOKIE_NAME] = TOKEN
    return client


def save(client: Client, attempt: Attempt, *, position: int = 1, **headers: str) -> Any:
    """Answer rightly, as the page's script sends it."""
    slugs = [attempt.enrolment.course.slug, attempt.quiz.slug, attempt.number]
    answer = {"item": position, "chosen": right_answers(attempt)[position]}
    headers = {"x_csrftoken": TOKEN, "origin": "http://testserver", **headers}
    return client.post(reverse("courses:autosave", args=slugs), answer, headers=headers)


def save_the_whole_way(learner: Client, attempt: Attempt, settings: Any, **headers: str) -> Any:
    settings.SHORT_WAYS = {}
    whole = Client(enforce_csrf_checks=True)
    whole.cookies = learner.cookies
    return save(whole, attempt, **headers)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_ways_answer_alike(learner: Client, attempt: Attempt, settings: Any, language: str) -> None:
    for _first_and_known in range(2):
        short = save(learner, attempt, accept_language=language)
    whole = save_the_whole_way(learner, attempt, settings, accept_language=language)
    assert (short.status_code, short.content) == (whole.status_code, whole.content) == (204, b"")
    assert dict(short.headers) == dict(whole.headers)
    assert short.cookies == whole.cookies == {}


@pytest.mark.parametrize(
    "headers", [{"x_csrftoken": "b" * 32}, {"x_csrftoken": ""}, {"origin": "https://evil.example"}]
)
def test_forged_answer_is_refused(learner: Client, attempt: Attempt, headers: dict[str, str]) -> None:
    save(learner, attempt)
    assert save(learner, attempt, position=2, **headers).status_code == 403
    assert attempt.items.get(position=2).chosen is None


def test_wrong_host_is_refused(learner: Client, attempt: Attempt) -> None:
    assert save(learner, attempt, host="evil.example").status_code == 400
    assert save(learner, attempt, host=site_settings.CONTENT_HOST).status_code == 404


@pytest.mark.parametrize("change", [{"password": "khac"}, {"is_active": False}])
def test_known_session_holds_no_longer_than_the_person(
    learner: Client, attempt: Attempt, lan: User, change: dict[str, Any]
) -> None:
    """The password was changed elsewhere, or the person shut out, after this process had seen the session."""
    assert save(learner, attempt).status_code == 204
    User.objects.filter(pk=lan.pk).update(**change)
    assert save(learner, attempt, position=2).status_code == 401
    assert attempt.items.get(position=2).chosen is None


def test_signed_out_session_saves_nothing(learner: Client, attempt: Attempt) -> None:
    save(learner, attempt)
    kept = learner.cookies[site_settings.SESSION_COOKIE_NAME].value
    learner.logout()
    learner.cookies.load({site_settings.SESSION_COOKIE_NAME: kept, site_settings.CSRF_COOKIE_NAME: TOKEN})
    assert save(learner, attempt, position=2).status_code == 401
    assert attempt.items.get(position=2).chosen is None


def test_outsider_and_withdrawn_learner_save_nothing(learner: Client, attempt: Attempt, hanh: User) -> None:
    save(learner, attempt)
    Enrolment.objects.update(withdrawn_at=timezone.now())
    assert save(learner, attempt, position=2).status_code == 404
    Enrolment.objects.update(withdrawn_at=None)
    learner.force_login(hanh)
    learner.cookies[site_settings.CSRF_COOKIE_NAME] = TOKEN
    for _known in range(2):
        assert save(learner, attempt, position=2).status_code == 404
    assert attempt.items.get(position=2).chosen is None
