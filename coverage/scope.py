"""Which agencies a person may ask about: the branches where they hold a role today."""

import datetime as dt
import logging
from collections.abc import Iterable

from accounts.models import User
from kit.alphabet import alphabetical
from workforce.models import Agency, AgencyRole, Verb

logger = logging.getLogger(__name__)


class OutsideYourBranches(Exception):
    """The agency does not exist or is not the person's to see; which of the two is not told."""


def oversees(user: User) -> bool:
    """Whether `user` looks after the people of any agency."""
    return user.is_superuser or bool(grants_of(user))


def grants_of(user: User) -> list[AgencyRole]:
    """By which grants `user` sees people, with the agency of each. One query."""
    held = AgencyRole.objects.held_by(user).allowing(Verb.SEE)
    return list(held.select_related("agency").order_by("pk"))


def may_export(user: User, grants: Iterable[AgencyRole], agency: Agency | None) -> bool:
    """Whether one of `grants` lets `user` take lists of `agency` out as files. No query."""
    return user.is_superuser or allow(grants, Verb.EXPORT, agency)


def allow(grants: Iterable[AgencyRole], verb: str, agency: Agency | None) -> bool:
    """Whether one of `grants` brings `verb` along in `agency`. No query."""
    over = (grant for grant in grants if agency and agency.path.startswith(grant.agency.path))
    return any(verb in grant.verbs for grant in over)


def agencies_of(user: User, grants: Iterable[AgencyRole], *, day: dt.date) -> list[Agency]:
    """The agencies of `day` that `user` may ask about: widest branch first, then by the alphabet.

    `grants` are those of grants_of. One query.
    """
    agencies = (Agency.objects.all() if user.is_superuser else Agency.objects.granted(grants)).at(day)
    return sorted(agencies, key=lambda agency: (agency.depth, alphabetical(agency.name)))


def find_agency(user: User, code: str, *, among: list[Agency]) -> Agency | None:
    """The agency called `code`, or without a code the first `among` those that `user` may choose.

    An agency that ended, or had not begun, may be asked for by its code. None when there is
    nothing to choose from, as on a site without agencies. Raises OutsideYourBranches, and writes
    the attempt down.
    """
    mine = next((agency for agency in among if code in ("", agency.code)), None)
    if mine or not code:
        return mine or Agency.objects.visible_to(user).order_by("depth", "path").first()
    found = Agency.objects.visible_to(user).filter(code=code).first()
    if found is None:
        logger.warning("person %s asked for agency %r outside their branches", user.pk, code)
        raise OutsideYourBranches
    return found
