"""The register book as a file, each export written down with who took it and how much."""

import datetime as dt

from django.http import HttpResponse
from django.utils import formats
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.book import Entry, entries
from certificates.models import CertificateQuerySet, Issuer
from certificates.rules import local_day
from kit.spreadsheets import Column, Table, Value, as_download


def export_book(papers: CertificateQuerySet, *, form: str, by: User, at: dt.datetime) -> HttpResponse:
    """`papers` as a file of the kind `form`. Twice gives two files and two lines in the log."""
    columns = [
        Column(_("Number"), 26),
        Column(_("Holder"), 28),
        Column(_("Course"), 40),
        Column(_("Issued on"), 14),
        Column(_("Valid until"), 14),
        Column(_("State"), 16),
        Column(_("Remark"), 40),
        Column(_("Code"), 30),
    ]
    rows = [_cells(entry) for entry in entries(papers, on=local_day(at))]
    about: list[tuple[str, Value]] = [
        (_("Rows in this file"), len(rows)),
        (_("Exported at"), formats.date_format(at, "SHORT_DATETIME_FORMAT")),
    ]
    table = Table(_("Register book"), columns, rows, _("About this file"), about)
    for issuer in Issuer.objects.filter(certificates__in=papers.order_by()).distinct():
        log(issuer, "certificates.export_book", user=by, timestamp=at, data={"count": len(rows), "format": form})
    return as_download(table, form=form, name=f"so-goc-{local_day(at)}")


def _cells(entry: Entry) -> list[Value]:
    paper = entry.paper
    return [
        paper.number,
        entry.holder,
        entry.course,
        paper.issued_on,
        entry.last_day,
        entry.state_words,
        entry.remark,
        paper.code,
    ]
