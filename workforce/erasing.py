"""What this app keeps of a person: employments, leaves, posts; what lists of agencies said.

Records of people in public service must be kept, so nobody who works for an agency is erased; of those who left,
dates and positions stay without the person, for figures of the past are counted from them.
"""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.personal_data import ERASED_NAME, Holding, told
from workforce.models import Absence, AgencyRole, Employment, Posting, RosterImport, RosterRow, StaffCode

_WRITTEN = [RosterImport.State.CONFIRMED, RosterImport.State.UNDONE]


def _erase(person: User, by: User | None, at: dt.datetime) -> None:
    """Harmless twice. A list with such a row cannot be undone any more (workforce.roster.undoing)."""
    StaffCode.objects.filter(person=person).delete()
    for row in RosterRow.objects.filter(person=person, roster__state__in=_WRITTEN).order_by("pk"):
        row.data, row.reason, row.candidates = {"full_name": ERASED_NAME}, "", []
        if row.done:
            row.done = {**{name: value for name, value in row.done.items() if name != "fields"}, "erased": True}
        row.save(update_fields=["data", "reason", "candidates", "done"])


def _give(person: User) -> dict[str, list[dict[str, Any]]]:
    return {
        _("employments"): told(
            Employment.objects.filter(person=person),
            *("agency__name", "position__name", "category", "is_it_staff", "is_leader", "starts_on", "ends_on"),
        ),
        _("leaves"): told(Absence.objects.filter(person=person), "reason", "starts_on", "ends_on", "document"),
        _("posts besides"): told(
            Posting.objects.filter(person=person), "kind", "agency__name", "position__name", "starts_on", "ends_on"
        ),
        _("staff codes"): told(StaffCode.objects.filter(person=person), "agency__name", "code"),
        _("roles over agencies"): told(
            AgencyRole.objects.filter(person=person), "agency__name", "role", "granted_at", "ended_at"
        ),
        _("rows of staff lists"): told(RosterRow.objects.filter(person=person), "roster__brought_at", "data"),
    }


def _hinders(person: User, on: dt.date) -> str:
    runs = Q(ends_on=None) | Q(ends_on__gt=on)
    for work in (Employment, Posting):
        now = work._default_manager.filter(runs, person=person).select_related("agency").order_by("starts_on").first()
        if now is not None:
            return _(
                "You work for %(agency)s. The records of people in public service must be kept as long as they serve; "
                "you can ask again once you have left."
            ) % {"agency": now.agency}
    if AgencyRole.objects.held_by(person, on=on).exists():
        return _("You still look after an agency. Lay that role down first.")
    return ""


def _needs_officer(person: User) -> bool:
    """Who ever worked for an agency has records there, which an officer looks at first."""
    return Employment.objects.filter(person=person).exists()


HOLDING = Holding(
    name="workforce",
    goes=(gettext_lazy("staff codes, and what the lists of your former agency said of you"),),
    stays=(gettext_lazy("when somebody held which position in an agency, without your name: for statistics"),),
    erase=_erase,
    give=_give,
    hinders=_hinders,
    needs_officer=_needs_officer,
)
