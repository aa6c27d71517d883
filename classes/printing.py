"""The papers of an exam: the record that invigilators sign, the empty roll for the door, cards for the desks.

In Vietnamese whatever the language of the screen; laid out after Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

import datetime as dt
from itertools import zip_longest
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from wagtail.log_actions import log

from accounts.models import User
from classes.finding import invigilators_of
from classes.models import ExamSession, RollEntry
from classes.presenting import counts_of
from courses.models import AttemptSeal
from kit.pdf import html_to_pdf

State = RollEntry.State


def record_pdf(*, session: ExamSession, by: User, at: dt.datetime) -> bytes:
    """The record of the session (biên bản coi thi); a draft until it is closed. Twice makes it twice.

    It names the last seal of its attempts, so that the chain of records is held on signed paper too.
    """
    entries = list(_entries(session))
    seals = AttemptSeal.objects.filter(attempt__admission__exam_entry__session=session).order_by("sequence")
    context = {
        "entries": entries,
        "counts": counts_of(session),
        "absent": [entry for entry in entries if entry.state in (State.ABSENT, State.EXPECTED)],
        "excluded": [entry for entry in entries if entry.state == State.EXCLUDED],
        "incidents": session.incidents.select_related("about__person", "noted_by").order_by("at", "pk"),
        "seals": list(seals),
    }
    pdf = _pdf("record", session, f"Biên bản coi thi {session.pk}", at, **context)
    log(session, "classes.print_record", user=by, data={"state": session.state})
    return pdf


def empty_roll_pdf(*, session: ExamSession, at: dt.datetime) -> bytes:
    """The roll with room for signatures, for the door and for the day when the line is down."""
    return _pdf("roll", session, f"Danh sách dự thi {session.pk}", at, entries=list(_entries(session)))


def desk_cards_pdf(*, session: ExamSession, at: dt.datetime) -> bytes:
    """A card for each desk, two beside each other: the seat, large, and who sits there."""
    entries = list(_entries(session))
    pairs = list(zip_longest(entries[::2], entries[1::2]))
    return _pdf("cards", session, f"Thẻ bàn {session.pk}", at, pairs=pairs)


def _entries(session: ExamSession) -> Any:
    return session.entries.on_the_roll().with_progress().in_order()


def _pdf(template: str, session: ExamSession, title: str, at: dt.datetime, **context: Any) -> bytes:
    with translation.override("vi"):
        words = {
            "session": session,
            "invigilators": invigilators_of(session),
            "now": timezone.localtime(at),
            "province": settings.PROVINCE_NAME,
            **context,
        }
        return html_to_pdf(render_to_string(f"classes/pdf/{template}.html", words), title=title)
