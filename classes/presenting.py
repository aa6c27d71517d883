"""What the screens of an exam show: states in words, counts, who may do what. Never an answer, never a score."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from classes.codes import code_at, seconds_left
from classes.finding import is_invigilator, is_planner
from classes.models import ExamSession, RollEntry
from courses.models import Attempt
from kit.text import fold

State = ExamSession.State
TONES = {
    State.PLANNED: "plain",
    State.OPEN: "info",
    State.RUNNING: "ok",
    State.CLOSED: "plain",
    State.CALLED_OFF: "bad",
}


@dataclass(frozen=True)
class Counts:
    """How many are where. `started` counts those who handed in too."""

    listed: int
    present: int
    started: int
    handed_in: int


def counts_of(session: ExamSession) -> Counts:
    """One query."""
    graded = Q(admission__attempt__state=Attempt.State.GRADED)
    there = ~Q(state__in=[RollEntry.State.EXPECTED, RollEntry.State.ABSENT])
    found = session.entries.on_the_roll().aggregate(
        listed=Count("pk"),
        present=Count("pk", filter=there),
        started=Count("pk", filter=Q(admission__isnull=False)),
        handed_in=Count("pk", filter=graded),
    )
    return Counts(**found)


@dataclass(frozen=True)
class Line:
    """One person of the roll as the invigilator sees her."""

    entry: RollEntry
    key: str
    words: str
    tone: str
    detail: str

    @cached_property
    def is_waiting(self) -> bool:
        return self.entry.state == RollEntry.State.EXPECTED

    @cached_property
    def is_in_the_room(self) -> bool:
        return self.entry.state == RollEntry.State.PRESENT


def lines_of(session: ExamSession, *, words: str = "") -> list[Line]:
    """The roll in the order of seats, those whose name holds every one of `words`. One query."""
    wanted = fold(words).split()
    lines = (line_of(entry) for entry in session.entries.on_the_roll().with_progress().in_order())
    return [line for line in lines if all(word in line.key for word in wanted)]


def line_of(entry: RollEntry) -> Line:
    words, tone, detail = _standing(entry)
    key = fold(f"{entry.person.full_name} {entry.person.username} {entry.seat}")
    return Line(entry, key, words, tone, detail)


def _standing(entry: RollEntry) -> tuple[str, str, str]:
    attempt, state = entry.attempt, RollEntry.State
    if entry.state == state.EXCLUDED:
        return _("Excluded"), "bad", ""
    if entry.state == state.ABSENT:
        return _("Absent"), "plain", ""
    if entry.state == state.EXPECTED:
        return _("Not here yet"), "plain", ""
    if attempt is None:
        return _("Present, not begun"), "info", ""
    if attempt.state == Attempt.State.GRADED:
        return _("Has handed in"), "ok", ""
    answered = {"n": getattr(entry, "answered", 0), "total": attempt.total}
    return _("Answering"), "due", _("%(n)d of %(total)d answered") % answered


@dataclass(frozen=True)
class Board:
    """The wall of the room."""

    session: ExamSession
    code: str
    seconds_left: int
    seconds: int
    now: dt.datetime
    counts: Counts


def board_of(session: ExamSession, *, at: dt.datetime) -> Board:
    """One query. The code is shown only while it opens something; in two groups, to be read from the back."""
    seconds = settings.EXAM_CODE_SECONDS
    shows_code = session.is_running and at < session.closes_at
    code = code_at(session.secret, at=at, seconds=seconds) if shows_code else ""
    spaced = f"{code[:3]} {code[3:]}" if code else ""
    return Board(session, spaced, seconds_left(at=at, seconds=seconds), seconds, at, counts_of(session))


def rights_of(session: ExamSession, person: User) -> dict[str, Any]:
    return {"plans": is_planner(session, person), "watches": is_invigilator(session, person)}


def crumbs(session: ExamSession, *here: str) -> list[tuple[str, str]]:
    """The way back from a page of a session."""
    up = [(_("Exams"), reverse("classes:index"))]
    if here:
        return [*up, (session.title, reverse("classes:session", args=[session.pk])), (here[0], "")]
    return [*up, (session.title, "")]
