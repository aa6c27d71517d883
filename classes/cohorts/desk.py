"""What somebody who leads classes has before them, told to the desk."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.obligations import Obligation, Whose
from classes.cohorts.finding import led_classes
from classes.cohorts.notices import when_of
from classes.models import Cohort, Meeting


def classes_to_lead(person: User, at: dt.datetime) -> list[Obligation]:
    """Every open class that `person` leads, with its next meeting; accounts.obligations asks it."""
    return [_to_lead(cohort, today=timezone.localdate(at)) for cohort in led_classes(person)]


def _to_lead(cohort: Cohort, *, today: dt.date) -> Obligation:
    meetings: list[Meeting] = cohort.to_meet  # type: ignore[attr-defined]
    following = next((one for one in meetings if one.on >= today), None)
    if following and following.on == today:
        where, text = reverse("classes:attendance", args=[cohort.pk, following.pk]), _("Meets today: take attendance")
    else:
        where = reverse("classes:cohort", args=[cohort.pk])
        text = _("Meets next on %(when)s") % {"when": when_of(following)} if following else _("No meeting to come")
    return Obligation(whose=Whose.TEACHING, title=cohort.title, url=where, text=text)
