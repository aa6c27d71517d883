"""Reading questions to teachers: the doors, a lesson's questions, a teacher's queue.

Other learners do not see who asked: people ask more freely so. Teachers see it, and the asker.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from courses.enrolling import enrolment_of
from courses.models import CoursePage, Inquiry, Reply, StepPage, Teaching
from courses.teaching import courses_taught_by, teaches

PAGE_SIZE = 10


@dataclass(frozen=True)
class Line:
    """One thing said, as this reader may see it; `text` is empty when it is hidden from the reader."""

    pk: int
    author: str
    said_at: dt.datetime
    text: str
    is_mine: bool
    by_teacher: bool
    hidden_reason: str


@dataclass(frozen=True)
class Thread:
    """A question with what was said to it, ready for one reader."""

    inquiry: Inquiry
    question: Line
    replies: list[Line]
    reads_as_teacher: bool

    @property
    def is_waiting(self) -> bool:
        return self.inquiry.answered_at is None

    @property
    def may_write(self) -> bool:
        return self.reads_as_teacher or self.question.is_mine


def find_thread(person: User, pk: int) -> Thread:
    """The question `pk` as `person` may read it. Raises Http404 for whoever may not."""
    inquiry = _whole(Inquiry.objects.filter(pk=pk)).first()
    if inquiry is None:
        raise Http404(_("There is no such question."))
    as_teacher = teaches(person, inquiry.course) and inquiry.person_id != person.pk
    if not as_teacher and inquiry.person_id != person.pk:
        is_shown = not inquiry.is_private and inquiry.hidden_at is None
        if not is_shown or enrolment_of(person, inquiry.course) is None:
            raise Http404(_("There is no such question."))
    return thread_for(person, inquiry, as_teacher=as_teacher)


def questions_about(person: User, course: CoursePage, step: StepPage, *, page: str | None) -> Page[Inquiry]:
    """What was asked in a step and `person` may see, newest first; the page's rows hold their `thread`.

    Call it only for who may read the step (courses.opening). Four queries, whatever the number of questions.
    """
    as_teacher = teaches(person, course)
    asked = Inquiry.objects.filter(step=step.pk)
    if not as_teacher:
        asked = asked.filter(Q(person=person) | Q(is_private=False, hidden_at=None))
    return _threads(person, _whole(asked).order_by("-said_at", "-pk"), page, as_teacher=as_teacher)


def queue_of(person: User, *, course: CoursePage | None, waiting: bool, page: str | None) -> Page[Inquiry]:
    """A teacher's questions, in one course or all: those that wait, the oldest first; or the answered, newest first."""
    asked = _taught_by(person).filter(answered_at__isnull=waiting)
    if course:
        asked = asked.filter(course=course)
    order = ("said_at", "pk") if waiting else ("-answered_at", "-pk")
    return _threads(person, _whole(asked).order_by(*order), page, as_teacher=True)


def taught_course(person: User, slug: str) -> CoursePage:
    """A course that `person` teaches, by its address. Raises Http404."""
    for course in courses_taught_by(person):
        if course.slug == slug:
            return course
    raise Http404(_("There is no such course."))


def waiting_count(person: User) -> int:
    """How many questions wait for `person` as a teacher. One query."""
    return _taught_by(person).filter(answered_at=None).count()


def _taught_by(person: User) -> QuerySet[Inquiry]:
    asked = Inquiry.objects.exclude(person=person)
    if person.is_superuser:
        return asked
    return asked.filter(course__in=Teaching.objects.held_by(person).values("course"))


def _whole(asked: QuerySet[Inquiry]) -> QuerySet[Inquiry]:
    replies = Reply.objects.select_related("person").order_by("said_at", "pk")
    return asked.select_related("person", "course", "step").prefetch_related(Prefetch("replies", queryset=replies))


def _threads(person: User, asked: QuerySet[Inquiry], page: str | None, *, as_teacher: bool) -> Page[Inquiry]:
    found = Paginator(asked, PAGE_SIZE).get_page(page)
    for inquiry in found.object_list:
        mine = inquiry.person_id == person.pk
        inquiry.thread = thread_for(person, inquiry, as_teacher=as_teacher and not mine)
    return found


def thread_for(person: User, inquiry: Inquiry, *, as_teacher: bool) -> Thread:
    """The question as `person` may read it; replies that are hidden from the person are left out."""
    replies = [_line(person, said, as_teacher=as_teacher) for said in inquiry.replies.all()]
    return Thread(
        inquiry=inquiry,
        question=_line(person, inquiry, as_teacher=as_teacher),
        replies=[line for line in replies if line.text],
        reads_as_teacher=as_teacher,
    )


def _line(person: User, said: Inquiry | Reply, *, as_teacher: bool) -> Line:
    mine, by_teacher = said.person_id == person.pk, isinstance(said, Reply) and said.by_teacher
    shown_author = str(said.person) if as_teacher or by_teacher else _("A learner")
    may_read = said.hidden_at is None or mine or as_teacher
    # A question whose words are gone keeps its place, for the answers to it; a reply is then left out.
    text = said.text or (_("Erased at the wish of whoever asked.") if isinstance(said, Inquiry) else "")
    return Line(
        pk=said.pk,
        author=_("You") if mine else shown_author,
        said_at=said.said_at,
        text=text if may_read else "",
        is_mine=mine,
        by_teacher=by_teacher,
        hidden_reason=said.hidden_reason if may_read else "",
    )
