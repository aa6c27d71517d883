"""What programs may ask of each list. Codes hold no NUL, which PostgreSQL refuses."""

import datetime as dt
from typing import Annotated, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Schema
from pydantic import AwareDatetime

from api.paging import PageAsked
from api.problems import NotUnderstood

EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)
LATEST = dt.datetime(2199, 12, 31, tzinfo=dt.UTC)
Code = Annotated[str, Field(max_length=60, pattern=r"^[^\u0000]*$")]
Moment = Annotated[AwareDatetime, Field(ge=EARLIEST, le=LATEST)]

_AGENCY = "Code of an agency in your branch; empty: the whole branch"
_SINCE = "Only what became so at this moment or later; with its offset, as 2026-12-01T00:00:00+07:00"


class AgenciesAsked(PageAsked):
    on: dt.date | None = Field(None, description="Only agencies that exist on this day; empty: those that ended too")


class CompletionsAsked(PageAsked):
    agency: Code = Field("", description=_AGENCY)
    course: Code = Field("", description="Code of a course")
    updated_since: Moment | None = Field(None, description=_SINCE)


class CertificatesAsked(PageAsked):
    agency: Code = Field("", description=_AGENCY)
    course: Code = Field("", description="Code of a course")
    code: Code = Field("", description="Code of one paper, as its QR code holds it")
    updated_since: Moment | None = Field(None, description=_SINCE)


class ReportsAsked(PageAsked):
    agency: Code = Field("", description=_AGENCY)
    kind: Literal["", "yearly", "monthly", "ad_hoc"] = Field("", description="Of which kind; empty: all")
    updated_since: Moment | None = Field(None, description=_SINCE)


class CoverageAsked(Schema):
    agency: Code = Field("", description=_AGENCY)
    on: dt.date | None = Field(None, description="The end of which day; empty: today. No day to come")


def day_of(asked: CoverageAsked) -> dt.date:
    """The day asked about. Raises NotUnderstood for one that has not come."""
    today = timezone.localdate()
    if asked.on is None:
        return today
    if not EARLIEST.date() <= asked.on <= today:
        raise NotUnderstood(_("Ask for a day that has come."))
    return asked.on
