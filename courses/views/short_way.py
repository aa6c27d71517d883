"""The short ways in to a test: started, read, an answer on its way, handed in (kit.short_way).

Each answers a learner for whom all is ordinary. A stranger, a refusal, a message to tell, an attempt that is over:
all that is None, and the whole way says it in the learner's language (courses.views.quiz).
"""

import datetime as dt
import functools
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language_from_request, override

from accounts.sessions import claimed_person_id, may_go_on, session_key_of
from courses.attempt_rows import Found, find_attempt
from courses.attempting import CannotStart, start_attempt, takes_answers
from courses.finding import find_course, find_quiz
from courses.languages import reading_in
from courses.models import CoursePage, QuizPage
from courses.readers import reader_of
from courses.saving import BadAnswer
from courses.views import quiz as whole_way
from courses.views.kept_attempt import attempt_filled_in
from kit.short_way import has_token, is_forged, open_session, said_in

Answer = Callable[[CoursePage, QuizPage, dt.datetime], HttpResponse | None]


def save(request: HttpRequest, course: str, quiz: str, number: str) -> HttpResponse | None:
    """The answer is on disk, or the whole way says why not. Harmless twice."""
    if request.method != "POST" or is_forged(request, whole_way.autosave):
        return None
    open_session(request)
    try:
        response = whole_way.autosave(request, course, quiz, int(number))
    except Http404:
        return None
    return said_in(response, get_language_from_request(request)) if response.status_code == 204 else None


def start(request: HttpRequest, course: str, quiz: str) -> HttpResponse | None:
    """An attempt of a learner who has enrolled is open. Harmless twice: the open one is found again."""
    if request.method != "POST" or _has_messages(request) or is_forged(request, whole_way.start):
        return None

    def answer(page: CoursePage, test: QuizPage, now: dt.datetime) -> HttpResponse | None:
        person_id = claimed_person_id(request)
        if person_id is None:
            return None
        goes_on = functools.partial(may_go_on, request)
        reader = reader_of(person_id, page, test, session_key=session_key_of(request), at=now, may_go_on=goes_on)
        if reader is None:
            return None
        reader.enrolment.person = reader.person
        address = get_adapter(request).get_client_ip(request)
        try:
            attempt = start_attempt(enrolment=reader.enrolment, quiz=test, at=now, address=address)
        except CannotStart:
            return None
        return redirect("courses:attempt", page.slug, test.slug, attempt.number)

    return _answered(request, course, quiz, answer)


def attempt(request: HttpRequest, course: str, quiz: str, number: str) -> HttpResponse | None:
    """The questions of an open attempt, or its hand-in. Harmless twice: what is graded stays."""
    if request.method == "POST":
        if _has_messages(request) or is_forged(request, whole_way.attempt_page):
            return None
    elif request.method != "GET" or request.GET or _has_messages(request) or not has_token(request):
        return None

    def answer(page: CoursePage, test: QuizPage, now: dt.datetime) -> HttpResponse | None:
        found = _find(request, test, int(number), now)
        if found is None or not takes_answers(found.attempt, at=now):
            return None
        if request.method == "GET":
            return attempt_filled_in(request, page, test, found.attempt, found.person, now)
        try:
            whole_way.hand_in(request.POST, found.attempt, at=now)
        except BadAnswer:
            return None
        return redirect("courses:attempt", page.slug, test.slug, found.attempt.number)

    return _answered(request, course, quiz, answer)


def _answered(request: HttpRequest, course: str, quiz: str, answer: Answer) -> HttpResponse | None:
    """What `answer` says of this published test, in the languages of screen and course, kept by nobody."""
    open_session(request)
    language = get_language_from_request(request)
    with override(language), reading_in(request.COOKIES):
        try:
            page = find_course(course)
            response = answer(page, find_quiz(page, quiz), timezone.now())
        except Http404:
            return None
    if response is None:
        return None
    response.headers["Cache-Control"] = "private, no-store"
    return said_in(response, language, "Cookie")


def _find(request: HttpRequest, quiz: QuizPage, number: int, now: dt.datetime) -> Found | None:
    person_id = claimed_person_id(request)
    if person_id is None:
        return None
    found = find_attempt(person_id, quiz.pk, number, session_key=session_key_of(request), at=now)
    if found is None or not may_go_on(request, found.person, found.session_lives):
        return None
    # For whatever asks who is there: the doors in the bar, and the whole way, should it come to that.
    request.user = request._cached_user = found.person  # type: ignore[attr-defined]
    return found


def _has_messages(request: HttpRequest) -> bool:
    return CookieStorage.cookie_name in request.COOKIES
