"""The lesson player: the outline beside the lesson, and one way on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from courses.attempting import standing, untried
from courses.enrolling import CannotEnrol, enrol, enrolment_of
from courses.finding import find_course, find_task, full_step
from courses.lessons import checked_answer, reading_of, render_check
from courses.models import CoursePage, Enrolment, LessonPage, QuizPage, StepPage, TaskPage
from courses.outline import Outline, Step, outline_of
from courses.placing import NOWHERE, place_of
from courses.previewing import is_preview
from courses.progress import complete_step, note_visit
from courses.views.kept_lesson import kept_lesson
from courses.views.lesson_page import lesson_context
from courses.views.quiz import show_quiz
from courses.views.task import show_task


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def step_page(request: HttpRequest, course: str, step: str) -> HttpResponse:
    """A step: GET shows it, POST says that the lesson is understood."""
    page = find_course(course)
    if (kept := kept_lesson(request, page, step)) is not None:
        return kept
    if not request.user.is_authenticated and (request.method == "POST" or not page.is_public):
        return redirect_to_login(request.get_full_path())
    enrolment = enrolment_of(request.user, page) if request.user.is_authenticated else None
    outline = outline_of(page, enrolment)
    here = outline.find(step)
    if here is None:
        raise Http404(_("There is no such step."))
    if not enrolment and not page.is_public:
        messages.info(request, _("Enrol first; then the lessons open one after the other."))
        return redirect("courses:course", page.slug)
    if not here.is_open:
        return _send_back(request, outline, here)
    if request.method == "POST" and request.user.is_authenticated:
        return finish_lesson(request, request.user, page, here)
    return show_step(request, outline, here, enrolment)


def _send_back(request: HttpRequest, outline: Outline, step: Step) -> HttpResponse:
    waiting = outline.opens_after(step)
    if waiting is None:
        return redirect("courses:course", outline.course.slug)
    messages.info(
        request,
        _("“%(step)s” opens when you have finished “%(waiting)s”.")
        % {"step": step.page.title, "waiting": waiting.page.title},
    )
    return redirect(waiting.url)


def show_step(request: HttpRequest, outline: Outline, step: Step, enrolment: Enrolment | None) -> HttpResponse:
    if enrolment:
        note_visit(enrolment=enrolment, step=step.page, at=timezone.now())
    if step.is_quiz:
        quiz = full_step(step.page)
        assert isinstance(quiz, QuizPage)  # noqa: S101 - told apart by content type above
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return show_quiz(request, outline, step, quiz, standing(request.user, quiz, at=timezone.now()))
    if step.is_task:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return show_task(request, outline, step, find_task(outline.course, step.page.slug), enrolment)
    checked = checked_answer(request.GET)
    if checked and request.headers.get("HX-Request"):
        return HttpResponse(render_check(step.page, checked))
    reading = reading_of(outline.course, step.page, checked)
    place = place_of(enrolment, step.page) if enrolment else NOWHERE
    return render(request, "courses/lesson.html", lesson_context(outline, step, reading, place, enrolment))


def finish_lesson(request: HttpRequest, person: User, course: CoursePage, step: Step) -> HttpResponse:
    """Mark the lesson done (enrolling a reader of a public course on the way) and go on."""
    now = timezone.now()
    try:
        enrolment = enrol(person=person, course=course, at=now, on=timezone.localdate())
    except CannotEnrol as refusal:
        messages.error(request, str(refusal))
        return redirect("courses:course", course.slug)
    if step.is_lesson:
        complete_step(enrolment=enrolment, step=step.page, at=now)
    onward = outline_of(course, enrolment).after(step)
    return redirect(onward.url if onward else "courses:course", *([] if onward else [course.slug]))


def show_step_page(request: HttpRequest, page: StepPage) -> HttpResponse:
    """A step as Wagtail serves it: the author's preview, and addresses that moved."""
    course = page.course
    if not is_preview(request):
        return redirect("courses:step", course.slug, page.slug)
    outline = outline_of(course, None)
    published = outline.find(page.slug)
    number = published.number if published else len(outline.steps) + 1
    step = Step(page, number, "", page.kind, is_done=False, is_open=True)
    if isinstance(page, LessonPage):
        reading = reading_of(course, page, draft=True)
        return render(request, "courses/lesson.html", lesson_context(outline, step, reading))
    if isinstance(page, TaskPage):
        return show_task(request, outline, step, page, None)
    assert isinstance(page, QuizPage)  # noqa: S101 - there are no other steps
    return show_quiz(request, outline, step, page, untried(page))
