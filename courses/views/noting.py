"""Notes and bookmarks: beside a lesson, and all of a course on one page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from courses.finding import find_course
from courses.lessons import headings_of
from courses.noting import (
    CannotKeep,
    add_bookmark,
    as_text,
    bookmarks_of,
    note_of,
    notebook_of,
    remove_bookmark,
    save_note,
)
from courses.opening import Opened, open_step


def by_script(request: HttpRequest) -> bool:
    """Whether a script asks, and wants a part of a page or JSON instead of a whole page."""
    return request.headers.get("HX-Request") == "true"


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: SignedInRequest, course: str, step: str) -> HttpResponse:
    """GET shows note and bookmarks of a lesson, alone for a script. POST keeps `text` that began as `version`."""
    opened = open_step(request.user, course, step)
    if request.method != "POST":
        return _show(request, opened)
    version = request.POST.get("version", "")
    try:
        kept = save_note(
            person=request.user,
            course=opened.course,
            step=opened.step.page,
            text=request.POST.get("text", ""),
            version=int(version) if version.isdecimal() and len(version) < 9 else 0,
            at=timezone.now(),
        )
    except CannotKeep as refusal:
        if by_script(request):
            return HttpResponse(str(refusal), status=400, content_type="text/plain")
        messages.error(request, str(refusal))
        return _show(request, opened, text=request.POST.get("text", ""))
    if by_script(request):
        return JsonResponse({"text": kept.text, "version": kept.version, "merged": kept.is_merged})
    if kept.is_merged:
        messages.warning(request, _("Another device had saved this note meanwhile. Both texts are kept below."))
    else:
        messages.success(request, _("Your note is kept."))
    return redirect("courses:note", opened.course.slug, opened.step.page.slug)


def _show(request: SignedInRequest, opened: Opened, *, text: str | None = None) -> HttpResponse:
    """`text`: what was sent and refused, given back so that it is not lost."""
    found = note_of(request.user, opened.step.page)
    context = {
        "course": opened.course,
        "step": opened.step,
        "text": text if text is not None else found.text if found else "",
        "version": found.version if found else 0,
        "bookmarks": bookmarks_of(request.user, opened.step.page),
        "headings": headings_of(opened.course, opened.step.page) if opened.step.is_lesson else [],
    }
    return render(request, "courses/_note.html" if by_script(request) else "courses/note.html", context)


@require_POST
def bookmark(request: SignedInRequest, course: str, step: str) -> HttpResponse:
    """Mark `block` (with its first `words`), or take the mark away with `remove`; then the panel or its page."""
    opened = open_step(request.user, course, step)
    person, page, block = request.user, opened.step.page, request.POST.get("block", "")
    if "remove" in request.POST:
        remove_bookmark(person=person, step=page, block=block)
    else:
        words = request.POST.get("words") or dict(headings_of(opened.course, page)).get(block, "")
        try:
            add_bookmark(person=person, course=opened.course, step=page, block=block, words=words, at=timezone.now())
        except CannotKeep as refusal:
            if by_script(request):
                return HttpResponse(str(refusal), status=400, content_type="text/plain")
            messages.error(request, str(refusal))
    if by_script(request):
        return render(
            request,
            "courses/_bookmarks.html",
            {"course": opened.course, "step": opened.step, "bookmarks": bookmarks_of(person, page)},
        )
    return redirect("courses:note", opened.course.slug, page.slug)


@require_safe
def notebook(request: SignedInRequest, course: str) -> HttpResponse:
    page = find_course(course)
    return render(request, "courses/notebook.html", {"course": page, "pages": notebook_of(request.user, page)})


@require_safe
def download(request: SignedInRequest, course: str) -> HttpResponse:
    """The notebook as a text file."""
    page = find_course(course)
    text = as_text(page, notebook_of(request.user, page), on=timezone.localdate())
    # With a mark at the front, or Windows' editor shows Vietnamese letters wrongly.
    response = HttpResponse("\ufeff" + text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ghi-chu-{page.slug}.txt"'
    return response
