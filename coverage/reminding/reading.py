"""The log of what was said about an assignment: to whom, why, by which way; the newest first."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverage.assigning.finding import Seen
from coverage.models import Reminder
from workforce.models import Employment


def said_of(seen: Seen) -> "QuerySet[Reminder]":
    """Reminders of those who work in the branch that `seen` shows on its day, with what a line of the log shows.

    Three queries with the ways by which they went, however many there are.
    """
    works_here = Employment.objects.at(seen.day).within(seen.agency).filter(person=OuterRef("person"))
    return (
        Reminder.objects.filter(Exists(works_here), assignment=seen.assignment)
        .select_related("person", "digest__recipient", "digest__by")
        .prefetch_related("digest__sendings")
        .order_by("-digest__day", "person__name_key", "to_head", "pk")
    )


def reason_of(reminder: Reminder) -> str:
    """Why it was said on that day, in words."""
    if reminder.step is None:
        by = reminder.digest.by
        return _("asked for by %(name)s") % {"name": by.full_name} if by else _("asked for by an officer")
    if reminder.step == 0:
        return _("on the day it was due")
    days = abs(reminder.step)
    if reminder.step < 0:
        words = ngettext("%(days)s day before the date", "%(days)s days before the date", days)
    else:
        words = ngettext("%(days)s day after the date", "%(days)s days after the date", days)
    return words % {"days": days}


def ways_of(reminder: Reminder) -> str:
    """The ways by which the message went, in words; "" while it waits."""
    names = {"desk-and-mail": _("desk and mail")}
    return ", ".join(sorted(names.get(sending.channel, sending.channel) for sending in reminder.digest.sendings.all()))
