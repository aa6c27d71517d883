"""Whether the facts still say what a report says: its figures are gathered again and laid beside the frozen ones."""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from coverage.models import Report
from coverage.reporting.figures import Figures, Period, gather, targets_of


def differences(report: Report) -> list[str]:
    """What the facts of today say otherwise about the days of `report`, in sentences; empty when they agree.

    Facts written down late, or corrected, are the only way to another figure of a past day.
    """
    period = Period(agency=report.agency, since=report.since, day=report.day)
    codes = [each["code"] for each in report.figures["targets"]]
    return list(_between(report.figures, gather(period, targets_of(report.day, codes))))


def _between(then: Figures, now: Figures) -> Iterator[str]:
    for name, title in (("staff", _("people at work")), ("staff_before", _("people at work when the period began"))):
        if then[name] != now[name]:
            yield _changed(title, then[name]["total"], now[name]["total"])
    if then["courses"] != now["courses"]:
        yield _changed(
            _("courses completed in the period"),
            sum(course["completed"] for course in then["courses"]),
            sum(course["completed"] for course in now["courses"]),
        )
    again = {each["code"]: each for each in now["targets"]}
    for each in then["targets"]:
        if each["code"] not in again:
            yield _("%(code)s: this target is no longer kept.") % {"code": each["code"]}
            continue
        yield from (f"{each['code']}: {said}" for said in _of_target(each, again[each["code"]]))


def _of_target(then: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    if then["rule"] != now["rule"]:
        yield _("the way of counting on that day was changed afterwards.")
    for name, title in (
        ("population", _("in the group")),
        ("achieved", _("achieved")),
        ("population_before", _("in the group when the period began")),
        ("achieved_before", _("achieved when the period began")),
    ):
        if then[name] != now[name]:
            yield _changed(title, then[name], now[name])
    yield from _of_agencies(then["agencies"], now["agencies"])
    totals = ("population", "achieved", "agencies")
    if then["people"] != now["people"] and all(then[name] == now[name] for name in totals):
        yield _("the numbers are the same, but not the people, days or papers behind them.")
    if then["history"] != now["history"] or then["parts"] != now["parts"]:
        yield _("the road between the two days reads otherwise.")


def _of_agencies(then: list[list[Any]], now: list[list[Any]]) -> Iterator[str]:
    """Agencies whose row is another, by code; a new name alone is no difference."""
    before = {code: (name, whole, achieved) for code, name, whole, achieved in then}
    after = {code: (name, whole, achieved) for code, name, whole, achieved in now}
    for code in sorted(before.keys() | after.keys()):
        was, is_now = before.get(code), after.get(code)
        if (was or ("", 0, 0))[1:] != (is_now or ("", 0, 0))[1:]:
            name = (was or is_now or (code,))[0]
            words = _("%(agency)s: %(achieved)s of %(population)s then, %(achieved_now)s of %(population_now)s now.")
            yield words % {
                "agency": name,
                "achieved": (was or (0, 0, 0))[2],
                "population": (was or (0, 0, 0))[1],
                "achieved_now": (is_now or (0, 0, 0))[2],
                "population_now": (is_now or (0, 0, 0))[1],
            }


def _changed(title: str, then: int, now: int) -> str:
    if then == now:
        return _("%(what)s: the parts read otherwise.") % {"what": title}
    return _("%(what)s: %(then)s in the report, %(now)s now.") % {
        "what": title,
        "then": number_format(then, force_grouping=True),
        "now": number_format(now, force_grouping=True),
    }
