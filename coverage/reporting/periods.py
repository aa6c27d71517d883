"""Which days a report spans, and what it is called. Pure rules.

The yearly report goes to the provincial committee before 10 December (Kế hoạch 334/KH-UBND), the monthly one
by the month (Kế hoạch 215/KH-UBND); both run from the end of the period before to the chosen day.
"""

import datetime as dt

from coverage.models import ReportKind
from coverage.months import month_end

YEARLY_BEFORE = (12, 10)  # month and day


def since_of(kind: str, day: dt.date, chosen: dt.date | None) -> dt.date:
    """The last day that is not of the period any more; `chosen` is asked for an ad hoc report only."""
    match kind:
        case ReportKind.YEARLY:
            return dt.date(day.year - 1, 12, 31)
        case ReportKind.MONTHLY:
            return month_end(day, 1)
        case _ad_hoc:
            return chosen or day - dt.timedelta(days=30)


def due_on(kind: str, day: dt.date) -> dt.date | None:
    """The day before which the report of `day` must have been sent; None where no plan says."""
    return dt.date(day.year, *YEARLY_BEFORE) if kind == ReportKind.YEARLY else None


def period_in_words(kind: str, since: dt.date, day: dt.date) -> str:
    """ "năm 2026", "tháng 11 năm 2026", "từ ngày 01/10/2026 đến ngày 30/11/2026"."""
    match kind:
        case ReportKind.YEARLY:
            return f"năm {day.year}"
        case ReportKind.MONTHLY:
            return f"tháng {day.month} năm {day.year}"
        case _ad_hoc:
            return f"từ ngày {since + dt.timedelta(days=1):%d/%m/%Y} đến ngày {day:%d/%m/%Y}"
