"""What an operation would do: who ends, who begins, where people go. Asked by the preview and by the change itself."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from workforce.models import Agency, AgencyRole, Employment, Posting, Verb
from workforce.reorganising.proposals import (
    AlreadyChanged,
    CannotReorganise,
    Heir,
    Kind,
    NotThere,
    NotYourTree,
    Proposal,
    StillInUse,
    WrongShape,
)


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """An agency that begins: under which code, and as which body if it goes on from one."""

    code: str
    name: str
    kind: str
    above: str
    body: Agency | None = None


@dataclass(frozen=True, kw_only=True)
class Foresight:
    """What `proposal` would do on the day the question is asked. `goes` says where the people of an agency (by
    number) go, `people` how many they are; `roles` are the grants over agencies that end."""

    proposal: Proposal
    tops: tuple[Agency, ...]
    ended: tuple[Agency, ...]
    begun: tuple[Beginning, ...]
    heirs: tuple[Agency, ...]
    goes: dict[int, str]
    people: dict[int, int]
    roles: tuple[AgencyRole, ...]

    @property
    def headcount(self) -> int:
        return sum(self.people.values())

    @property
    def below(self) -> tuple[Agency, ...]:
        """Agencies that go along because they stand below one that ends."""
        return tuple(agency for agency in self.ended if agency not in self.tops)

    @property
    def bodies(self) -> dict[int, str]:
        """Ended agencies that go on as the same body, by number, and the code under which they do."""
        return {beginning.body.pk: beginning.code for beginning in self.begun if beginning.body}


def foresee(proposal: Proposal, *, by: User) -> Foresight:
    """What `proposal` would do now. Nothing is written. Raises CannotReorganise with the sentence that says why not."""
    on = proposal.on
    tops = _found(proposal.agencies)
    staying = _found([heir.code for heir in proposal.heirs if not heir.is_new])
    leaving = [agency for agency in tops if agency not in staying]
    _check_shape(proposal, leaving, staying)
    below = _below(leaving, on)
    ended = [*leaving, *below]
    _check_days(ended, staying, on)
    parents = _parents(proposal.heirs, ended, on)
    _check_in_charge(by, [*leaving, *staying], parents)
    begun, goes = _beginnings(proposal, leaving, below)
    people = _people(ended, on)
    _check_empty(proposal, below, people)
    roles = AgencyRole.objects.filter(agency__in=ended, ended_at=None).filter(Q(ends_on=None) | Q(ends_on__gt=on))
    return Foresight(
        proposal=proposal,
        tops=tuple(tops),
        ended=tuple(ended),
        begun=tuple(begun),
        heirs=tuple(staying),
        goes=goes,
        people=people,
        roles=tuple(roles.select_related("person", "agency").order_by("pk")),
    )


def _found(codes: Sequence[str]) -> list[Agency]:
    """The agencies of `codes`, in that order, each once. Raises NotThere."""
    known = {agency.code: agency for agency in Agency.objects.filter(code__in=codes)}
    missing = [code for code in codes if code not in known]
    if missing:
        raise NotThere(_("There is no agency with the code %(code)s.") % {"code": missing[0]})
    return [known[code] for code in dict.fromkeys(codes)]


def _check_shape(proposal: Proposal, leaving: list[Agency], staying: list[Agency]) -> None:
    kind, heirs = proposal.kind, proposal.heirs
    if not leaving:
        raise WrongShape(_("Choose at least one agency that ends."))
    if kind == Kind.MERGE and (len(heirs) != 1 or len(leaving) + len(staying) < 2):
        raise WrongShape(_("To merge takes at least two agencies."))
    if kind == Kind.SPLIT and (len(leaving) != 1 or len(heirs) < 2):
        raise WrongShape(_("To split takes one agency, and at least two that take over."))
    for agency in [*leaving, *staying]:
        inside = [other for other in leaving if other != agency and agency.path.startswith(other.path)]
        if inside:
            raise WrongShape(
                _("%(agency)s stands below %(other)s, which ends.") % {"agency": agency, "other": inside[0]}
            )
    if proposal.is_same_body:
        _check_same_body(leaving[0], heirs[0])
    _check_codes(heirs)


def _check_same_body(agency: Agency, heir: Heir) -> None:
    above = Agency.objects.filter(path=agency.above).first()
    if heir.name == agency.name and heir.above == (above.code if above else ""):
        raise WrongShape(_("Nothing would change."))


def _check_codes(heirs: Iterable[Heir]) -> None:
    new = [heir.code for heir in heirs if heir.is_new]
    taken = Agency.objects.filter(code__in=new).first()
    if taken:
        raise WrongShape(_("The code %(code)s belongs to %(agency)s.") % {"code": taken.code, "agency": taken})
    if len(set(new)) < len(new) or "" in new:
        raise WrongShape(_("Each new agency needs a code of its own."))


def _below(leaving: list[Agency], on: dt.date) -> list[Agency]:
    """What stands below on that day or later, those above first."""
    branches = Q(pk__in=[])
    for agency in leaving:
        branches |= Q(path__startswith=agency.path)
    living = Agency.objects.filter(branches, Q(valid_to=None) | Q(valid_to__gt=on))
    return list(living.exclude(pk__in=[agency.pk for agency in leaving]))


def _check_days(ended: list[Agency], staying: list[Agency], on: dt.date) -> None:
    """Each is there on the day before and after, and nothing of later is recorded that would be lost."""
    for agency in [*ended, *staying]:
        latest = on - dt.timedelta(days=1) if agency in ended else on
        if agency.valid_from > latest or (agency.valid_to is not None and agency.valid_to <= on):
            raise NotThere(
                _("%(agency)s does not exist on %(day)s.") % {"agency": agency, "day": date_format(on, "d/m/Y")}
            )
        if agency.valid_to is not None:
            raise AlreadyChanged(
                _("%(agency)s ends on %(day)s already. Undo that operation first.")
                % {"agency": agency, "day": date_format(agency.valid_to, "d/m/Y")}
            )
    first: Employment | Posting | None = None
    for model in (Employment, Posting):
        late = model.objects.filter(agency__in=ended, starts_on__gte=on)
        first = first or late.select_related("person", "agency").order_by("starts_on", "pk").first()
    if first:
        raise AlreadyChanged(
            _("%(person)s is recorded at %(agency)s from %(day)s. Choose a later day, or move the person first.")
            % {"person": first.person, "agency": first.agency, "day": date_format(first.starts_on, "d/m/Y")}
        )


def _parents(heirs: Iterable[Heir], ended: list[Agency], on: dt.date) -> list[Agency | None]:
    """The agencies above the new ones; None for a root. Raises NotThere and WrongShape."""
    parents: list[Agency | None] = []
    for heir in heirs:
        if not heir.is_new:
            continue
        parent = _found([heir.above])[0] if heir.above else None
        if parent and parent in ended:
            raise WrongShape(_("%(agency)s ends, so nothing can begin below it.") % {"agency": parent})
        if parent and not Agency.objects.at(on).filter(pk=parent.pk).exists():
            raise NotThere(
                _("%(agency)s does not exist on %(day)s.") % {"agency": parent, "day": date_format(on, "d/m/Y")}
            )
        parents.append(parent)
    return parents


def _check_in_charge(by: User, agencies: list[Agency], parents: list[Agency | None]) -> None:
    """An officer shapes what lies below a branch of theirs; the top of a branch is for whoever gave it."""
    if by.is_superuser:
        return
    mine = list(AgencyRole.objects.held_by(by).allowing(Verb.AGENCIES).values_list("agency__path", flat=True))
    inside = all(any(agency.above.startswith(path) for path in mine) for agency in agencies)
    under = all(parent and any(parent.path.startswith(path) for path in mine) for parent in parents)
    if not (inside and under):
        raise NotYourTree(_("You may change agencies only below those that you look after."))


def _beginnings(
    proposal: Proposal, leaving: list[Agency], below: list[Agency]
) -> tuple[list[Beginning], dict[int, str]]:
    """What begins, those above first, and where the people of each agency that ends go."""
    begun = [
        Beginning(
            code=heir.code,
            name=heir.name,
            kind=heir.kind,
            above=heir.above,
            body=leaving[0] if proposal.is_same_body else None,
        )
        for heir in proposal.heirs
        if heir.is_new
    ]
    first = proposal.heirs[0].code if proposal.heirs else ""
    goes = {agency.pk: first for agency in leaving}
    at = {agency.path: first for agency in leaving}
    if below:
        taken = {*Agency.objects.values_list("code", flat=True), *(heir.code for heir in proposal.heirs)}
        for agency in below:
            code = next_code(agency.code, taken)
            taken.add(code)
            begun.append(Beginning(code=code, name=agency.name, kind=agency.kind, above=at[agency.above], body=agency))
            goes[agency.pk] = at[agency.path] = code
    return begun, goes


def next_code(code: str, taken: Collection[str]) -> str:
    """The code of a body that begins anew: “06184”, then “06184~2”, “06184~3”."""
    stem, number = code.partition("~")[0], 2
    while f"{stem}~{number}" in taken:
        number += 1
    return f"{stem}~{number}"


def _people(ended: list[Agency], on: dt.date) -> dict[int, int]:
    found = Employment.objects.at(on).filter(agency__in=ended).order_by().values("agency").annotate(n=Count("pk"))
    return dict(found.values_list("agency", "n"))


def _check_empty(proposal: Proposal, below: list[Agency], people: dict[int, int]) -> None:
    if below and proposal.kind in (Kind.CLOSE, Kind.SPLIT):
        raise StillInUse(_("%(agency)s stands below. Move it under another first.") % {"agency": below[0]})
    if proposal.kind == Kind.CLOSE and (many := sum(people.values())):
        raise StillInUse(
            ngettext(
                "%(count)d person still works there. Transfer that person first.",
                "%(count)d people still work there. Transfer them first.",
                many,
            )
            % {"count": many}
        )


__all__ = ["Beginning", "CannotReorganise", "Foresight", "foresee", "next_code"]
