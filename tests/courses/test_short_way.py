"""The short way of an answer gives what the whole way gives, and refuses no less."""

import re
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from courses.models import Attempt, CoursePage, Enrolment, QuizPage
from courses.published import new_edition
from tests.courses.study import QUIZ, begin, our_queries, ready, right_answers

TOKEN = "a" * 32
ATTEMPT = f"{QUIZ}luot/1/"


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


# ── Started, read, handed in ──────────────────────────────────────────────────────────────────


def the_whole_way(learner: Client, settings: Any) -> Client:
    """The same browser, before the short ways are opened."""
    settings.SHORT_WAYS = {}
    whole = Client(enforce_csrf_checks=True)
    whole.cookies = learner.cookies
    return whole


def hand_in(client: Client, address: str, answers: dict[int, list[str]], **headers: str) -> Any:
    form = {f"q{position}": chosen for position, chosen in answers.items()}
    return client.post(address, form, headers={"x_csrftoken": TOKEN, "origin": "http://testserver", **headers})


def begin_test(client: Client, **headers: str) -> Any:
    return hand_in(client, f"{QUIZ}bat-dau/", {}, **headers)


def without_moments(page: str) -> str:
    """A page without what differs between two moments and two masks of one token."""
    return re.sub(
        r'(csrfmiddlewaretoken" value|data-now|form" data-sequence|attempt="\d+" data-sequence)="[^"]*"', "", page
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_ways_show_one_page(learner: Client, attempt: Attempt, settings: Any, language: str) -> None:
    save(learner, attempt)
    for _first_and_kept in range(2):
        short = learner.get(ATTEMPT, headers={"accept_language": language})
    whole = the_whole_way(learner, settings).get(ATTEMPT, headers={"accept_language": language})
    assert without_moments(short.content.decode()) == without_moments(whole.content.decode())
    # A moment without microseconds is written shorter.
    assert {**short.headers, "Content-Length": ""} == {**whole.headers, "Content-Length": ""}
    assert short.cookies.keys() == whole.cookies.keys()


def test_both_ways_start_and_hand_in_alike(learner: Client, course: CoursePage, lan: User, settings: Any) -> None:
    ready(lan, course)
    started = begin_test(learner)
    attempt = Attempt.objects.get()
    handed_in = hand_in(learner, ATTEMPT, right_answers(attempt))
    attempt.refresh_from_db()
    assert (started.headers["Location"], attempt.state, attempt.correct) == (ATTEMPT, "graded", 4)
    Attempt.objects.update(state="open", submitted_at=None, correct=None, passed=None)
    whole = the_whole_way(learner, settings)
    assert dict(begin_test(whole).headers) == dict(started.headers)
    assert dict(hand_in(whole, ATTEMPT, {}).headers) == dict(handed_in.headers)


def test_start_page_and_hand_in_ask_little(learner: Client, course: CoursePage, lan: User) -> None:
    ready(lan, course)
    QuizPage.objects.update(cool_down_minutes=0)
    new_edition()
    counts = []
    for number in (1, 2):  # the first fills what is kept
        address = f"{QUIZ}luot/{number}/"
        asked = []
        for step in (begin_test, lambda client, at=address: client.get(at), lambda c, at=address: hand_in(c, at, {})):
            with our_queries() as queries:
                assert step(learner).status_code in (200, 302)
            asked.append([sql.split()[0] for sql in queries])
        counts.append(asked)
    select = ["SELECT"]
    assert counts[1] == [
        [*select * 5, *["INSERT"] * 3],
        select * 2,
        [*select * 3, *["UPDATE"] * 2, "INSERT"],
    ]


@pytest.mark.parametrize("change", [{"password": "khac"}, {"is_active": False}])
def test_shut_out_learner_neither_starts_nor_reads_nor_hands_in(
    learner: Client, attempt: Attempt, lan: User, change: dict[str, Any]
) -> None:
    """After this process had seen the session."""
    assert learner.get(ATTEMPT).status_code == 200
    User.objects.filter(pk=lan.pk).update(**change)
    for response in (learner.get(ATTEMPT), hand_in(learner, ATTEMPT, right_answers(attempt)), begin_test(learner)):
        assert response.headers["Location"].startswith("/tai-khoan/login/")
    attempt.refresh_from_db()
    assert (attempt.state, Attempt.objects.count()) == ("open", 1)


def test_ended_session_neither_reads_nor_hands_in(learner: Client, attempt: Attempt) -> None:
    assert learner.get(ATTEMPT).status_code == 200
    learner.session.flush()
    for response in (learner.get(ATTEMPT), hand_in(learner, ATTEMPT, right_answers(attempt))):
        assert response.headers["Location"].startswith("/tai-khoan/login/")
    attempt.refresh_from_db()
    assert attempt.state == "open"


def test_outsider_neither_reads_nor_hands_in(learner: Client, attempt: Attempt, course: CoursePage, hanh: User) -> None:
    ready(hanh, course)
    learner.force_login(hanh)
    learner.cookies[site_settings.CSRF_COOKIE_NAME] = TOKEN
    for _known in range(2):
        assert learner.get(ATTEMPT).status_code == 404
        assert hand_in(learner, ATTEMPT, right_answers(attempt)).status_code == 404
    attempt.refresh_from_db()
    assert attempt.state == "open"


@pytest.mark.parametrize("headers", [{"x_csrftoken": "b" * 32}, {"origin": "https://evil.example"}])
def test_forged_start_and_hand_in_are_refused(learner: Client, attempt: Attempt, headers: dict[str, str]) -> None:
    learner.get(ATTEMPT)
    assert begin_test(learner, **headers).status_code == 403
    assert hand_in(learner, ATTEMPT, {}, **headers).status_code == 403
    attempt.refresh_from_db()
    assert attempt.state == "open"
