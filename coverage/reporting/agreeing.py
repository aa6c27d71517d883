"""Whether the facts still say what a report says: its figures are counted again and laid beside the frozen ones.

Counting takes as long as making the report did, so it is asked for here and done in the background, as reports are.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from coverage.models import Report, ReportCheck
from coverage.reporting.figures import Figures, Period, gather, targets_of
from coverage.reporting.queueing import Progress, State, ask_for_reports, give_back, take
from workforce.lineage import is_same_body
from workforce.models import Agency

logger = logging.getLogger(__name__)


@transaction.atomic
def ask_to_check(*, report: Report, by: User, at: dt.datetime) -> ReportCheck:
    """Have the figures of `report` counted again. Harmless twice: what is being counted already is returned."""
    Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    running = report.checks.filter(state__in=[State.WAITING, State.MAKING]).first()
    if running:
        return running
    check = ReportCheck.objects.create(report=report, by=by, at=at)
    log(report, "coverage.check_report", user=by, timestamp=at)
    transaction.on_commit(ask_for_reports)
    return check


def check_next(*, at: dt.datetime) -> ReportCheck | None:
    """Count the oldest check that waits; None when none does. Safe beside another: each takes its own."""
    check = take(ReportCheck, at=at)
    if check is None:
        return None
    try:
        _count(check, at)
    except Exception as error:
        # As with reports: one that is wrong must not stop the others.
        logger.exception("Counting report %s again failed", check.report_id)
        give_back(check, error, at=at)
    check.refresh_from_db()
    return check


def _count(check: ReportCheck, at: dt.datetime) -> None:
    report = check.report
    period = Period(agency=report.agency, since=report.since, day=report.day)
    targets = targets_of(report.day, [each["code"] for each in report.figures["targets"]])
    steps = len(targets) + 1
    figures = gather(period, targets, told=Progress(check, steps))
    # Whoever came too late, after another took it over, writes nothing.
    mine = ReportCheck.objects.filter(pk=check.pk, state=State.MAKING, attempts=check.attempts)
    mine.update(state=State.DONE, figures=figures, counted_at=at, done=steps, last_error="")


def last_check(report: Report) -> ReportCheck | None:
    """The check of `report` that was asked for last."""
    return report.checks.select_related("by").order_by("-pk").first()


def differences(report: Report, again: Figures) -> list[str]:
    """What figures counted `again` say otherwise about the days of `report`, in sentences; empty when they agree.

    Facts written down late, or corrected, are the only way to another figure of a past day.
    """
    return list(_between(report.figures, again))


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
    if not _is_same_rule(then["rule"], now["rule"]):
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


def _is_same_rule(then: dict[str, Any], now: dict[str, Any]) -> bool:
    """A branch that goes on under another name, or in another place, is the same branch."""
    if then == now or {**then, "branch": ""} != {**now, "branch": ""}:
        return then == now
    found = {agency.code: agency for agency in Agency.objects.filter(code__in=[then["branch"], now["branch"]])}
    return len(found) == 2 and is_same_body(found[then["branch"]], found[now["branch"]])


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
