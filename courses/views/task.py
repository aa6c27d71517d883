"""A task in the player: what to do, the form, how it went; handing in and taking back."""

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from courses.enrolling import CannotEnrol, enrol, enrolment_of
from courses.examining_files import BadFile, examine
from courses.finding import find_course, find_task
from courses.handing_in import CannotHandIn, hand_in, submissions_of, take_back, task_standing, untried
from courses.keeping_files import CannotKeep
from courses.marking import rubric_in_draft, rubric_of
from courses.models import CoursePage, Enrolment, Submission, TaskPage
from courses.outline import Outline, Step, outline_of
from courses.previewing import is_preview
from courses.teaching import teachers_of
from courses.views.aside import aside_of
from courses.views.handing_over import hand_over
from courses.work_queue import find_file
from courses.working_days import working_day_after


def show_task(
    request: HttpRequest,
    outline: Outline,
    step: Step,
    task: TaskPage,
    enrolment: Enrolment | None,
    *,
    text: str | None = None,
    refusal: str = "",
) -> HttpResponse:
    """The task's page; with a `refusal` the `text` that was not taken stands in the box again."""
    draft = is_preview(request)
    standing = task_standing(enrolment.person, task, enrolment) if enrolment else untried(task)
    today = timezone.localdate()
    context = {
        "course": outline.course,
        "step": step,
        "aside": aside_of(outline, step),
        "task": task,
        "instructions": format_html_join("\n", "{}", ((block.render(),) for block in task.instructions)),
        "rubric": rubric_in_draft(task) if draft else rubric_of(task),
        "standing": standing,
        "enrolment": enrolment,
        "teacher": "" if draft else _teacher_of(outline.course),
        "promised": working_day_after(today, count=task.promised_days),
        "today": today,
        "written": _text_to_go_on_with(standing.returned, text),
        "refusal": refusal,
        "previous": outline.before(step),
        "next": outline.after(step),
    }
    return render(request, "courses/task.html", context, status=422 if refusal else 200)


def _teacher_of(course: CoursePage) -> str:
    """Who will mark, by name when it can only be one."""
    teachers = teachers_of(course)
    return teachers[0].full_name if len(teachers) == 1 and not teachers[0].is_superuser else ""


def _text_to_go_on_with(returned: Submission | None, text: str | None) -> str:
    if text is not None:
        return text
    return returned.text if returned else ""


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in_here(request: SignedInRequest, course: str, task: str) -> HttpResponse:
    """Hand in what the form holds, enrolling a reader of a public course. GET (after signing in) shows the task."""
    page = find_course(course)
    task_page = find_task(page, task)
    if request.method != "POST":
        return redirect("courses:step", page.slug, task_page.slug)
    now, text = timezone.now(), request.POST.get("text", "")
    try:
        enrolment = _enrol_on_the_way(request.user, page, now)
    except CannotEnrol as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:course", page.slug)
    try:
        files = examine(request.FILES.getlist("files"), endings=task_page.endings, most=task_page.most_files)
        hand_in(enrolment=enrolment, task=task_page, text=text, files=files, at=now)
    except (BadFile, CannotHandIn, CannotKeep) as refusal:
        return _show_again(request, page, task_page, enrolment, text, str(refusal))
    messages.success(request, _("Your work is handed in."))
    return redirect("courses:step", page.slug, task_page.slug)


def _enrol_on_the_way(person: User, course: CoursePage, at: dt.datetime) -> Enrolment:
    """The enrolment, made here only where everybody may read without one. Raises CannotEnrol."""
    enrolment = enrolment_of(person, course)
    if enrolment:
        return enrolment
    if not course.is_public:
        raise CannotEnrol(_("Enrol first; then the lessons open one after the other."))
    return enrol(person=person, course=course, at=at, on=timezone.localdate(at))


def _show_again(
    request: SignedInRequest, course: CoursePage, task: TaskPage, enrolment: Enrolment, text: str, refusal: str
) -> HttpResponse:
    outline = outline_of(course, enrolment)
    step = outline.find(task.slug)
    if step is None or not step.is_open:
        messages.error(request, refusal)
        return redirect("courses:course", course.slug)
    return show_task(request, outline, step, task, enrolment, text=text, refusal=refusal)


def _find_own(person: User, task: TaskPage, number: int) -> Submission:
    for submission in submissions_of(person, task):
        if submission.number == number:
            return submission
    raise Http404(_("There is no such work."))


@require_POST
def take_back_here(request: SignedInRequest, course: str, task: str, number: int) -> HttpResponse:
    page = find_course(course)
    task_page = find_task(page, task)
    try:
        take_back(submission=_find_own(request.user, task_page, number), by=request.user, at=timezone.now())
    except CannotHandIn as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You have taken your work back. Hand it in again when it is ready."))
    return redirect("courses:step", page.slug, task_page.slug)


@require_safe
def own_file(request: SignedInRequest, course: str, task: str, number: int, position: int) -> HttpResponse:
    """A file that the person asking handed in."""
    task_page = find_task(find_course(course), task)
    return hand_over(find_file(_find_own(request.user, task_page, number), position))
