"""What this app keeps of a person: papers from elsewhere, being let off, reminders.

A paper that was recognised counts in figures of the past, so that it was stays; its number and its file go.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.personal_data import CannotEraseNow, File, Holding, told
from courses.keeping_files import CannotKeep, erase_file, read_kept
from coverage.models import Exemption, Recognition, Reminder

# A reason may not be empty; this one says nothing of anybody.
_GONE = "-"


def _erase(person: User, by: User | None, at: dt.datetime) -> None:
    """Harmless twice. Raises CannotEraseNow."""
    papers, exemptions = Recognition.objects.filter(person=person), Exemption.objects.filter(person=person)
    for row in (*papers.order_by("pk"), *exemptions.order_by("pk")):
        if row.stored_name:
            try:
                erase_file(row.stored_name)
            except CannotKeep as error:
                raise CannotEraseNow(str(error)) from error
    papers.filter(state=Recognition.State.WAITING).update(
        state=Recognition.State.REFUSED, reason=_GONE, decided_by=by or person, decided_at=at, decided_on=localdate(at)
    )
    papers.update(number="", file_name="", stored_name="")
    exemptions.update(reason=_GONE, file_name="", stored_name="")
    for line in ModelLogEntry.objects.filter(action="coverage.exempt", data__person=person.pk).order_by("pk"):
        line.data = {name: value for name, value in line.data.items() if name != "reason"}
        line.save(update_fields=["data"])


def _give(person: User) -> dict[str, list[dict[str, Any]]]:
    return {
        _("papers from elsewhere"): told(
            Recognition.objects.filter(person=person),
            *("course__title", "title", "issuer", "number", "issued_on", "state", "decided_on", "reason"),
        ),
        _("exemptions"): told(Exemption.objects.filter(person=person), "reason", "starts_on", "ended_on"),
        _("reminders"): told(Reminder.objects.filter(person=person, to_head=False), "digest__day", "due_on"),
    }


def _files(person: User) -> Iterator[File]:
    for paper in Recognition.objects.filter(person=person).exclude(stored_name="").order_by("pk"):
        yield File(paper.file_name, lambda name=paper.stored_name: read_kept(name))  # type: ignore[misc]


HOLDING = Holding(
    name="coverage",
    goes=(gettext_lazy("the numbers and files of papers from elsewhere, and why you were let off an obligation"),),
    stays=(gettext_lazy("that a paper from elsewhere was recognised, and the days of it: figures count it"),),
    erase=_erase,
    give=_give,
    files=_files,
)
