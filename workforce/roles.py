"""Who may look after whom: agency roles, granted and ended, never deleted."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from workforce.models import Agency, AgencyRole, AgencyRoleQuerySet

# How much a role allows: a head of unit looks, an HR officer also changes, a provincial officer also sets targets.
WIDTH = {AgencyRole.Role.UNIT_HEAD: 1, AgencyRole.Role.HR_OFFICER: 2, AgencyRole.Role.PROVINCIAL_OFFICER: 3}


class NotYoursToGrant(Exception):
    """Nobody hands on more than they hold."""


def holds_role(user: User, agency: Agency, *, at_least: str = AgencyRole.Role.UNIT_HEAD) -> bool:
    """Whether `user` holds a role of that width or wider over `agency`, at it or at an agency above it."""
    return user.is_superuser or _roles_over(user, agency).filter(role__in=roles_at_least(at_least)).exists()


def roles_at_least(role: str) -> list[str]:
    """`role` and every wider one."""
    return [other for other, width in WIDTH.items() if width >= WIDTH[AgencyRole.Role(role)]]


def _roles_over(user: User, agency: Agency) -> AgencyRoleQuerySet:
    steps = range(Agency.steplen, len(agency.path) + 1, Agency.steplen)
    return AgencyRole.objects.held_by(user).filter(agency__path__in=[agency.path[:end] for end in steps])


@transaction.atomic
def grant_role(*, person: User, agency: Agency, role: str, by: User, at: dt.datetime) -> AgencyRole:
    """Let `person` look after `agency` and everything below it. Harmless twice: the role held is returned.

    `by` must hold a role at least as wide over that agency, or be a superuser. Raises NotYoursToGrant.
    """
    # Locked, so that a grantor whose own role ends at this moment comes either before or after.
    list(AgencyRole.objects.select_for_update(of=("self",)).filter(person__in=[person, by], ended_at=None))
    if not holds_role(by, agency, at_least=role):
        raise NotYoursToGrant(
            _("You cannot give this role at %(agency)s: you do not hold as much there yourself.") % {"agency": agency}
        )
    held = AgencyRole.objects.held_by(person).filter(agency=agency, role=role).first()
    if held:
        return held
    granted = AgencyRole.objects.create(person=person, agency=agency, role=role, granted_by=by, granted_at=at)
    log(granted, "workforce.grant_role", user=by, timestamp=at, data={"role": role, "agency": agency.code})
    return granted


@transaction.atomic
def end_role(*, role: AgencyRole, by: User, at: dt.datetime) -> AgencyRole:
    """End a role; the row stays. Harmless twice: the first end stays.

    Those who could grant it may end it, and the holder may lay it down. Raises NotYoursToGrant.
    """
    role = AgencyRole.objects.select_for_update(of=("self",)).select_related("agency").get(pk=role.pk)
    if by.pk != role.person_id and not holds_role(by, role.agency, at_least=role.role):
        raise NotYoursToGrant(
            _("You cannot end this role at %(agency)s: you do not hold as much there yourself.")
            % {"agency": role.agency}
        )
    if role.ended_at is None:
        _end(role, by=by, at=at)
    return role


def end_roles_on_leaving(*, person: User, left: Agency | None, by: User, at: dt.datetime) -> None:
    """End the roles of someone who leaves: those over `left` and below it, or all when `left` is None.

    Called by the functions that move people, inside their transaction; harmless twice.
    """
    held = AgencyRole.objects.select_for_update(of=("self",)).filter(person=person, ended_at=None)
    if left is not None:
        held = held.filter(agency__path__startswith=left.path)
    for role in held:
        _end(role, by=by, at=at)


def _end(role: AgencyRole, *, by: User, at: dt.datetime) -> None:
    role.ended_at = at
    role.save(update_fields=["ended_at"])
    log(role, "workforce.end_role", user=by, timestamp=at, data={"role": role.role, "agency": role.agency.code})
