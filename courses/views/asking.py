"""Questions to the teacher: beside a lesson, one with its answers, and a teacher's queue."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from accounts.telling import note_read
from courses.inquiries import Thread, find_thread, questions_about, queue_of, taught_course
from courses.inquiring import CannotAsk, ask, hide, mark_answered, reply
from courses.models import Inquiry, Reply
from courses.opening import Opened, open_step
from courses.teaching import courses_taught_by
from courses.views.noting import by_script


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: SignedInRequest, course: str, step: str) -> HttpResponse:
    """What was asked in a step, alone for a script; POST asks `text`, to the teachers only with `private`."""
    opened = open_step(request.user, course, step)
    if opened.enrolment is None:
        raise Http404(_("There is no such step."))
    if request.method != "POST":
        return _show_questions(request, opened)
    try:
        ask(
            enrolment=opened.enrolment,
            step=opened.step.page,
            text=request.POST.get("text", ""),
            is_private="private" in request.POST,
            at=timezone.now(),
        )
    except CannotAsk as refusal:
        return _show_questions(request, opened, refusal=str(refusal), text=request.POST.get("text", ""))
    if by_script(request):
        return _show_questions(request, opened, is_asked=True)
    messages.success(request, _("Your question is with the teacher. You are told when the answer is there."))
    return redirect("courses:inquiries", opened.course.slug, opened.step.page.slug)


def _show_questions(
    request: SignedInRequest, opened: Opened, *, refusal: str = "", text: str = "", is_asked: bool = False
) -> HttpResponse:
    found = questions_about(request.user, opened.course, opened.step.page, page=request.GET.get("trang"))
    context = {
        "course": opened.course,
        "step": opened.step,
        "page": found,
        "refusal": refusal,
        "text": text,
        "is_asked": is_asked,
    }
    return render(request, "courses/_inquiries.html" if by_script(request) else "courses/inquiries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: SignedInRequest, pk: int) -> HttpResponse:
    """One question; POST `do`: "reply" with `text`, "answered", or "hide" with `reason` and perhaps `line`."""
    found = find_thread(request.user, pk)
    note_read(person=request.user, url=request.path, at=timezone.now())
    if request.method != "POST":
        return render(request, "courses/inquiry.html", {"thread": found, "course": found.inquiry.course})
    change = CHANGES.get(request.POST.get("do", ""))
    if change is None:
        raise Http404(_("There is no such question."))
    try:
        messages.success(request, change(request, found))
    except CannotAsk as refusal:
        messages.error(request, str(refusal))
        context = {"thread": found, "course": found.inquiry.course, "text": request.POST.get("text", "")}
        return render(request, "courses/inquiry.html", context)
    return redirect("courses:inquiry", pk)


def _reply(request: SignedInRequest, found: Thread) -> str:
    reply(inquiry=found.inquiry, by=request.user, text=request.POST.get("text", ""), at=timezone.now())
    return _("The learner is told.") if found.reads_as_teacher else _("The teacher is told.")


def _mark_answered(request: SignedInRequest, found: Thread) -> str:
    mark_answered(inquiry=found.inquiry, by=request.user, at=timezone.now())
    return _("Marked as answered.")


def _hide(request: SignedInRequest, found: Thread) -> str:
    line = request.POST.get("line", "")
    said: Inquiry | Reply = found.inquiry
    if line:
        shown = {str(one.pk): one for one in found.inquiry.replies.all()}
        if line not in shown:
            raise Http404(_("There is no such question."))
        said = shown[line]
    hide(said=said, by=request.user, reason=request.POST.get("reason", ""), at=timezone.now())
    return _("Hidden from other learners. The author is told why.")


CHANGES: dict[str, Callable[[SignedInRequest, Thread], str]] = {
    "reply": _reply,
    "answered": _mark_answered,
    "hide": _hide,
}


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """A teacher's questions: ?khoa=<course>&loc=da-tra-loi&trang=2. Not there for who teaches nothing."""
    taught = courses_taught_by(request.user)
    if not taught:
        raise Http404
    slug, waiting = request.GET.get("khoa", ""), request.GET.get("loc") != "da-tra-loi"
    course = taught_course(request.user, slug) if slug else None
    page = queue_of(request.user, course=course, waiting=waiting, page=request.GET.get("trang"))
    chosen = {"taught": taught, "course": course, "waiting": waiting}
    return render(request, "courses/inquiry_queue.html", {"page": page, **chosen})
