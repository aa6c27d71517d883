"""Questions to the teachers of a course: asking, answering, hiding. Learners ask plainly; teachers are told."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from accounts.telling import register_words, tell
from courses.models import CoursePage, Enrolment, Inquiry, Reply, StepPage, Teaching
from courses.teaching import teaches

DAY = dt.timedelta(days=1)


class CannotAsk(Exception):
    """The words are not taken; the message says why."""


def register_news() -> None:
    """The words of the notices below. Harmless twice."""
    register_words(
        "courses.asked", gettext_lazy("A question in “%(course)s”"), gettext_lazy("%(person)s asks: %(text)s")
    )
    register_words(
        "courses.answered",
        gettext_lazy("Your question has been answered"),
        gettext_lazy("%(person)s writes about “%(course)s”: %(text)s"),
    )
    register_words(
        "courses.hidden",
        gettext_lazy("What you wrote is not shown to others any more"),
        gettext_lazy("A teacher of “%(course)s” has hidden it: %(text)s"),
    )


@transaction.atomic
def ask(*, enrolment: Enrolment, step: StepPage, text: str, is_private: bool, at: dt.datetime) -> Inquiry:
    """Ask the teachers of the course, and tell them. Raises CannotAsk.

    Twice asks twice, but for the same words to the same step within a day: then the first one is returned.
    """
    text = _checked(text)
    person = _locked(enrolment.person)
    again = Inquiry.objects.filter(person=person, step=step.pk, text=text, said_at__gt=at - DAY).first()
    if again:
        return again
    _check_count(person, at)
    inquiry = Inquiry.objects.create(
        person=person,
        enrolment=enrolment,
        course=enrolment.course,
        step_id=step.pk,
        text=text,
        is_private=is_private,
        said_at=at,
    )
    log(inquiry, "courses.ask", user=person, data={"step": step.slug})
    _tell_teachers(inquiry, text, key=f"inquiry:{inquiry.pk}", at=at)
    return inquiry


@transaction.atomic
def reply(*, inquiry: Inquiry, by: User, text: str, at: dt.datetime) -> Reply:
    """Answer as a teacher, or ask on as the learner whose question it is. Raises CannotAsk.

    A teacher's answer ends the waiting; the learner's next question begins it anew. Either side is told.
    The same words twice within a day are taken once.
    """
    text = _checked(text)
    by_teacher = may_answer(by, inquiry)
    if not by_teacher and by.pk != inquiry.person_id:
        raise CannotAsk(_("Only the learner who asked and the teachers can write here."))
    _locked(by)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    again = inquiry.replies.filter(person=by, text=text, said_at__gt=at - DAY).first()
    if again:
        return again
    if not by_teacher:
        _check_count(by, at)
    said = Reply.objects.create(inquiry=inquiry, person=by, text=text, said_at=at, by_teacher=by_teacher)
    Inquiry.objects.filter(pk=inquiry.pk).update(answered_at=at if by_teacher else None)
    log(inquiry, "courses.reply", user=by, data={"by_teacher": by_teacher})
    key = f"reply:{said.pk}"
    if by_teacher:
        _tell(inquiry, [inquiry.person], "courses.answered", key, text, person=by, at=at)
    else:
        _tell_teachers(inquiry, text, key=key, at=at)
    return said


@transaction.atomic
def mark_answered(*, inquiry: Inquiry, by: User, at: dt.datetime) -> None:
    """End the waiting without a word, as when it was answered in class. Harmless twice. Raises CannotAsk."""
    _check_teacher(by, inquiry)
    if Inquiry.objects.filter(pk=inquiry.pk, answered_at=None).update(answered_at=at):
        log(inquiry, "courses.mark_answered", user=by)


@transaction.atomic
def hide(*, said: Inquiry | Reply, by: User, reason: str, at: dt.datetime) -> None:
    """Hide unfit words from other learners, for a reason that their author is told; never deleted.

    Harmless twice: the first reason stays. A hidden question waits no longer. Raises CannotAsk.
    """
    inquiry = said.inquiry if isinstance(said, Reply) else said
    _check_teacher(by, inquiry)
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise CannotAsk(_("Please say why; the author is told."))
    hidden = {"hidden_at": at, "hidden_by": by, "hidden_reason": reason}
    if not type(said).objects.filter(pk=said.pk, hidden_at=None).update(**hidden):
        return
    if isinstance(said, Inquiry):
        Inquiry.objects.filter(pk=said.pk, answered_at=None).update(answered_at=at)
    log(inquiry, "courses.hide", user=by, data={"what": said._meta.model_name, "id": said.pk, "reason": reason})
    if said.person_id != by.pk:
        key = f"hidden:{said._meta.model_name}:{said.pk}"
        _tell(inquiry, [said.person], "courses.hidden", key, reason, person=by, at=at)


def may_answer(person: User, inquiry: Inquiry) -> bool:
    """Whether `person` answers as a teacher. Nobody is the teacher of their own question."""
    return person.pk != inquiry.person_id and teaches(person, inquiry.course)


def _check_teacher(person: User, inquiry: Inquiry) -> None:
    if not may_answer(person, inquiry):
        raise CannotAsk(_("Only a teacher of this course can do that."))


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise CannotAsk(_("Please write your question first."))
    if len(text) > settings.QUESTION_CHARACTERS:
        raise CannotAsk(
            _("That is too long; at most %(count)s characters fit.") % {"count": settings.QUESTION_CHARACTERS}
        )
    return text


def _locked(person: User) -> User:
    """The person's row, held until the end of the transaction: the count below cannot be outrun."""
    return User.objects.select_for_update(of=("self",)).get(pk=person.pk)


def _check_count(person: User, at: dt.datetime) -> None:
    since = at - DAY
    said = (
        Inquiry.objects.filter(person=person, said_at__gt=since).count()
        + Reply.objects.filter(person=person, by_teacher=False, said_at__gt=since).count()
    )
    if said >= settings.QUESTIONS_PER_DAY:
        raise CannotAsk(_("You have asked a lot today. Please wait until tomorrow, or ask the teacher in person."))


def _tell_teachers(inquiry: Inquiry, text: str, *, key: str, at: dt.datetime) -> None:
    teachings = Teaching.objects.filter(course=inquiry.course, ended_at=None).exclude(person=inquiry.person_id)
    teachers = [teaching.person for teaching in teachings.select_related("person")]
    _tell(inquiry, teachers, "courses.asked", key, text, person=inquiry.person, at=at)


def _tell(
    inquiry: Inquiry, people: list[User], kind: str, key: str, text: str, *, person: User, at: dt.datetime
) -> None:
    course: CoursePage = inquiry.course
    tell(
        people=people,
        kind=kind,
        key=key,
        url=reverse("courses:inquiry", args=[inquiry.pk]),
        at=at,
        course=course.title,
        person=str(person),
        text=Truncator(text).chars(200),
    )
