"""The roll of an exam: who is to come, and where each sits."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from accounts.telling import tell
from classes.models import ExamSession, RollEntry
from classes.moving import NotNow, locked, locked_entry
from classes.notices import INVITED
from courses.enrolling import who_may_not_enrol
from kit.text import fold
from workforce.models import Agency, Employment


class CannotEnter(Exception):
    """Nobody was entered; `problems` says what is wrong, a sentence for each line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


def people_of(agency: Agency, *, on: dt.date) -> list[User]:
    """Who works in `agency` or below it on a day, by name."""
    employed = Employment.objects.at(on).within(agency).values("person")
    return list(User.objects.filter(pk__in=employed, is_active=True).order_by("name_key"))


def people_named(text: str) -> list[User]:
    """The people of a pasted list: a user name, an e-mail address or a full name on each line, in that order.

    Raises CannotEnter with a sentence for each line that names nobody, or more than one person. Two queries.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    words = {line for _number, line in lines}
    known: dict[str, list[User]] = {}
    active = User.objects.filter(is_active=True)
    for person in active.filter(username__in=words) | active.filter(email__in=words):
        for key in {person.username, person.email or person.username} & words:
            known.setdefault(key, []).append(person)
    names = {fold(line)[:120] for line in words if line not in known}
    for person in active.filter(name_key__in=names):
        known.setdefault(person.name_key, []).append(person)
    found: list[User] = []
    problems: list[str] = []
    for number, line in lines:
        people = known.get(line) or known.get(fold(line)[:120], [])
        if len(people) == 1:
            found += people
        elif people:
            problems.append(
                _("Line %(n)d: %(count)d people are called “%(line)s”; write the user name.")
                % {"n": number, "count": len(people), "line": line}
            )
        else:
            problems.append(_("Line %(n)d: nobody is called “%(line)s”.") % {"n": number, "line": line})
    if problems:
        raise CannotEnter(problems)
    return found


@transaction.atomic
def enter_people(
    *, session: ExamSession, people: Sequence[User], by: User, at: dt.datetime, mail: bool = True
) -> list[RollEntry]:
    """Put `people` on the roll at the lowest free seats, and tell them (by `mail` too); all of them or nobody.

    Twice is refused: they are on the roll already. Raises CannotEnter, NotNow.
    """
    session = locked(session)
    if session.is_over:
        raise NotNow(_("This exam is over."))
    problems = _problems(session, people, on=timezone.localdate(at))
    free = free_seats(session)
    if len(people) > len(free):
        problems.append(
            _("There are %(free)d free seats for %(count)d people.") % {"free": len(free), "count": len(people)}
        )
    if not people:
        problems.append(_("The list is empty."))
    if problems:
        raise CannotEnter(problems)
    entries = RollEntry.objects.bulk_create(
        RollEntry(session=session, person=person, seat=seat, entered_by=by, entered_at=at)
        for person, seat in zip(people, free, strict=False)
    )
    log(session, "classes.enter_people", user=by, data={"count": len(entries)})
    for entry in entries:
        _invite(session, entry, at, mail=mail)
    return entries


def free_seats(session: ExamSession) -> list[int]:
    """The seats that nobody has, the lowest first. One query."""
    taken = set(session.entries.on_the_roll().values_list("seat", flat=True))
    return [seat for seat in range(1, session.seats + 1) if seat not in taken]


def _problems(session: ExamSession, people: Sequence[User], *, on: dt.date) -> list[str]:
    """What stands against each of `people`, in their order; who is named twice is so once."""
    against = refusals(session, people, on=on)
    seen: set[int] = set()
    problems = []
    for person in people:
        refusal = against.get(person.pk) or (_("is on the roll already") if person.pk in seen else "")
        if refusal:
            problems.append(f"{person.full_name} ({person.username}): {refusal}.")
        seen.add(person.pk)
    return problems


def refusals(session: ExamSession, people: Sequence[User], *, on: dt.date) -> dict[int, str]:
    """Why some of `people` cannot be put on the roll, in half a sentence, by their keys. Four queries."""
    listed = set(session.entries.on_the_roll().values_list("person", flat=True))
    elsewhere = {
        entry.person_id: entry.session
        for entry in RollEntry.objects.on_the_roll()
        .filter(session__opens_at__lt=session.closes_at, session__closes_at__gt=session.opens_at)
        .exclude(session=session)
        .exclude(session__state__in=[ExamSession.State.CLOSED, ExamSession.State.CALLED_OFF])
        .select_related("session")
    }
    watching = set(session.invigilations.running().values_list("person", flat=True))
    outside = who_may_not_enrol([person.pk for person in people], session.course, on=on)
    against: dict[int, str] = {}
    for person in people:
        if person.pk in listed:
            against[person.pk] = _("is on the roll already")
        elif person.pk in watching:
            against[person.pk] = _("watches over this exam")
        elif person.pk in elsewhere:
            against[person.pk] = _("sits “%(exam)s” at the same time") % {"exam": elsewhere[person.pk]}
        elif person.pk in outside:
            against[person.pk] = _("may not take this course")
    return against


def _invite(session: ExamSession, entry: RollEntry, at: dt.datetime, *, mail: bool) -> None:
    tell(
        people=[entry.person],
        kind=INVITED,
        key=f"exam-{session.pk}-{entry.pk}",
        url=reverse("classes:sit", args=[session.pk]),
        at=at,
        mail=mail,
        title=session.title,
        when=date_format(timezone.localtime(session.opens_at), "SHORT_DATETIME_FORMAT"),
        place=session.place,
        room=session.room,
        seat=str(entry.seat),
    )


@transaction.atomic
def strike_off(*, entry: RollEntry, by: User, at: dt.datetime) -> RollEntry:
    """Take somebody off the roll who has not been checked in; harmless twice. The row stays. Raises NotNow."""
    entry = locked_entry(entry)
    if entry.state == RollEntry.State.STRUCK_OFF:
        return entry
    if entry.state != RollEntry.State.EXPECTED or entry.session.is_over:
        raise NotNow(_("Only somebody who has not been checked in can be struck off the roll."))
    entry.state = RollEntry.State.STRUCK_OFF
    entry.save(update_fields=["state"])
    log(entry.session, "classes.strike_off", user=by, data={"person": entry.person.username, "seat": entry.seat})
    return entry
