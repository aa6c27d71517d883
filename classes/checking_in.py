"""At the door: is this person on the roll, and who she says she is?"""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from classes.models import RollEntry
from classes.moving import NotNow, locked_entry


@transaction.atomic
def check_in(*, entry: RollEntry, identity: str, by: User, at: dt.datetime) -> RollEntry:
    """Note that the person is there and how it was made sure who she is; harmless twice: the first note stays.

    Raises NotNow.
    """
    entry = locked_entry(entry)
    if entry.state == RollEntry.State.PRESENT:
        return entry
    if not entry.session.takes_people:
        raise NotNow(_("People can be checked in from the opening of the exam until it is closed."))
    if entry.state != RollEntry.State.EXPECTED:
        raise NotNow(_("%(person)s is %(state)s.") % {"person": entry.person, "state": entry.get_state_display()})
    entry.state = RollEntry.State.PRESENT
    entry.identity = RollEntry.Identity(identity)
    entry.checked_in_at, entry.checked_in_by = at, by
    entry.save(update_fields=["state", "identity", "checked_in_at", "checked_in_by"])
    data = {"person": entry.person.username, "seat": entry.seat, "identity": entry.identity}
    log(entry.session, "classes.check_in", user=by, data=data)
    return entry


@transaction.atomic
def undo_check_in(*, entry: RollEntry, by: User, at: dt.datetime) -> RollEntry:
    """The wrong line was tapped: expected again. Harmless twice; the log keeps both. Raises NotNow once begun."""
    entry = locked_entry(entry)
    if entry.state == RollEntry.State.EXPECTED:
        return entry
    if entry.state != RollEntry.State.PRESENT or entry.admission_id or not entry.session.takes_people:
        raise NotNow(_("This can no longer be taken back."))
    entry.state = RollEntry.State.EXPECTED
    entry.identity, entry.checked_in_at, entry.checked_in_by = "", None, None
    entry.save(update_fields=["state", "identity", "checked_in_at", "checked_in_by"])
    log(entry.session, "classes.undo_check_in", user=by, data={"person": entry.person.username, "seat": entry.seat})
    return entry
