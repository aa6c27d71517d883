"""Numbers as people say them: shares of a hundred, lengths of time."""

from decimal import ROUND_DOWN, Decimal

from django import template
from django.utils import formats
from django.utils.translation import gettext, ngettext

from kit.days import day_in_words, last_day

register = template.Library()
register.filter("day_in_words", day_in_words)
register.filter("last_day", last_day)

UNKNOWN = "–"


@register.filter
def percent(share: float | Decimal | None) -> str:
    """A share (0.411) as “41,1 %”, cut, not rounded, to one digit: 99.96 % must not read as all.

    None (nothing to count) reads “–”.
    """
    if share is None:
        return UNKNOWN
    hundredths = (Decimal(str(share)) * 100).quantize(Decimal("0.1"), rounding=ROUND_DOWN)
    digits = 0 if hundredths == hundredths.to_integral_value() else 1
    number = formats.number_format(hundredths, decimal_pos=digits)
    # Translators: how a percentage is written; the space is a no-break space.
    return gettext("%(number)s%%") % {"number": number}


@register.filter
def signed(number: int) -> str:
    """A difference: “+3”, “−2” with a minus sign, “0”."""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + formats.number_format(abs(number), force_grouping=True)


@register.filter
def minutes(count: int | None) -> str:
    """A length in minutes as “45 minutes” or “1 hour 35 minutes”; None reads “–”."""
    if count is None:
        return UNKNOWN
    hours, rest = divmod(int(count), 60)
    parts = []
    if hours:
        parts.append(ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours})
    if rest or not hours:
        parts.append(ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest})
    return " ".join(parts)


@register.filter
def minutes_and_seconds(seconds: int) -> str:
    """The length of a film as players show it: “3:07”."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


@register.filter
def of_eight(level: int) -> str:
    """A level as it is read aloud: “level 5 of 8”. A filter, since lists of levels are long and a block tag slow."""
    return gettext("level %(level)s of 8") % {"level": level}
