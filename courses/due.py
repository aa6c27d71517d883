"""What courses tell the desk: tests that close soon, questions that wait for an answer, work that waits for either."""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.obligations import Obligation, Whose
from courses.inquiries import waiting_count
from courses.models import Enrolment, Inquiry, QuizPage, StepProgress
from courses.published import edition
from courses.waiting import teaching_counts, waiting_for


def tests_closing_soon(person: User, at: dt.datetime) -> list[Obligation]:
    """Tests of the person's courses that close within settings.DUE_SOON_DAYS and are not passed: 1 to 3 queries."""
    until = at + dt.timedelta(days=settings.DUE_SOON_DAYS)
    closing = dict(QuizPage.objects.filter(closes_at__gt=at, closes_at__lte=until).values_list("pk", "closes_at"))
    if not closing:
        return []
    live = Enrolment.objects.filter(person=person, withdrawn_at=None, completion=None)
    courses = set(live.values_list("course", flat=True))
    passed = set(StepProgress.objects.filter(enrolment__person=person, step__in=closing).values_list("step", flat=True))
    return [
        Obligation(
            whose=Whose.MINE,
            title=_("The test “%(title)s” closes soon") % {"title": step.title},
            text=course.title,
            url=step.address,
            due_at=closing[step.pk],
        )
        for course in edition().courses.values()
        if course.pk in courses
        for step in edition().steps[course.pk]
        if step.pk in closing and step.pk not in passed
    ]


def questions_waiting(person: User, at: dt.datetime) -> list[Obligation]:
    """A learner's own open questions, and those that wait for the person as a teacher. Two queries."""
    found = []
    if count := waiting_count(person):
        title = ngettext("%(count)s question waits for your answer", "%(count)s questions wait for your answer", count)
        found.append(
            Obligation(whose=Whose.TEACHING, title=title % {"count": count}, url=reverse("courses:inquiry_queue"))
        )
    for inquiry in Inquiry.objects.filter(person=person, answered_at=None).select_related("step").order_by("said_at"):
        found.append(
            Obligation(
                whose=Whose.THEIRS,
                title=_("Your question waits for the teacher"),
                text=inquiry.step.title,
                url=reverse("courses:inquiry", args=[inquiry.pk]),
            )
        )
    return found


def work_waiting(person: User, at: dt.datetime) -> list[Obligation]:
    """A learner's work that waits or has come back, and what waits to be marked by a teacher. Three queries."""
    found = []
    counts = teaching_counts(person, on=timezone.localdate(at))
    if counts.to_mark:
        title = ngettext(
            "%(count)s piece of work waits for you", "%(count)s pieces of work wait for you", counts.to_mark
        )
        late = ngettext("%(count)s is past the day promised", "%(count)s are past the day promised", counts.late)
        found.append(
            Obligation(
                whose=Whose.TEACHING,
                title=title % {"count": counts.to_mark},
                text=late % {"count": counts.late} if counts.late else "",
                url=reverse("courses:to_mark"),
            )
        )
    for work in waiting_for(person):
        whose = Whose.MINE if work.is_returned else Whose.THEIRS
        found.append(Obligation(whose=whose, title=work.sentence, text=work.course, url=work.url))
    return found
