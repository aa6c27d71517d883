"""What the pace of the last months lets us expect of a target, in words that a head of department reads once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverage.counting import DayShare
from coverage.forecasting import Expected, Forecast, Outlook, forecast, needed_each_month, pace_of
from coverage.models import Target
from kit.templatetags.words import percent

TONES = {Outlook.SURE: "ok", Outlook.LIKELY: "info", Outlook.UNLIKELY: "due", Outlook.MISSED: "bad"}


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """The forecast of a target; `forecast` is None when there is too little to go by.

    `each_month` people must achieve in every month that is left; `lapsing` of those who have achieved will
    not count at the deadline by what is known today: their papers run out, or they leave.
    """

    forecast: Forecast | None
    headline: str
    tone: str
    sentences: tuple[str, ...]
    each_month: int
    lapsing: int

    @property
    def points(self) -> tuple[Expected, ...]:
        return self.forecast.points if self.forecast else ()

    @property
    def rows(self) -> list[tuple[dt.date, str, str]]:
        """For the table: some days to come, the percentage expected, and the two it should lie between."""
        strided = self.points[3::3]
        return [(spot.day, _whole(spot.middle), _between(spot)) for spot in strided]


def look_ahead(
    target: Target, now: DayShare, *, recent: Sequence[DayShare], then: Sequence[DayShare]
) -> Prospect | None:
    """Where `target` goes from `now`, by the ends of months in `recent`.

    `then` holds the figure of the deadline by what is known today, or nothing. None when there is nothing to look
    forward to: no deadline, a past one, nobody in the group, or the percentage reached and nothing to take it away.
    """
    until = target.deadline
    if until is None or until <= now.day or now.percent is None:
        return None
    lapsing = max(0, now.achieved - sum(share.achieved for share in then)) if then else 0
    if now.is_reached and not lapsing:
        return None
    if now.is_reached:
        return _plain(_("The target is reached today."), "ok", _lapsing_words(lapsing), lapsing=lapsing)
    each = needed_each_month(now.needed, day=now.day, until=until)
    more = () if now.in_agencies else (_each_month_words(each), *_lapsing_words(lapsing))
    pace = pace_of([_exact(share) for share in recent], least=settings.FORECAST_LEAST_MONTHS)
    if pace is None:
        words = _("There are too few months of figures for a forecast; it takes at least %(months)d.")
        return _plain(
            words % {"months": settings.FORECAST_LEAST_MONTHS}, "info", more, each_month=each, lapsing=lapsing
        )
    seen = forecast(pace, now=_exact(now) or 0.0, day=now.day, until=until, required=now.required)
    return Prospect(
        forecast=seen,
        headline=_headline(seen, required=now.required, until=until),
        tone=TONES[seen.outlook],
        sentences=(*_reasons(seen, now), *more),
        each_month=each,
        lapsing=lapsing,
    )


def _plain(headline: str, tone: str, sentences: Sequence[str], *, each_month: int = 0, lapsing: int = 0) -> Prospect:
    return Prospect(
        forecast=None,
        headline=headline,
        tone=tone,
        sentences=tuple(sentences),
        each_month=each_month,
        lapsing=lapsing,
    )


def _headline(seen: Forecast, *, required: int, until: dt.date) -> str:
    asked, end, at = _whole(required), _short(until), seen.reached.middle
    match seen.outlook:
        case Outlook.SURE | Outlook.LIKELY if at is not None:
            words = (
                _("At the present pace %(asked)s is reached in %(month)s, in time.")
                if seen.outlook is Outlook.SURE
                else _("At the present pace %(asked)s is reached in %(month)s, but it is not certain.")
            )
            return words % {"asked": asked, "month": _month(at)}
        case _other:
            words = _("At the present pace only about %(between)s is reached by %(end)s; the target is %(asked)s.")
            return words % {"between": _between(seen.at_the_end), "end": end, "asked": asked}


def _reasons(seen: Forecast, now: DayShare) -> list[str]:
    """What the forecast rests on, and how far it may be wrong."""
    pace, reached = seen.pace, seen.reached
    units = pace.mean * now.population / 100
    words = (
        _("The last %(months)d months brought %(points)s points of percentage a month, about %(units)s agencies.")
        if now.in_agencies
        else _("The last %(months)d months brought %(points)s points of percentage a month, about %(units)s people.")
    )
    said = [words % {"months": pace.months, "points": _one_digit(pace.mean), "units": _one_digit(units)}]
    if seen.outlook in (Outlook.SURE, Outlook.LIKELY):
        said.append(_between_months(reached.earliest, reached.latest))
    elif reached.middle is not None:
        late = _("At this pace %(asked)s would be reached in %(month)s, after the deadline.")
        said.append(late % {"asked": _whole(now.required), "month": _month(reached.middle)})
    else:
        said.append(_("At this pace %(asked)s is not within sight.") % {"asked": _whole(now.required)})
    return said


def _between_months(earliest: dt.date | None, latest: dt.date | None) -> str:
    if earliest is None or latest is None:
        return _("Four times in five such a forecast is right within the shaded band; here it may also be much later.")
    if _month(earliest) == _month(latest):
        return _("The months were so alike that there is little doubt.")
    words = _("Four times in five it will be between %(earliest)s and %(latest)s.")
    return words % {"earliest": _month(earliest), "latest": _month(latest)}


def _each_month_words(each: int) -> str:
    words = ngettext(
        "To be in time, %(people)d more person must achieve each month.",
        "To be in time, %(people)d more people must achieve each month.",
        each,
    )
    return words % {"people": each}


def _lapsing_words(lapsing: int) -> list[str]:
    if not lapsing:
        return []
    words = ngettext(
        "Of those who have achieved, %(people)d will no longer count at the deadline by what is known today: "
        "the certificate runs out or the person leaves.",
        "Of those who have achieved, %(people)d will no longer count at the deadline by what is known today: "
        "their certificates run out or they leave.",
        lapsing,
    )
    return [words % {"people": lapsing}]


def _exact(share: DayShare) -> float | None:
    return 100 * share.achieved / share.population if share.population else None


def _between(spot: Expected) -> str:
    """“38–44 %”; one number where the two are the same."""
    low, high = round(spot.low), round(spot.high)
    if low == high:
        return _whole(low)
    return _("%(low)d–%(high)s") % {"low": low, "high": _whole(high)}


def _whole(number: float) -> str:
    return percent(Decimal(round(number)) / 100)


def _one_digit(number: float) -> str:
    return formats.number_format(Decimal(str(round(number, 1))), decimal_pos=1)


def _month(day: dt.date) -> str:
    return f"{day.month}/{day.year}"


def _short(day: dt.date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")
