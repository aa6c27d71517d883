"""For teachers: what waits in the courses they teach, the queue of work to mark, and the page to mark it on."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from courses.inquiries import waiting_count
from courses.marking import CannotMark, Rubric, claim, let_go, mark, rubric_of, why_not_mark
from courses.models import Submission
from courses.teaching import courses_taught_by
from courses.views.handing_over import hand_over
from courses.work_queue import (
    Filters,
    courses_with_counts,
    earlier_work,
    find_file,
    find_work,
    marked_lately,
    next_in_queue,
    queue_of,
    tasks_waiting,
)

ROWS = 30


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    taught = courses_with_counts(request.user, on=timezone.localdate())
    if not taught:
        raise Http404(_("You do not teach a course."))
    context = {
        "taught": taught,
        "to_mark": sum(one.to_mark for one in taught),
        "late": sum(one.late for one in taught),
        "lately": marked_lately(request.user),
        "inquiries": waiting_count(request.user),
    }
    return render(request, "courses/teaching/home.html", context)


@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    courses = courses_taught_by(request.user)
    if not courses:
        raise Http404(_("You do not teach a course."))
    filters = Filters(
        course=request.GET.get("khoa-hoc", ""),
        task=request.GET.get("bai", ""),
        late=request.GET.get("tre-hen") == "1",
    )
    now, today = timezone.now(), timezone.localdate()
    rows = queue_of(request.user, filters, at=now, on=today)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "courses": courses,
        "tasks": tasks_waiting(rows),
        "filters": filters,
        "is_filtered": filters != Filters(),
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "query": query.urlencode(),
    }
    return render(request, "courses/teaching/queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def marking_page(request: SignedInRequest, work: int) -> HttpResponse:
    """GET shows the work beside the rubric; POST marks it and goes on to the next."""
    submission = find_work(request.user, work)
    if request.method != "POST":
        return _show_work(request, submission)
    rubric = rubric_of(submission.task)
    try:
        marking = mark(
            submission=submission,
            by=request.user,
            chosen=_chosen(rubric, request.POST),
            comment=request.POST.get("comment", ""),
            passed=request.POST.get("decision") == "pass",
            seen=_number(request.POST.get("seen", "")),
            at=timezone.now(),
        )
    except CannotMark as refusal:
        return _show_work(request, submission, form=request.POST, refusal=str(refusal))
    learner = submission.enrolment.person
    said = _("Passed: %(learner)s has been told.") if marking.passed else _("Returned: %(learner)s has been told.")
    messages.success(request, said % {"learner": learner})
    following = next_in_queue(request.user, at=timezone.now(), after=submission)
    return redirect("courses:marking", following.pk) if following else redirect("courses:to_mark")


def _chosen(rubric: Rubric, form: QueryDict) -> Mapping[int, int]:
    """The levels ticked on the form: c<criterion> → level."""
    return {row.pk: _number(form.get(f"c{row.pk}", "")) for row in rubric.rows}


def _number(text: str) -> int:
    """A number on a form; -1, which nothing has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else -1


def _show_work(
    request: SignedInRequest, submission: Submission, *, form: QueryDict | None = None, refusal: str = ""
) -> HttpResponse:
    """The page of one piece of work; `form` keeps what was ticked and written when marking was refused."""
    now = timezone.now()
    rubric = rubric_of(submission.task)
    markings = list(submission.markings.all())
    last = markings[-1] if markings else None
    is_held = submission.claimed_by_id == request.user.pk and bool(submission.claimed_until)
    is_waiting = submission.state == Submission.State.HANDED_IN
    context = {
        "work": submission,
        "rubric": rubric,
        "ticked": set(_chosen(rubric, form).values()) if form else set(),
        "comment": form.get("comment", "") if form else "",
        "refusal": refusal,
        "obstacle": why_not_mark(submission, request.user, at=now),
        "may_mark": is_held or form is not None or (not is_waiting and "lai" in request.GET),
        "is_waiting": is_waiting,
        "last": last,
        "replaced": markings[:-1],
        "earlier": earlier_work(submission),
        "today": timezone.localdate(),
    }
    return render(request, "courses/teaching/work.html", context, status=422 if refusal else 200)


@require_POST
def claim_here(request: SignedInRequest, work: int) -> HttpResponse:
    """Begin to mark, or give the work up for others to mark."""
    submission = find_work(request.user, work)
    if request.POST.get("give") == "up":
        let_go(submission=submission, by=request.user)
        return redirect("courses:to_mark")
    try:
        claim(submission=submission, by=request.user, at=timezone.now())
    except CannotMark as refusal:
        messages.error(request, str(refusal))
    return redirect("courses:marking", submission.pk)


@require_safe
def work_file(request: SignedInRequest, work: int, position: int) -> HttpResponse:
    """A file of work that the person asking may mark; ?xem=1 shows a picture in the page."""
    file = find_file(find_work(request.user, work), position)
    return hand_over(file, to_look_at=request.GET.get("xem") == "1")
