"""What holders are told of papers from elsewhere."""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.telling import register_words, tell
from coverage.models import Recognition

ACCEPTED, REFUSED, ENDED = "coverage.paper_accepted", "coverage.paper_refused", "coverage.paper_ended"

register_words(
    ACCEPTED,
    _("Your paper is recognised"),
    _("“%(title)s” counts for the course “%(course)s” from today on."),
)
register_words(
    REFUSED,
    _("Your paper could not be recognised"),
    _("“%(title)s” does not count for the course “%(course)s”. The reason: %(reason)s. You may hand in another one."),
)
register_words(
    ENDED,
    _("A paper of yours counts no longer"),
    _("“%(title)s” does not count for the course “%(course)s” any more. The reason: %(reason)s"),
)


def tell_of_decision(recognition: Recognition, *, at: dt.datetime) -> None:
    is_accepted = recognition.state == Recognition.State.ACCEPTED
    _tell(recognition, ACCEPTED if is_accepted else REFUSED, reason=recognition.reason, at=at)


def tell_of_end(recognition: Recognition, *, at: dt.datetime) -> None:
    _tell(recognition, ENDED, reason=recognition.end_reason, at=at)


def _tell(recognition: Recognition, kind: str, *, reason: str, at: dt.datetime) -> None:
    tell(
        people=[recognition.person],
        kind=kind,
        key=f"{kind}:{recognition.pk}",
        url=reverse("coverage:own_papers"),
        at=at,
        mail=True,
        title=recognition.title,
        course=recognition.course.title,
        reason=reason.rstrip("."),
    )
