"""Assignments and obligations in words: whom, what, by when, by which paper."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverage.models import AssignmentVersion, Target
from kit.days import day_in_words
from workforce.models import Employment, Position


def what(version: AssignmentVersion) -> str:
    """ "Hoàn thành khóa An toàn trên mạng"."""
    if version.asks == AssignmentVersion.Asks.CERTIFICATE:
        words = _("Hold a valid certificate of “%(course)s”")
    else:
        words = _("Complete “%(course)s”")
    return words % {"course": version.course.title}


def whom(version: AssignmentVersion) -> str:
    """ "cán bộ, công chức, viên chức", or every condition that was chosen."""
    if version.population != Target.Population.CHOSEN:
        return str(version.get_population_display())
    labels = dict(Employment.Category.choices)
    parts = [", ".join(str(labels.get(code, code)) for code in version.categories)]
    if version.positions:
        parts.append(", ".join(Position.objects.filter(code__in=version.positions).values_list("name", flat=True)))
    if version.only_it_staff:
        parts.append(_("IT and digital-transformation staff"))
    if version.only_leaders:
        parts.append(_("leaders"))
    return "; ".join(part for part in parts if part)


def by_when(version: AssignmentVersion) -> str:
    """ "trước hết ngày 31/12/2026; lặp lại sau mỗi 24 tháng"."""
    if version.due_on is not None:
        words = _("by %(day)s") % {"day": date_format(version.due_on, "SHORT_DATE_FORMAT")}
    else:
        days = version.due_days or 0
        words = ngettext(
            "within %(days)s day after joining the group", "within %(days)s days after joining the group", days
        ) % {"days": days}
    if version.repeat_months:
        again = ngettext("again after %(months)s month", "again after %(months)s months", version.repeat_months)
        words = f"{words}; {again % {'months': version.repeat_months}}"
    return words


def paper(version: AssignmentVersion) -> str:
    """ "Kế hoạch 334/KH-UBND, 31/12/2025"."""
    return _("%(document)s of %(day)s") % {
        "document": version.document,
        "day": date_format(version.document_on, "SHORT_DATE_FORMAT"),
    }


def until(due: dt.date, *, day: dt.date) -> str:
    """How far `due` is from `day`: “còn 3 ngày, đến thứ 6, 4/12”, “quá hạn 2 ngày, từ thứ 4, 25/11”."""
    left = (due - day).days
    shown = day_in_words(due) if abs(left) < 60 else date_format(due, "SHORT_DATE_FORMAT")
    if left == 0:
        return _("today is the last day")
    if left > 0:
        words = ngettext("%(count)s day left, until %(day)s", "%(count)s days left, until %(day)s", left)
    else:
        words = ngettext(
            "%(count)s day late, it was due on %(day)s", "%(count)s days late, it was due on %(day)s", -left
        )
    return words % {"count": abs(left), "day": shown}
