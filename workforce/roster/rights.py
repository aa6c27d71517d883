"""Whose staff an officer may change: asked here, by rosters and by the pages of people."""

import datetime as dt

from accounts.models import User
from kit.alphabet import alphabetical
from workforce.models import Agency, AgencyRole, Verb
from workforce.roles import may


def may_import(person: User) -> bool:
    """Whether `person` looks after the staff of any agency as HR officer or wider."""
    return person.is_superuser or bool(paths_cared_for(person))


def may_import_to(person: User, agency: Agency) -> bool:
    return may(person, Verb.STAFF, agency)


def paths_cared_for(person: User) -> list[str]:
    """The branches whose staff `person` may change, as paths of the tree; one query."""
    if person.is_superuser:
        return [""]
    held = AgencyRole.objects.held_by(person).allowing(Verb.STAFF)
    return list(held.values_list("agency__path", flat=True))


def branches_cared_for(person: User) -> list[str]:
    """`paths_cared_for`, and where those bodies stood before they were moved or renamed; one query."""
    if person.is_superuser:
        return [""]
    held = AgencyRole.objects.held_by(person).allowing(Verb.STAFF)
    places = held.values_list("agency__path", "agency__former_paths")
    return [root for path, former in places for root in (path, *former.split())]


def agencies_for(person: User, *, day: dt.date) -> list[Agency]:
    """The agencies of `day` whose staff `person` may change: widest branch first, then by the alphabet."""
    return sorted(
        Agency.objects.where(person, Verb.STAFF).at(day), key=lambda agency: (agency.depth, alphabetical(agency.name))
    )
