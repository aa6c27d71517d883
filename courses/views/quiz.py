"""A test: its front page, the attempt, the answers on their way, the result."""

import datetime as dt
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.sessions import is_still_good, known_holder, person_id_of, session_key_of
from courses.accommodating import extra_percent_of
from courses.asking import WIDEST
from courses.attempting import (
    CannotStart,
    Standing,
    attempts_of,
    standing,
    start_attempt,
    submit_attempt,
    takes_answers,
)
from courses.enrolling import CannotEnrol, enrol
from courses.finding import find_course, find_quiz, find_quiz_step, rules_of
from courses.models import Attempt, Picture, QuizPage
from courses.outline import Outline, Step, outline_of
from courses.previewing import is_preview
from courses.reviewing import review_of
from courses.saving import AttemptClosed, BadAnswer, NoSuchAttempt, SignedOut, save_answer
from courses.views.aside import aside_of
from courses.views.kept_attempt import attempt_whole


def show_quiz(request: HttpRequest, outline: Outline, step: Step, quiz: QuizPage, standing: Standing) -> HttpResponse:
    """The test's front page: the rules, earlier attempts, and the button."""
    rules = quiz.draw_rules.all() if is_preview(request) else rules_of(quiz)
    extra_percent = 0
    if quiz.time_limit_minutes and request.user.is_authenticated:
        extra_percent = extra_percent_of(request.user, on=timezone.localdate())
    return render(
        request,
        "courses/quiz.html",
        {
            "course": outline.course,
            "step": step,
            "aside": aside_of(outline, step),
            "quiz": quiz,
            "question_count": sum(rule.count for rule in rules),
            "minutes": quiz.time_limit_minutes * (100 + extra_percent) // 100,
            "extra_percent": extra_percent,
            "standing": standing,
            "previous": outline.before(step),
            "next": outline.after(step),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedInRequest, course: str, quiz: str) -> HttpResponse:
    """Open an attempt (or the open one again) and show it. Signing in leads here by GET: that shows the test."""
    page = find_course(course)
    quiz_page = find_quiz(page, quiz)
    if request.method != "POST":
        return redirect("courses:step", page.slug, quiz_page.slug)
    now = timezone.now()
    try:
        enrolment = enrol(person=request.user, course=page, at=now, on=timezone.localdate())
        address = get_adapter(request).get_client_ip(request)
        attempt = start_attempt(enrolment=enrolment, quiz=quiz_page, at=now, address=address)
    except (CannotEnrol, CannotStart) as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:step", page.slug, quiz_page.slug)
    return redirect("courses:attempt", page.slug, quiz_page.slug, attempt.number)


def _find_attempt(person: User, quiz: QuizPage, number: int) -> Attempt:
    for attempt in attempts_of(person, quiz):
        if attempt.number == number:
            return attempt
    raise Http404(_("There is no such attempt."))


def _answers(form: QueryDict, total: int) -> tuple[dict[int, list[str]], dict[int, int]]:
    """The answers on the submitted form: q1, q2, … each with what was chosen; n1, n2, … when, where the script says so.

    A question with a number but without a value was emptied: that is an answer too.
    """
    positions = range(1, total + 1)
    sequences = {position: _number(form.get(f"n{position}", "")) for position in positions}
    given = {
        position: form.getlist(f"q{position}")
        for position in positions
        if f"q{position}" in form or sequences[position] is not None
    }
    return given, {position: number for position, number in sequences.items() if number is not None}


def _number(text: str) -> int | None:
    """A whole number as browsers send it; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def hand_in(form: QueryDict, attempt: Attempt, *, at: dt.datetime) -> None:
    """Submit what the page's form holds. Harmless twice. Raises BadAnswer."""
    answers, sequences = _answers(form, attempt.total)
    submit_attempt(attempt=attempt, answers=answers, sequences=sequences, at=at)


@require_http_methods(["GET", "HEAD", "POST"])
def attempt_page(request: SignedInRequest, course: str, quiz: str, number: int) -> HttpResponse:
    """GET shows the questions or, once graded, the result; POST submits."""
    page = find_course(course)
    quiz_page = find_quiz(page, quiz)
    attempt = _find_attempt(request.user, quiz_page, number)
    now = timezone.now()
    is_over = attempt.state == Attempt.State.OPEN and not takes_answers(attempt, at=now)
    if request.method == "POST" or is_over:
        try:
            hand_in(request.POST, attempt, at=now)
        except BadAnswer as refusal:
            messages.error(request, str(refusal))
        return redirect("courses:attempt", page.slug, quiz_page.slug, number)
    if attempt.state == Attempt.State.OPEN:
        return attempt_whole(request, page, quiz_page, attempt, now)
    outline = outline_of(page, attempt.enrolment)
    mine = standing(request.user, quiz_page, at=now)
    context: dict[str, Any] = {"course": page, "quiz": quiz_page, "attempt": attempt, "outline": outline}
    context["review"] = review_of(attempt, quiz_page, outline, mine, at=now)
    return render(request, "courses/result.html", context)


@require_safe
def picture(request: SignedInRequest, course: str, quiz: str, number: int, position: int) -> FileResponse:
    """The picture of a question, for who has it before them: under an address that says nothing of what it shows."""
    attempt = _find_attempt(request.user, find_quiz(find_course(course), quiz), number)
    item = attempt.items.filter(position=position).first() if position < 1000 else None
    shown = Picture.objects.filter(pk=item.shown.get("picture")).first() if item else None
    if shown is None:
        raise Http404(_("There is no such picture."))
    rendition = shown.get_rendition(f"max-{WIDEST}x{WIDEST}|format-webp")
    answer = FileResponse(rendition.file.open("rb"), content_type="image/webp")
    answer["Content-Disposition"] = "inline"  # without the file's name
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


# Without request.user, which costs as much as saving does: the one query that finds the attempt also brings
# what tells whether the session is still good (accounts.sessions).
@login_not_required
@require_POST
def autosave(request: HttpRequest, course: str, quiz: str, number: int) -> HttpResponse:
    """Keep one answer: `item` is the question's position, `chosen` the values, `n` when it was given.

    204: it, or a newer one, is on disk. 401: sign in again. 404, 400: never. 409: the attempt is closed.
    """
    holder = known_holder(request)
    person_id = holder.person_id if holder else person_id_of(request)
    position = _number(request.POST.get("item", ""))
    if person_id is None:
        return _sentence(_("You are signed out. Sign in again; your answers are still on this device."), 401)
    if position is None:
        return _sentence(_("The question's number is missing."), 400)
    try:
        save_answer(
            person_id=person_id,
            quiz_id=find_quiz_step(find_course(course), quiz).pk,
            number=number,
            position=position,
            chosen=request.POST.getlist("chosen"),
            sequence=_number(request.POST.get("n", "")),
            at=timezone.now(),
            session_key=session_key_of(request),
            password=holder.password if holder else None,
            is_still_good=lambda password, active: is_still_good(request.session, password=password, is_active=active),
        )
    except SignedOut:
        return _sentence(_("You are signed out. Sign in again; your answers are still on this device."), 401)
    except NoSuchAttempt:
        raise Http404(_("There is no such attempt.")) from None
    except AttemptClosed as refusal:
        return _sentence(str(refusal), 409)
    except BadAnswer as refusal:
        return _sentence(str(refusal), 400)
    return _sentence("", 204)


def _sentence(text: str, status: int) -> HttpResponse:
    # Saying this here spares PrivateResponsesMiddleware from asking who is there.
    headers = {"Cache-Control": "private, no-store", "Vary": "Cookie"}
    return HttpResponse(text, status=status, content_type="text/plain", headers=headers)
