"""Work on reports that waits: taken by one worker at a time, given back when it fails, its progress seen."""

import datetime as dt
import logging
from typing import TypeVar

from django.conf import settings
from django.db.models import F, Q
from kombu.exceptions import OperationalError as BrokerDown

from coverage.models import InTheBackground

logger = logging.getLogger(__name__)

ATTEMPTS = 3
State = InTheBackground.State
Work = TypeVar("Work", bound=InTheBackground)


def ask_for_reports() -> None:
    """Say that there is work. The message carries nothing and may be lost: the clock says it again."""
    from coverage.tasks import make_reports  # the task calls us back

    try:
        make_reports.delay()
    except BrokerDown as error:
        logger.warning("The broker does not answer (%s); reports wait for the clock.", error)


def take(model: type[Work], *, at: dt.datetime) -> Work | None:
    """Mark the oldest work of this kind as ours; None when none waits.

    Two that see the same row: the update of one finds it taken. Work whose worker died is taken again after
    settings.REPORT_MINUTES, three times in all.
    """
    rows = model._default_manager
    died = Q(state=State.MAKING, taken_at__lt=at - dt.timedelta(minutes=settings.REPORT_MINUTES))
    free = Q(state=State.WAITING) | died
    while found := rows.filter(free, attempts__lt=ATTEMPTS).order_by("at", "pk").first():
        mine = rows.filter(free, pk=found.pk, attempts=found.attempts)
        if mine.update(state=State.MAKING, taken_at=at, attempts=F("attempts") + 1, done=0):
            return rows.get(pk=found.pk)
    rows.filter(died, attempts__gte=ATTEMPTS).update(state=State.FAILED)
    return None


def give_back(work: InTheBackground, error: Exception, *, at: dt.datetime) -> None:
    """It went wrong: let it be tried again, or after the last time let whoever asked see that it failed."""
    state = State.WAITING if work.attempts < ATTEMPTS else State.FAILED
    type(work)._default_manager.filter(pk=work.pk).update(state=state, last_error=str(error)[:500], taken_at=at)


class Progress:
    """Writes down how far a piece of work is, where whoever asked can see it."""

    def __init__(self, work: InTheBackground, steps: int) -> None:
        self.rows = type(work)._default_manager.filter(pk=work.pk)
        self.rows.update(steps=steps)

    def __call__(self, done: int) -> None:
        self.rows.update(done=done)
