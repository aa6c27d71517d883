"""Whose staff an officer may change: asked here, by rosters and by the pages of people."""

import datetime as dt

from accounts.models import User
from kit.alphabet import alphabetical
from workforce.models import Agency, AgencyRole, Verb
from workforce.roles import holds_role


def may_import(person: User) -> bool:
    """Whether `person` looks after the staff of any agency as HR officer or wider."""
    return person.is_superuser or bool(paths_cared_for(person))


def may_import_to(person: User, agency: Agency) -> bool:
    return holds_role(person, agency, at_least=AgencyRole.Role.HR_OFFICER)


def paths_cared_for(person: User) -> list[str]:
    """The branches whose staff `person` may change, as paths of the tree; one query."""
    if person.is_superuser:
        return [""]
    held = AgencyRole.objects.held_by(person).allowing(Verb.STAFF)
    return list(held.values_list("agency__path", flat=True))


def agencies_for(person: User, *, day: dt.date) -> list[Agency]:
    """The agencies of `day` whose staff `person` may change: widest branch first, then by the alphabet."""
    paths = tuple(paths_cared_for(person))
    agencies = [agency for agency in Agency.objects.at(day) if agency.path.startswith(paths)]
    return sorted(agencies, key=lambda agency: (agency.depth, alphabetical(agency.name)))
