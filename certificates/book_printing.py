"""The register book on paper (sổ gốc cấp giấy chứng nhận): one volume for each five hundred numbers of a year.

In Vietnamese whatever the language of the screen; laid out after Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

import datetime as dt

from django.template.loader import render_to_string
from django.utils import translation
from wagtail.log_actions import log

from accounts.models import User
from certificates.book import entries, with_standing
from certificates.models import Certificate, Issuer
from certificates.rules import local_day
from certificates.words import place_and_date
from kit.pdf import html_to_pdf

VOLUME = 500  # numbers of one volume: some thirty sheets, which a clip still holds


class NothingToPrint(Exception):
    """The volume has no paper in it."""


def volumes_of(issuer: Issuer, year: int) -> int:
    """How many volumes the book of `year` has."""
    last = Certificate.objects.filter(issuer=issuer, year=year).order_by("-serial").values_list("serial", flat=True)
    return -(-last[0] // VOLUME) if last else 0


def volume_pdf(*, issuer: Issuer, year: int, volume: int, by: User, at: dt.datetime) -> bytes:
    """The PDF of one volume (the first is 1) as the register stands now. Twice makes it twice.

    Raises NothingToPrint.
    """
    first = (volume - 1) * VOLUME + 1
    papers = list(
        with_standing(
            Certificate.objects.filter(issuer=issuer, year=year, serial__range=(first, first + VOLUME - 1))
        ).order_by("serial")
    )
    if not papers:
        raise NothingToPrint
    context = {
        "issuer": issuer,
        "year": year,
        "volume": volume,
        "place_and_date": place_and_date(issuer.place, local_day(at)),
    }
    with translation.override("vi"):
        context["entries"] = entries(papers, on=local_day(at))
        html = render_to_string("certificates/pdf/book.html", context)
    pdf = html_to_pdf(html, title=f"Sổ gốc {year}, quyển {volume}")
    log(issuer, "certificates.print_book", user=by, timestamp=at, data={"year": year, "volume": volume})
    return pdf
