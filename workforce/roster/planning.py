"""What confirming a roster would do: new, changed, moved, left, unchanged, in doubt, wrong. Nothing is written here.

The rules are those of workforce.employing, asked of what `Known` has loaded instead of one query for each person.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from kit.text import fold
from workforce.models import Agency
from workforce.roster.columns import BY_NAME
from workforce.roster.known import Job, Known, Person, Place, found_by
from workforce.roster.matching import Match, Namesakes, doubt_newcomer, match_by_keys
from workforce.roster.plans import Kind, Plan, Planned, Step, Told
from workforce.roster.reading import Line

# What an officer may change of an account in its owner's hands, and what of one that nobody has used yet.
_NAMES = ("full_name", "birth_date")
_ADDRESSES = ("email", "phone")
_TELL_EVERY = 1_000


def plan_roster(
    lines: Sequence[Line],
    *,
    agency: Agency,
    by: User,
    on: dt.date,
    is_complete_list: bool = False,
    decided: Mapping[int, int | None] | None = None,
    told: Told = lambda share: None,
) -> Plan:
    """Compare the lines with what is known. A dozen queries, one more for each 5,000 keys of strangers.

    `decided` says for the number of a row that was in doubt who is meant, or None for somebody new.
    """
    return _Planner(lines, agency=agency, by=by, on=on, decided=decided or {}).plan(is_complete_list, told)


class _Planner:
    def __init__(
        self, lines: Sequence[Line], *, agency: Agency, by: User, on: dt.date, decided: Mapping[int, int | None]
    ) -> None:
        self.lines, self.agency, self.on, self.decided = lines, agency, on, decided
        self.known = Known(agency, by, lines)

    def plan(self, is_complete_list: bool, told: Told) -> Plan:
        found = [(line, self._place_of(line), self._match(line)) for line in self.lines]
        self.claimed = {match.person for _line, _place, match in found if match.person is not None}
        self.namesakes = Namesakes(line for line, _place, match in found if match.person is None and not match.doubt)
        self.named_by: dict[Any, int] = {}
        rows = []
        for done, (line, place, match) in enumerate(found):
            if done % _TELL_EVERY == 0:
                told(done / len(found))
            rows.append(self._row(line, place, match))
        if is_complete_list:
            rows += self._missing(rows)
        return Plan(rows)

    # ── Who and where ─────────────────────────────────────────────────────────────────────────

    def _place_of(self, line: Line) -> Place | None:
        """The agency that the line names, in the branch; one outside is told from none by nothing."""
        typed = line.values.get("agency")
        if typed is None:
            return None
        places = self._places_meant(line)
        if len(places) != 1:
            line.faults.append(_("“%(agency)s” is no agency that you may bring people to here.") % {"agency": typed})
            return None
        return places[0]

    def _match(self, line: Line) -> Match:
        if line.number in self.decided:
            return Match(self.decided[line.number])
        return match_by_keys(line, self.known, place.pk if (place := self._quiet_place(line)) else None)

    def _quiet_place(self, line: Line) -> Place | None:
        places = self._places_meant(line)
        return places[0] if len(places) == 1 else None

    def _places_meant(self, line: Line) -> list[Place]:
        return self.known.places_meant(line.values.get("agency", ""), self.on, line.values.get("starts_on") or self.on)

    # ── One row ───────────────────────────────────────────────────────────────────────────────

    def _row(self, line: Line, place: Place | None, match: Match) -> Planned:
        row = Planned(Kind.UNCHANGED, line.number, line.name, list(line.notes), line.typed, match.person)
        row.candidates = match.candidates
        faults = list(line.faults)
        if match.fault:
            faults.append(match.fault)
        if not faults:
            faults += self._twice(line, match)
        if faults:
            row.kind, row.reasons = Kind.WRONG, faults
            return row
        if match.person is None and not match.doubt and line.number not in self.decided:
            match = doubt_newcomer(line, self.known, claimed=self.claimed, namesakes=self.namesakes)
            row.candidates = match.candidates
        if match.doubt:
            row.kind, row.reasons = Kind.IN_DOUBT, [match.doubt]
            return row
        wrong = self._employ(line, row, place)
        if wrong:
            row.kind, row.reasons, row.step, row.fields = Kind.WRONG, [wrong], None, {}
        return row

    def _twice(self, line: Line, match: Match) -> list[str]:
        """A person, or a key, that an earlier row has already."""
        things: list[Any] = [(key, line.values[key]) for key in ("username", "email", "phone") if key in line.values]
        if "staff_code" in line.values:
            things.append(("staff_code", line.values.get("agency"), line.values["staff_code"]))
        if match.person is not None:
            things.append(match.person)
        for thing in things:
            if thing in self.named_by:
                return [_("Row %(number)d names the same person already.") % {"number": self.named_by[thing]}]
        self.named_by |= dict.fromkeys(things, line.number)
        return []

    def _employ(self, line: Line, row: Planned, place: Place | None) -> str:
        """Fill in what the row does; a sentence when that may not be."""
        person = self.known.people[row.person] if row.person is not None else None
        jobs = self.known.jobs.get(person.pk, []) if person else []
        current = self._present(jobs)
        ahead = jobs[-1] if jobs and jobs[-1].starts_on > self.on else None
        if ahead and self._is_done(line, ahead, place):
            current = ahead  # the same list has been here before
        elif ahead:
            return _("A later employment of this person is already recorded.")
        if current and not self.known.cares_for(current.path):
            return _(
                "You do not look after this person’s present agency. Whoever looks after both can move the person."
            )
        wrong = self._account(line, row, person)
        if wrong:
            return wrong
        wrong = self._move(line, row, current, place) if current else self._hire(line, row, jobs, place)
        if not wrong:
            self._give_code(line, row, current, place)
        return wrong

    def _present(self, jobs: list[Job]) -> Job | None:
        return next((job for job in reversed(jobs) if job.runs_on(self.on)), None)

    def _is_done(self, line: Line, job: Job, place: Place | None) -> bool:
        position, wrong = self._position(line)
        return (
            not wrong
            and line.values.get("starts_on") == job.starts_on
            and (place is None or place.pk == job.agency_id)
            and position in (None, job.position_id)
            and self._flags(line, job)
            == {name: getattr(job, name) for name in ("category", "is_it_staff", "is_leader")}
        )

    def _account(self, line: Line, row: Planned, person: Person | None) -> str:
        if person is None:
            row.fields = {name: (None, line.values[name]) for name in (*_NAMES, *_ADDRESSES) if name in line.values}
            row.username = line.values.get("username", "")
            return ""
        may_change: tuple[str, ...] = (*_NAMES, *_ADDRESSES) if not person.is_activated else _NAMES
        if person.pk not in self.known.of_branch:
            may_change = ()
        for name in (*_NAMES, *_ADDRESSES):
            before, after = getattr(person, name), line.values.get(name)
            if after is None or after == (before.lower() if name == "email" and before else before):
                continue
            if name in may_change:
                row.fields[name] = (before, after)
                row.reasons.append(
                    _("%(column)s: %(before)s → %(after)s.")
                    % {"column": BY_NAME[name].label, "before": _said(before), "after": _said(after)}
                )
            elif name in _ADDRESSES:
                row.reasons.append(
                    _("%(column)s stays as it is: the account is in use, so only its owner changes that.")
                    % {"column": BY_NAME[name].label}
                )
        if row.fields:
            row.kind = Kind.CHANGED
        return ""

    def _position(self, line: Line) -> tuple[int | None, str]:
        typed = line.values.get("position")
        if typed is None:
            return None, ""
        found = found_by(typed, self.known.position_by_word)
        if len(found) != 1:
            return None, _("“%(position)s” is no position of the list.") % {"position": typed}
        return next(iter(found)), ""

    def _hire(self, line: Line, row: Planned, jobs: list[Job], place: Place | None) -> str:
        place = place or self.known.places[self.agency.pk]
        position, wrong = self._position(line)
        on = line.values.get("starts_on") or self.on
        if wrong or position is None or "category" not in line.values:
            return wrong or _("For somebody new, give position and category.")
        if not place.exists_on(on):
            return _("%(agency)s does not exist on %(day)s.") % {"agency": place.name, "day": _day(on)}
        if any(job.ends_on is None or job.ends_on > on for job in jobs):
            return _("On %(day)s this person still worked elsewhere. Give a later day.") % {"day": _day(on)}
        row.kind = Kind.NEW
        row.step = Step(place.pk, position, **self._flags(line, None), on=on)
        told = (
            _("Works nowhere now; begins at %(agency)s on %(day)s.")
            if row.person
            else _("New; begins at %(agency)s on %(day)s.")
        )
        row.reasons.append(told % {"agency": place.name, "day": _day(on)})
        return ""

    def _move(self, line: Line, row: Planned, current: Job, place: Place | None) -> str:
        """A move to another agency or position, or the same with another category or flag, from a day on."""
        position, wrong = self._position(line)
        if wrong:
            return wrong
        agency_id = place.pk if place else current.agency_id
        flags = self._flags(line, current)
        step = Step(agency_id, position or current.position_id, **flags, on=self.on, ends=current)
        if (agency_id, step.position_id, *flags.values()) == current[2:3] + current[4:8]:
            return self._same(line, row, current)
        given = line.values.get("starts_on")
        # An exported list carries the day of the present employment; that is not the day of a move.
        if given and given != current.starts_on:
            step.on = given
        if step.on <= current.starts_on:
            return _("The present employment began on %(day)s; the change must come after that.") % {
                "day": _day(current.starts_on)
            }
        if not current.runs_on(step.on):
            return _("This person does not work there any more on %(day)s.") % {"day": _day(step.on)}
        if place and not place.exists_on(step.on):
            return _("%(agency)s does not exist on %(day)s.") % {"agency": place.name, "day": _day(step.on)}
        row.step = step
        row.reasons.append(self._told(step, current))
        is_move = (agency_id, step.position_id) != (current.agency_id, current.position_id)
        row.kind = Kind.MOVED if is_move else Kind.CHANGED
        return ""

    def _same(self, line: Line, row: Planned, current: Job) -> str:
        given = line.values.get("starts_on")
        if given and given != current.starts_on:
            row.reasons.append(
                _("The present employment began on %(day)s and stays so: what is recorded is not rewritten.")
                % {"day": _day(current.starts_on)}
            )
        if not row.reasons:
            row.reasons.append(_("Nothing to change."))
        return ""

    def _told(self, step: Step, current: Job) -> str:
        changes = []
        if step.agency_id != current.agency_id:
            before = self.known.places.get(current.agency_id)
            changes.append(f"{before.name if before else '…'} → {self.known.places[step.agency_id].name}")
        if step.position_id != current.position_id:
            changes.append(
                f"{self.known.positions[current.position_id][1]} → {self.known.positions[step.position_id][1]}"
            )
        for name in ("category", "is_it_staff", "is_leader"):
            if getattr(step, name) != getattr(current, name):
                changes.append(str(BY_NAME[name].label))
        return _("From %(day)s: %(changes)s.") % {"day": _day(step.on), "changes": "; ".join(changes)}

    @staticmethod
    def _flags(line: Line, current: Job | None) -> dict[str, Any]:
        """What the line says; what it does not say stays as it is."""
        return {
            "category": line.values.get("category", current.category if current else ""),
            "is_it_staff": line.values.get("is_it_staff", current.is_it_staff if current else False),
            "is_leader": line.values.get("is_leader", current.is_leader if current else False),
        }

    def _give_code(self, line: Line, row: Planned, current: Job | None, place: Place | None) -> None:
        code = line.values.get("staff_code")
        if code is None or (row.person is not None and self.known.code_anywhere.get(code) == {row.person}):
            return
        agency_id = place.pk if place else current.agency_id if current else self.agency.pk
        known = self.known.codes_of.get(row.person or 0, set())
        if any(code.lstrip("0") == other.lstrip("0") for other in known):
            row.reasons.append(_("The zero before the staff code was lost and has been put back."))
            return
        if (agency_id, code) in self.known.codes or agency_id not in self.known.places:
            return
        row.staff_code = (agency_id, code)
        if row.kind == Kind.UNCHANGED:
            row.kind = Kind.CHANGED
            row.reasons = [
                _("%(column)s: %(before)s → %(after)s.")
                % {"column": BY_NAME["staff_code"].label, "before": "–", "after": code}
            ]

    # ── Who is missing ────────────────────────────────────────────────────────────────────────

    def _missing(self, rows: Sequence[Planned]) -> list[Planned]:
        """Who works in the branch and stands in no row. Whoever a wrong or doubtful row may mean is let be."""
        spared = {pk for row in rows for pk in (row.person, *row.candidates)}
        names = {fold(row.name) for row in rows if row.kind in (Kind.WRONG, Kind.IN_DOUBT)}
        missing = []
        for pk in self.known.of_branch:
            jobs = self.known.jobs[pk]
            job = self._present(jobs)
            if job is None or pk in spared or job.ends_on or job.agency_id not in self.known.places:
                continue
            person = self.known.people[pk]
            if person.name_key not in names:
                missing.append(self._leaver(person, job, jobs))
        return sorted(missing, key=lambda row: (row.name, row.person))

    def _leaver(self, person: Person, job: Job, jobs: list[Job]) -> Planned:
        row = Planned(Kind.LEFT, None, person.full_name, person=person.pk, data={"username": person.username})
        if job.starts_on >= self.on or jobs[-1].starts_on > self.on:
            row.kind = Kind.IN_DOUBT
            row.candidates = [person.pk]
            row.reasons.append(_("Not in the list, but the employment began on that day or later. Decide by hand."))
            return row
        row.leaves, row.leaves_on = job, self.on
        row.reasons.append(
            _("Not in the complete list: leaves %(agency)s on %(day)s.")
            % {"agency": self.known.places[job.agency_id].name, "day": _day(self.on)}
        )
        return row


def _day(day: dt.date) -> str:
    return f"{day:%d/%m/%Y}"


def _said(value: Any) -> str:
    return _day(value) if isinstance(value, dt.date) else str(value or "–")
