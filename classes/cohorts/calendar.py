"""The meetings of a class as a calendar file (RFC 5545) that telephones and mail programs take in."""

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from classes.cohorts.notices import own_address
from classes.models import Cohort, Meeting


def calendar_of(cohort: Cohort, *, at: dt.datetime) -> bytes:
    """All meetings; one called off is marked so, that a calendar which has it takes it out. One query."""
    calendar = Calendar()
    calendar.add("prodid", "-//Hoa Hoi//Lop hoc//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for meeting in cohort.meetings.in_order():
        calendar.add_component(_event(cohort, meeting, at))
    return calendar.to_ical()


def _event(cohort: Cohort, meeting: Meeting, at: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"lop-{cohort.pk}-buoi-{meeting.pk}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", at.astimezone(dt.UTC))
    event.add("sequence", meeting.version)
    event.add("dtstart", _moment(meeting.on, meeting.begins))
    event.add("dtend", _moment(meeting.on, meeting.ends))
    event.add("summary", f"{cohort.title}: {meeting.topic}" if meeting.topic else cohort.title)
    event.add("location", ", ".join(part for part in (meeting.room, cohort.place or cohort.online_link) if part))
    said = [cohort.online_link, cohort.bring and f"{_('What to bring')}: {cohort.bring}"]
    event.add("description", "\n".join(line for line in said if line))
    event.add("url", settings.BASE_URL + own_address(cohort))
    event.add("status", "CANCELLED" if meeting.is_called_off else "CONFIRMED")
    return event


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time)).astimezone(dt.UTC)
