"""Having rosters read and written: by the worker where there is one, else by this process, beside its pages."""

import threading

from celery import current_app
from django.db import connections

from workforce.models import RosterImport
from workforce.tasks import work_off_rosters

# Without a broker a shorter list is done before the answer; nobody needs to look at its progress.
SHORT_BYTES = 100_000
SHORT_ROWS = 1_000


def start_work(roster: RosterImport) -> None:
    """To be called after the commit. Harmless twice: what is lost or left lying is taken up by the clock."""
    # The file of a list that is to be undone is gone; what it did is counted by rows.
    is_short = len(roster.content) < SHORT_BYTES and sum(roster.counts.values()) < SHORT_ROWS
    if not current_app.conf.task_always_eager or is_short:
        work_off_rosters.delay()
    else:
        threading.Thread(target=_work_off_and_close, name="rosters", daemon=True).start()


def _work_off_and_close() -> None:
    try:
        work_off_rosters()
    finally:
        connections.close_all()
