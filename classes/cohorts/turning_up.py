"""Somebody simply turned up: written down by who leads the class, with a seat whatever the number of chairs."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.activating import give_codes, in_groups, unused
from accounts.models import User
from classes.cohorts.attending import CannotMark, Mark, locked_meeting, take_attendance
from classes.cohorts.joining import place, seat_waiting
from classes.cohorts.planning import ClassIsOver
from classes.cohorts.registering import guests_called, open_guest_account
from classes.cohorts.rights import NotYours, rights_on
from classes.models import Attendance, Cohort, Meeting, Membership
from kit.text import fold, nfc


@transaction.atomic
def add_who_turned_up(*, meeting: Meeting, full_name: str, hint: str, by: User, at: dt.datetime) -> Membership:
    """Put somebody who came without having registered into the class, and mark them as present.

    Harmless twice: the same name and village is the same person; who waited gets a seat. Without a village, a name
    that others on the list bear with one is refused. Raises CannotMark, ClassIsOver, NotYours.
    """
    meeting = locked_meeting(meeting)
    cohort = meeting.cohort
    _refuse(cohort, by)
    called = guests_called(cohort, full_name)
    member = next((one for one in called if fold(one.hint) == fold(hint)), None)
    if member is None and called and not hint.strip():
        raise CannotMark(
            _("Somebody called %(name)s is on the list already. Mark them there, or write the village of this person.")
            % {"name": called[0].person.full_name}
        )
    if member is None:
        way, person = Membership.Way.TURNED_UP, open_guest_account(full_name)
        added = place(cohort, [person], by=by, at=at, way=way, hint=nfc(hint), opened_account=True, beyond=True)
        (member,) = added.seated
        # Without the name: it stands in the log after the name is gone.
        log(cohort, "classes.turn_up", user=by, timestamp=at, data={"meeting": str(meeting)})
    elif member.seated_at is None:
        seat_waiting(cohort, [member], by=by, at=at)
    holds = Attendance.objects.in_force().filter(meeting=meeting, membership=member).first()
    mark = Mark(Attendance.State.PRESENT, holds.number if holds else 0)
    if holds is None or holds.state not in Attendance.CAME:
        take_attendance(meeting=meeting, marks={member.pk: mark}, by=by, at=at)
    return member


def _refuse(cohort: Cohort, by: User) -> None:
    if not rights_on(cohort, by).runs:
        raise NotYours(_("Only those who lead or organise this class take attendance."))
    if not cohort.is_open:
        raise ClassIsOver(_("This class is %(state)s.") % {"state": cohort.get_state_display()})
    if not cohort.for_everyone:
        raise CannotMark(_("This class is not open to everyone: an officer adds its members."))


@transaction.atomic
def print_class_codes(*, cohort: Cohort, by: User, at: dt.datetime) -> list[tuple[Membership, str]]:
    """A code on paper for each who gave nothing but a name, to take the account over; by name.

    Printed twice, the second counts. Raises NotYours.
    """
    if not rights_on(cohort, by).runs:
        raise NotYours(_("Only those who lead or organise this class hand out its codes."))
    guests = cohort.memberships.on_the_roll().filter(opened_account=True).select_related("person")
    members = {one.person_id: one for one in guests}
    given = dict(give_codes(people=unused(User.objects.filter(pk__in=members)), by=by, at=at))
    codes = {person.pk: in_groups(code) for person, code in given.items()}
    data = {"people": len(codes), "on": str(timezone.localdate(at))}
    log(cohort, "classes.give_class_codes", user=by, timestamp=at, data=data)
    return [(member, codes[key]) for key, member in members.items() if key in codes]
