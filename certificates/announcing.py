"""The good news: a paper is ready. Once for each paper."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.telling import register_words, tell
from certificates.models import Certificate

register_words(
    "certificates.issued",
    _("Your certificate is ready: %(course)s"),
    _("Congratulations! Certificate number %(number)s is yours. Open the page to read, download and share it."),
)


def tell_of_new_paper(*, paper: Certificate, at: dt.datetime) -> None:
    """Tell the holder, in the transaction that issues; harmless twice."""
    tell(
        people=[paper.person],
        kind="certificates.issued",
        key=f"certificates.issued:{paper.number}",
        url=reverse("certificates:mine"),
        at=at,
        course=str(paper.words["course"]),
        number=paper.number,
    )
