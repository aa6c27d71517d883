"""The one function that merges, splits, renames, moves and closes agencies."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from kit.confidence import Confidence
from workforce.models import (
    Agency,
    AgencyOperation,
    AgencyRole,
    Employment,
    OperationAgency,
    OperationPerson,
    OperationRole,
    Succession,
)
from workforce.reorganising.beside import carry_codes, carry_posts, codes_along, concerned, goes_to
from workforce.reorganising.foreseeing import Beginning, Foresight, foresee
from workforce.reorganising.proposals import Proposal, WrongShape
from workforce.signals import began_anew

Part = OperationAgency.Part
BATCH = 500


@transaction.atomic
def reorganise(proposal: Proposal, *, by: User, at: dt.datetime) -> AgencyOperation:
    """Carry out `proposal`: agencies end, others begin, people and rights go along as `foresee` says.

    Not harmless twice: the second time the agencies no longer exist on that day, and NotThere is raised. Raises
    CannotReorganise, and then nothing is written.
    """
    lock_tree()
    first = foresee(proposal, by=by)
    # A hire into one of them comes before this or waits for it; so it is looked at again, and then people are held.
    _lock([*first.ended, *first.heirs])
    seen = foresee(proposal, by=by)
    operation = AgencyOperation.objects.create(
        kind=proposal.kind, on=proposal.on, document=proposal.document, made_by=by, made_at=at
    )
    places = {agency.code: agency for agency in (*seen.tops, *seen.heirs)}
    for beginning in seen.begun:
        places[beginning.code] = _begin(beginning, places, proposal)
    Agency.objects.filter(pk__in=[agency.pk for agency in seen.ended]).update(valid_to=proposal.on)
    _write_down(operation, seen, places)
    # Whoever writes about one of these people comes before this or waits for it.
    list(User.objects.select_for_update(of=("self",)).filter(concerned(seen)).order_by("pk"))
    codes = codes_along(seen)
    moved = _carry_people(operation, seen, places)
    carry_codes(operation, codes, places)
    posts = carry_posts(operation, seen, places)
    _carry_roles(operation, seen, places, at=at)
    beside = {"posts": posts, "codes": len(codes.going), "codes_left": list(codes.clashing)}
    operation.told = _told(seen, moved) | beside
    operation.save(update_fields=["told"])
    log(operation, "workforce.reorganise", user=by, timestamp=at, data={"kind": proposal.kind, **operation.told})
    bodies = {agency: places[seen.bodies[agency.pk]] for agency in seen.ended if agency.pk in seen.bodies}
    began_anew.send(sender=AgencyOperation, bodies=bodies, by=by, at=at)
    return operation


def lock_tree() -> None:
    """Wait for whoever is changing the tree: operations come one after the other."""
    list(Agency.objects.select_for_update(of=("self",)).filter(depth=1))


def _lock(agencies: Iterable[Agency]) -> None:
    list(Agency.objects.select_for_update(of=("self",)).filter(pk__in=[agency.pk for agency in agencies]))


def _begin(beginning: Beginning, places: dict[str, Agency], proposal: Proposal) -> Agency:
    body = beginning.body
    agency = Agency(
        code=beginning.code,
        name=beginning.name,
        kind=beginning.kind,
        valid_from=proposal.on,
        confidence=Confidence.CONFIRMED,
        note=proposal.document,
        former_paths=f"{body.former_paths or ' '}{body.path} " if body else "",
    )
    if not beginning.above:
        return Agency.add_root(instance=agency)
    # Read again: treebeard counts the children in the row.
    above = places.get(beginning.above)
    parent = Agency.objects.get(pk=above.pk) if above else Agency.objects.get(code=beginning.above)
    return parent.add_child(instance=agency)


def _write_down(operation: AgencyOperation, seen: Foresight, places: dict[str, Agency]) -> None:
    """Which agencies took part, and who succeeded whom."""
    begun = [places[beginning.code] for beginning in seen.begun]
    parts = [(Part.ENDED, seen.ended), (Part.BEGUN, begun), (Part.HEIR, seen.heirs)]
    OperationAgency.objects.bulk_create(
        [
            OperationAgency(operation=operation, agency=agency, part=part)
            for part, agencies in parts
            for agency in agencies
        ]
    )
    heirs = [heir.code for heir in seen.proposal.heirs]
    Succession.objects.bulk_create(
        [
            Succession(predecessor=ended, successor=places[code], on=operation.on, document=operation.document)
            for ended in seen.ended
            for code in (heirs if ended in seen.tops else [seen.goes[ended.pk]])
        ]
    )


def _carry_people(operation: AgencyOperation, seen: Foresight, places: dict[str, Agency]) -> int:
    """Close the employments that run on the day and begin the next, with all that is known of each."""
    on, running = operation.on, Employment.objects.filter(agency__in=seen.ended).at(operation.on)
    jobs = list(running.select_related("person").order_by("pk"))
    _check_heirs(seen)
    ends = {job.pk: job.ends_on for job in jobs}
    for start in range(0, len(jobs), BATCH):
        part = [job.pk for job in jobs[start : start + BATCH]]
        Employment.objects.filter(pk__in=part).update(ends_on=on)
    after = [_next(job, agency=places[goes_to(seen, job.person, job.agency_id)], on=on) for job in jobs]
    Employment.objects.bulk_create(after, batch_size=BATCH)
    OperationPerson.objects.bulk_create(
        [
            OperationPerson(operation=operation, before=before, after=then, ended_on=ends[before.pk])
            for before, then in zip(jobs, after, strict=True)
        ],
        batch_size=BATCH,
    )
    return len(jobs)


def _check_heirs(seen: Foresight) -> None:
    """Whoever the officer sends to another heir than the first goes to one of them. Raises WrongShape."""
    heirs = {heir.code for heir in seen.proposal.heirs}
    unknown = [code for code in seen.proposal.people.values() if code not in heirs]
    if unknown:
        raise WrongShape(_("%(code)s is not one of those that take over.") % {"code": unknown[0]})


def _next(job: Employment, *, agency: Agency, on: dt.date) -> Employment:
    """The same employment going on in another agency."""
    kept = {field.attname: getattr(job, field.attname) for field in job._meta.concrete_fields if not field.primary_key}
    return Employment(**{**kept, "agency_id": agency.pk, "starts_on": on})


def _carry_roles(operation: AgencyOperation, seen: Foresight, places: dict[str, Agency], *, at: dt.datetime) -> None:
    """Grants over a body that goes on end on the day and go on with it. Those over others end with their agency."""
    anew: dict[int, AgencyRole] = {}
    for role in seen.roles:  # what was given on has a higher number than what it was given from
        code = seen.bodies.get(role.agency_id)
        if code is None:
            continue
        anew[role.pk] = AgencyRole.objects.create(
            person_id=role.person_id,
            agency=places[code],
            role=role.role,
            withheld=role.withheld,
            starts_on=max(operation.on, role.starts_on or operation.on),
            ends_on=role.ends_on,
            given_from_id=anew[role.given_from_id].pk if role.given_from_id in anew else role.given_from_id,
            granted_by_id=role.granted_by_id,
            granted_at=at,
        )
        OperationRole.objects.create(operation=operation, before=role, after=anew[role.pk], ended_on=role.ends_on)
    begun_before = AgencyRole.objects.filter(pk__in=anew).exclude(starts_on__gte=operation.on)
    begun_before.update(ends_on=operation.on)


def _told(seen: Foresight, moved: int) -> dict[str, object]:
    """The operation in a few words, for the log and for when it has been undone."""
    return {
        "on": seen.proposal.on.isoformat(),
        "ended": [[agency.code, agency.name] for agency in seen.ended],
        "begun": [[beginning.code, beginning.name] for beginning in seen.begun],
        "heirs": [[agency.code, agency.name] for agency in seen.heirs],
        "people": moved,
    }
