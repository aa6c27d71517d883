"""Pages of training hours: one's own year, and the people of an agency with a file of them."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from accounts.models import User
from accounts.requests import SignedInRequest
from coverage.asking import export_asked, for_overseers, question_of, user_of
from coverage.hours.counting import Trained, items_of, lacking, least_minutes, total_of, trained_in
from kit.spreadsheets import FORMATS, Column, Table, Value, as_download
from workforce.models import Agency

PEOPLE_PER_PAGE = 50
YEARS = 5


@require_safe
def own_hours(request: SignedInRequest) -> HttpResponse:
    """What the person trained in a year."""
    today = timezone.localdate()
    year = _year(request, today)
    items = items_of(request.user, year, day=today)
    context = {
        "items": items,
        "total": total_of(items),
        "least": Trained(least_minutes()),
        "year": year,
        "tabs": _years(today, year, {}),
    }
    return render(request, "coverage/hours/own.html", context)


@require_safe
@for_overseers
def hours(request: HttpRequest) -> HttpResponse:
    """What the people of an agency trained in a year, and who lacks how much."""
    asked, today = question_of(request), timezone.localdate()
    year = _year(request, today)
    day = asked.day
    listed = trained_in(year, agency=asked.agency, day=day) if asked.agency else None
    few = request.GET.get("loc") == "con-thieu"
    query = {"nam": str(year), "ngay": asked.day.isoformat()}
    query |= {"don-vi": asked.agency.code} if asked.agency else {}
    shown = query | ({"loc": "con-thieu"} if few else {})
    everyone = listed.count() if listed is not None else 0
    missing = lacking(listed).count() if listed is not None else 0
    if listed is not None and few:
        listed = lacking(listed)
    if listed is not None and asked.agency and (form := export_asked(request, may_export=asked.may_export)):
        return _export(listed, asked.agency, year, day, form=form, by=user_of(request), at=timezone.now())
    people: Any = listed if listed is not None else []
    page: Page[Any] = Paginator(people, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    for job in page:
        job.trained = Trained(job.minutes)
    all_of_them, not_enough = _("Everyone"), _("Not enough yet")
    context: dict[str, Any] = {
        "asked": asked,
        "page": page,
        "year": year,
        "least": Trained(least_minutes()),
        "everyone": everyone,
        "missing": missing,
        "years": _years(today, year, query),
        "tabs": [
            (f"{all_of_them} ({everyone})", f"?{urlencode(query)}", not few),
            (f"{not_enough} ({missing})", f"?{urlencode({**query, 'loc': 'con-thieu'})}", few),
        ],
        "keep_question": [("nam", year)],
        "query": urlencode(shown),
        "crumbs": [(_("How far are we?"), reverse("coverage:index")), (_("Training hours"), "")],
        **{f"{form}_url": f"?{urlencode({**shown, 'dinh-dang': form})}" for form in FORMATS},
    }
    return render(request, "coverage/hours/index.html", context)


def _year(request: HttpRequest, today: dt.date) -> int:
    """The year asked for; this one when none was, or one of which nothing is shown."""
    typed = request.GET.get("nam", "")
    asked = int(typed) if typed.isdecimal() and len(typed) == 4 else today.year
    return asked if today.year - YEARS < asked <= today.year else today.year


def _years(today: dt.date, chosen: int, query: dict[str, str]) -> list[tuple[str, str, bool]]:
    years = range(today.year, today.year - YEARS, -1)
    return [(str(year), f"?{urlencode({**query, 'nam': str(year)})}", year == chosen) for year in years]


def _export(
    listed: Any, agency: Agency, year: int, day: dt.date, *, form: str, by: User, at: dt.datetime
) -> HttpResponse:
    """The list as a file; each is written down."""
    columns = [
        Column(_("Full name"), 28),
        Column(_("User name"), 20),
        Column(_("Position"), 28),
        Column(_("Agency"), 40),
        Column(_("Teaching periods"), 14),
        Column(_("Hours"), 12),
        Column(_("Periods missing"), 14),
    ]
    cells: list[list[Value]] = []
    for job in listed.iterator():
        trained = Trained(job.minutes)
        numbers = [round(trained.periods, 1), round(trained.hours, 1), round(trained.missing_periods, 1)]
        cells.append([job.person.full_name, job.person.username, job.position.name, job.agency.name, *numbers])
    about: list[tuple[str, Value]] = [
        (_("Year"), year),
        (_("Counted at the end of"), day),
        (_("Agency"), agency.name),
        (_("Periods asked for in a year"), settings.PERIODS_A_YEAR),
        (_("Minutes of a period"), settings.PERIOD_MINUTES),
        (_("Rows in this file"), len(cells)),
        (_("Exported at"), formats.date_format(at, "SHORT_DATETIME_FORMAT")),
    ]
    table = Table(_("Training hours"), columns, cells, _("About these figures"), about)
    data = {"what": "hours", "count": len(cells), "year": year, "date": day.isoformat(), "format": form}
    log(agency, "coverage.export_hours", user=by, timestamp=at, data=data)
    return as_download(table, form=form, name=f"gio-dao-tao-{year}-{agency.code}")
