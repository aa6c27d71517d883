"""The place in a lesson and in its films, kept so that one goes on exactly there, on whatever device."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from courses.models import Enrolment, Place, StepPage

# What a page of ours calls its parts; anything else is not kept.
_NAME = re.compile(r"[\w-]{1,64}", re.ASCII)
MOST_FILMS = 30
LONGEST_FILM_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Where:
    """A place as the player needs it: the block to go on at, and how many seconds of each film were seen.

    `at` is when the reader was there, in milliseconds since 1970: a browser whose last word was lost knows better.
    """

    block: str = ""
    films: Mapping[str, int] = field(default_factory=dict)
    at: int = 0

    @property
    def films_text(self) -> str:
        """As the page's script reads it: "film=41 other=7"."""
        return " ".join(f"{film}={seconds}" for film, seconds in self.films.items())


NOWHERE = Where()


def place_of(enrolment: Enrolment, step: StepPage) -> Where:
    """Where the learner stands in `step`. One small query."""
    found = Place.objects.filter(enrolment=enrolment, step=step.pk).values_list("block", "films", "moved_at").first()
    return Where(found[0], found[1], in_milliseconds(found[2])) if found else NOWHERE


def in_milliseconds(moment: dt.datetime) -> int:
    """As a browser counts moments; the inverse of `moment_of`."""
    return round(moment.timestamp() * 1000)


def moment_of(milliseconds: str, *, now: dt.datetime) -> dt.datetime:
    """The reader's clock as a moment, bounded by ours: never later than `now`; unreadable counts as `now`."""
    if not milliseconds.isdecimal() or len(milliseconds) > 14:
        return now
    told = dt.datetime.fromtimestamp(int(milliseconds) / 1000, tz=timezone.get_current_timezone())
    return min(told, now)


@transaction.atomic
def save_place(
    *, enrolment: Enrolment, step: StepPage, block: str, films: Mapping[str, int], at: dt.datetime, is_leaving: bool
) -> bool:
    """Keep the place, unless a later one is known or the last is younger than settings.PLACE_SECONDS.

    `at` is the reader's moment (`moment_of`). A reader who leaves (`is_leaving`) need not wait. Films that are not
    named stay where they were. Harmless twice. Returns whether it was kept.
    """
    block = block if _NAME.fullmatch(block) else ""
    seen = {name: seconds for name, seconds in films.items() if _is_sound(name, seconds)}
    rows = Place.objects.select_for_update(of=("self",)).filter(enrolment=enrolment, step=step.pk)
    place = rows.first()
    if place is None:
        _, made = Place.objects.get_or_create(
            enrolment=enrolment, step_id=step.pk, defaults={"block": block, "films": seen, "moved_at": at}
        )
        if made:
            return True
        # Another device was first. Its row is weighed under the lock: a third may be writing to it.
        place = rows.get()
    pause = dt.timedelta(0) if is_leaving else dt.timedelta(seconds=settings.PLACE_SECONDS)
    if at <= place.moved_at or at < place.moved_at + pause:
        return False
    films_kept = dict(list({**place.films, **seen}.items())[-MOST_FILMS:])
    Place.objects.filter(pk=place.pk).update(block=block, films=films_kept, moved_at=at)
    return True


def _is_sound(name: str, seconds: int) -> bool:
    return _NAME.fullmatch(name) is not None and 0 <= seconds <= LONGEST_FILM_SECONDS


def back_to_the_top(*, enrolment: Enrolment, step: StepPage) -> None:
    """Forget the place in a lesson that was finished: who opens it again begins anew. Films keep theirs."""
    Place.objects.filter(enrolment=enrolment, step=step.pk).update(block="")
