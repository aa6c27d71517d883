"""Beat for the embedded site, which has none: after a visitor's page is sent, the tasks whose time has come are run.

The same tasks by the same names at the same intervals as under Celery's beat. A site that nobody visits stands
still, and nobody is there to see it: what was due runs after the first visit.
"""

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache

from kit.progress import is_long_write
from lms.celery import app

DAY = 24 * 3600.0
_next_look: dict[str, float] = {}


def tick(**_: Any) -> None:
    """Run what is due; connected to Django's `request_finished`. Several processes share one turn through the cache."""
    if not settings.EMBEDDED_CLOCK:
        return
    now = time.monotonic()
    schedule: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE
    for name, entry in schedule.items():
        if now < _next_look.get(name, 0.0):
            continue
        if is_long_write():
            return  # nobody else can write, and the visitor's next page would wait until each task has failed
        seconds = _seconds_between(entry["schedule"])
        _next_look[name] = now + seconds
        # A little shorter than the interval, so that one process alone never misses its own turn.
        if cache.add(f"clock:{name}", True, max(1, int(seconds) - 1)):
            if entry["task"] not in app.tasks:
                # A web process knows only those tasks whose modules it happened to import.
                app.loader.import_default_modules()
            app.tasks[entry["task"]].delay()


def _seconds_between(schedule: Any) -> float:
    """An interval as it is; what beat does at an hour of the day is done here once a day, whenever somebody comes."""
    return schedule if isinstance(schedule, float) else DAY
