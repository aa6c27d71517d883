"""What people are told about their classes: on the desk and by mail."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.telling import register_words
from classes.models import Cohort, Meeting

JOINED, WAITING = "classes.joined", "classes.waiting"
MEETINGS, MEETING_OFF = "classes.meetings", "classes.meeting_off"
LEFT, CALLED_OFF, WRITTEN, LEADS = "classes.left", "classes.called_off", "classes.written", "classes.leads"
CORRECTED, RECOUNTED = "classes.attendance_corrected", "classes.recounted"

register_words(JOINED, _("You are in a class: %(title)s"), _("%(when)s, %(where)s. %(bring)s"))
register_words(
    WAITING, _("You are on the waiting list of a class: %(title)s"), _("We tell you as soon as there is a seat.")
)
register_words(MEETINGS, _("When your class meets: %(title)s"), _("%(when)s. Put it into your calendar anew."))
register_words(MEETING_OFF, _("A meeting of your class is called off: %(title)s"), _("It would have been %(when)s."))
register_words(LEFT, _("You are not in this class any more: %(title)s"), _("%(reason)s"))
register_words(CALLED_OFF, _("Your class is called off: %(title)s"), _("%(reason)s"))
register_words(WRITTEN, _("%(title)s: %(subject)s"), _("%(text)s"))
register_words(
    LEADS, _("You lead a class: %(title)s"), _("%(when)s, %(where)s. See who comes and take attendance there.")
)
register_words(
    CORRECTED,
    _("Your attendance was corrected: %(title)s"),
    _("Meeting of %(when)s. Why: %(reason)s. The page of the class says what holds now."),
)
register_words(
    RECOUNTED,
    _("A closed class was corrected: %(title)s"),
    _("%(name)s corrected the meeting of %(when)s: %(after)s instead of %(before)s have attended. Why: %(reason)s"),
)


def own_address(cohort: Cohort) -> str:
    """The member's page of a class."""
    return reverse("classes:own_class", args=[cohort.pk])


def when_of(meeting: Meeting) -> str:
    """Day and time of a meeting in words."""
    return f"{date_format(meeting.on, 'SHORT_DATE_FORMAT')} {time_format(meeting.begins, 'H:i')}"


def begins_in_words(cohort: Cohort, meetings: Iterable[Meeting]) -> str:
    """The first of `meetings`, or the first day of the class while none is planned."""
    first = min(meetings, key=lambda one: (one.on, one.begins), default=None)
    return when_of(first) if first else date_format(cohort.first_on, "SHORT_DATE_FORMAT")


def seated_people(cohort: Cohort) -> list[User]:
    """Everybody who has a seat, by name. One query."""
    seated = cohort.memberships.seated().select_related("person").order_by("person__name_key", "pk")
    return [membership.person for membership in seated]
