"""The doors to classes: whoever they do not open for is told that there is nothing there."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from classes.models import Cohort, ExamSession, Letter, Meeting, Membership, MembershipQuerySet
from kit.alphabet import alphabetical
from workforce.models import Agency, Verb


def cohort_seen_by(person: User, pk: int) -> Cohort:
    """A class that `person` leads, or that is held where `person` sees people. Raises Http404."""
    return _one(Cohort.objects.visible_to(person), pk)


def cohort_organised_by(person: User, pk: int) -> Cohort:
    """A class held where `person` may assign courses. Raises Http404."""
    return _one(Cohort.objects.organised_by(person), pk)


def cohort_run_by(person: User, pk: int) -> Cohort:
    """A class that `person` leads or organises. Raises Http404."""
    led = Cohort.objects.led_by(person).values("pk")
    organised = Cohort.objects.organised_by(person).values("pk")
    return _one(Cohort.objects.filter(Q(pk__in=led) | Q(pk__in=organised)), pk)


def _one(cohorts: "QuerySet[Cohort]", pk: int) -> Cohort:
    cohort = cohorts.select_related("course", "agency", "exam").filter(pk=pk).first()
    if cohort is None:
        raise Http404(_("There is no such class."))
    return cohort


def meeting_within(cohort: Cohort, pk: int) -> Meeting:
    """A meeting of `cohort`. Raises Http404."""
    meeting = cohort.meetings.filter(pk=pk).first()
    if meeting is None:
        raise Http404(_("There is no such meeting."))
    meeting.cohort = cohort
    return meeting


def member_within(cohort: Cohort, pk: int) -> Membership:
    """Somebody who is in `cohort` now or waits for a seat. Raises Http404."""
    member = cohort.memberships.running().select_related("person").filter(pk=pk).first()
    if member is None:
        raise Http404(_("There is no such member."))
    member.cohort = cohort
    return member


def own_membership(person: User, pk: int) -> Membership:
    """The place of `person` herself in a class, the newest where there were several. Raises Http404."""
    found = _own(person).filter(cohort=pk).order_by("-added_at", "-pk").first()
    if found is None:
        raise Http404(_("There is no such class."))
    return found


def own_classes(person: User, *, day: dt.date) -> list[Membership]:
    """The classes `person` is in or waits for, the earliest first, each with its meetings from `day` on.

    One query, two where there are any.
    """
    to_come = Meeting.objects.held().filter(on__gte=day).in_order()
    meetings = Prefetch("cohort__meetings", to_come, to_attr="to_meet")
    return list(_own(person).running().prefetch_related(meetings).order_by("cohort__first_on", "pk"))


def _own(person: User) -> MembershipQuerySet:
    return Membership.objects.filter(person=person).select_related("cohort__course", "cohort__agency", "cohort__exam")


def led_classes(person: User) -> list[Cohort]:
    """The open classes that `person` leads, with what they meet for. One query, two where there are any."""
    meetings = Prefetch("meetings", Meeting.objects.held().in_order(), to_attr="to_meet")
    return list(Cohort.objects.led_by(person).running().prefetch_related(meetings).order_by("first_on", "pk"))


def letters_of(cohort: Cohort) -> list[Letter]:
    """What was written to everybody, the newest first. One query."""
    return list(cohort.letters.select_related("written_by").order_by("-written_at", "-pk"))


def agencies_to_organise(person: User, *, day: dt.date) -> list[Agency]:
    """In whose name `person` may hold classes: widest branch first, then by the alphabet."""
    agencies = Agency.objects.where(person, Verb.ASSIGN).at(day)
    return sorted(agencies, key=lambda agency: (agency.depth, alphabetical(agency.name)))


def exams_to_link(person: User, *, kept: int | None = None) -> "QuerySet[ExamSession]":
    """Exams to come that `person` may know of: held where they assign courses, or run by them; and `kept`."""
    held = Q(agency__in=Agency.objects.where(person, Verb.ASSIGN))
    run = Q(pk__in=ExamSession.objects.visible_to(person).values("pk"))
    to_come = (held | run) & Q(closes_at__gt=timezone.now())
    return ExamSession.objects.filter(to_come | Q(pk=kept)).order_by("opens_at", "pk")


def classes_to_fill(person: User, courses: Sequence[int]) -> list[Cohort]:
    """Open classes of `courses` that `person` organises, the next first. One query."""
    found = Cohort.objects.organised_by(person).running().filter(course__in=courses)
    return list(found.select_related("agency", "course").order_by("first_on", "pk"))
