"""A test: its front page, the attempt, the result."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from courses.attempting import (
    AttemptClosed,
    BadAnswer,
    CannotStart,
    Standing,
    attempts_of,
    save_answer,
    standing,
    start_attempt,
    submit_attempt,
    takes_answers,
)
from courses.enrolling import CannotEnrol, enrol
from courses.finding import find_course, find_quiz
from courses.models import Attempt, QuizPage
from courses.outline import Outline, Step, outline_of
from courses.reviewing import review_of
from courses.views.aside import aside_of


def show_quiz(request: HttpRequest, outline: Outline, step: Step, quiz: QuizPage, standing: Standing) -> HttpResponse:
    """The test's front page: the rules, earlier attempts, and the button."""
    return render(
        request,
        "courses/quiz.html",
        {
            "course": outline.course,
            "step": step,
            "aside": aside_of(outline, step),
            "quiz": quiz,
            "question_count": sum(rule.count for rule in quiz.draw_rules.all()),
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
        attempt = start_attempt(enrolment=enrolment, quiz=quiz_page, at=now)
    except (CannotEnrol, CannotStart) as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:step", page.slug, quiz_page.slug)
    return redirect("courses:attempt", page.slug, quiz_page.slug, attempt.number)


def _find_attempt(person: User, quiz: QuizPage, number: int) -> Attempt:
    for attempt in attempts_of(person, quiz):
        if attempt.number == number:
            return attempt
    raise Http404(_("There is no such attempt."))


def _answers(form: QueryDict, total: int) -> Mapping[int, list[str]]:
    """The answers on the submitted form: q1, q2, … each the keys chosen."""
    return {position: form.getlist(f"q{position}") for position in range(1, total + 1) if f"q{position}" in form}


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
            submit_attempt(attempt=attempt, answers=_answers(request.POST, attempt.total), at=now)
        except BadAnswer as refusal:
            messages.error(request, str(refusal))
        return redirect("courses:attempt", page.slug, quiz_page.slug, number)
    context: dict[str, Any] = {"course": page, "quiz": quiz_page, "attempt": attempt, "now": now}
    if attempt.state == Attempt.State.OPEN:
        context["items"] = [
            {
                "position": item.position,
                "text": item.shown["text"],
                "type": item.shown["type"],
                # The key stays here: only the words and the opaque names of the options go out.
                "options": [{"key": o["key"], "text": o["text"]} for o in item.shown["options"]],
                "chosen": item.chosen or [],
            }
            for item in attempt.items.order_by("position")
        ]
        context["answered"] = sum(bool(item["chosen"]) for item in context["items"])
        return render(request, "courses/attempt.html", context)
    outline = outline_of(page, attempt.enrolment)
    context["review"] = review_of(attempt, outline, standing(request.user, quiz_page, at=now))
    context["outline"] = outline
    return render(request, "courses/result.html", context)


@require_POST
def autosave(request: SignedInRequest, course: str, quiz: str, number: int) -> HttpResponse:
    """Keep one answer: `item` is the question's position, `chosen` the keys. 204 means it is on disk."""
    attempt = _find_attempt(request.user, find_quiz(find_course(course), quiz), number)
    position = request.POST.get("item", "")
    if not position.isdecimal() or len(position) > 4:
        return HttpResponse(_("The question's number is missing."), status=400, content_type="text/plain")
    try:
        save_answer(attempt=attempt, position=int(position), chosen=request.POST.getlist("chosen"), at=timezone.now())
    except AttemptClosed as refusal:
        return HttpResponse(str(refusal), status=409, content_type="text/plain")
    except BadAnswer as refusal:
        return HttpResponse(str(refusal), status=400, content_type="text/plain")
    return HttpResponse(status=204)
