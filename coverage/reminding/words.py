"""What reminders say, on the desk and by mail: kind, short, the nearest date first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.telling import register_words
from coverage.reminding.wanting import Wanted

OWN, STAFF, BOTH = "coverage.remind_own", "coverage.remind_staff", "coverage.remind_both"
# A mail is read on a telephone; the page behind it has the rest.
MOST_NAMED = 5

_OWN = _("%(own)s. Each course can be taken bit by bit; what you have read stays read.")
_STAFF = _("Not finished in time by people of your unit: %(staff)s.")
register_words(OWN, _("Courses that you are to finish: %(own_count)s"), _OWN)
register_words(STAFF, _("People of your unit who are late: %(staff_count)s"), _STAFF)
register_words(
    BOTH,
    _("Courses that you are to finish: %(own_count)s; people of your unit who are late: %(staff_count)s"),
    _("%(own)s. Not finished in time by people of your unit: %(staff)s."),
)


@dataclass(frozen=True)
class Wording:
    kind: str
    url: str
    words: dict[str, str]


def wording_of(wanted: Sequence[Wanted]) -> Wording:
    """The words of one message about everything `wanted`, in the site's language, as mails are."""
    own = [one for one in wanted if not one.to_head]
    staff = [one for one in wanted if one.to_head]
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            "own_count": str(len(own)),
            "own": _listed([_own_line(one) for one in own]),
            "staff_count": str(len({one.person_id for one in staff})),
            "staff": _listed([_staff_line(one) for one in staff]),
        }
    page = "coverage:duties" if own else "coverage:assignments"
    return Wording(BOTH if own and staff else OWN if own else STAFF, reverse(page), words)


def _listed(lines: Sequence[str]) -> str:
    shown = list(dict.fromkeys(lines))
    rest = len(shown) - MOST_NAMED
    named = "; ".join(shown[:MOST_NAMED])
    return f"{named}; … (+{rest})" if rest > 0 else named


def _own_line(one: Wanted) -> str:
    """ "An toàn trên mạng (31/12/2026)"."""
    return f"{one.course} ({date_format(one.due_on, 'd/m/Y')})"


def _staff_line(one: Wanted) -> str:
    """ "Nông Thị Lan: An toàn trên mạng (31/12/2026)"."""
    return f"{one.person_name}: {_own_line(one)}"
