"""Who may look after whom: grants of a role over a branch, given and ended, never deleted (decision 0041)."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from workforce.models import Agency, AgencyRole, AgencyRoleQuerySet, Verb
from workforce.models.verbs import VERBS_OF, read, written

# How much a role allows: a head of unit looks, an HR officer also changes, a provincial officer also sets targets.
WIDTH = {AgencyRole.Role.UNIT_HEAD: 1, AgencyRole.Role.HR_OFFICER: 2, AgencyRole.Role.PROVINCIAL_OFFICER: 3}
# What a role of that width is asked for: who has a role without that verb does not hold it.
MEANT_BY = {
    AgencyRole.Role.UNIT_HEAD: Verb.SEE,
    AgencyRole.Role.HR_OFFICER: Verb.STAFF,
    AgencyRole.Role.PROVINCIAL_OFFICER: Verb.RULES,
}


class NotYoursToGrant(Exception):
    """Nobody hands on more than they hold."""


class DatesOutOfOrder(NotYoursToGrant):
    """A grant would end before it begins, or last longer than the one it is given from."""


def may(user: User, verb: str, agency: Agency) -> bool:
    """Whether `user` may do what `verb` says in `agency`, today: by a grant over it or over an agency above it."""
    return user.is_superuser or grants_over(user, agency).allowing(verb).exists()


def may_anywhere(user: User, verb: str) -> bool:
    """Whether `user` may do what `verb` says in any branch, today."""
    return user.is_superuser or AgencyRole.objects.held_by(user).allowing(verb).exists()


def holds_role(user: User, agency: Agency, *, at_least: str = AgencyRole.Role.UNIT_HEAD) -> bool:
    """Whether `user` holds a role of that width or wider over `agency`, at it or at an agency above it."""
    wide = grants_over(user, agency).filter(role__in=roles_at_least(at_least))
    return user.is_superuser or wide.allowing(MEANT_BY[AgencyRole.Role(at_least)]).exists()


def roles_at_least(role: str) -> list[str]:
    """`role` and every wider one."""
    return [other for other, width in WIDTH.items() if width >= WIDTH[AgencyRole.Role(role)]]


def grants_over(user: User, agency: Agency) -> AgencyRoleQuerySet:
    """What `user` holds today at `agency` or above it; an earlier place of a body counts as the body."""
    above = [agency.path[:end] for end in range(Agency.steplen, len(agency.path) + 1, Agency.steplen)]
    here = Q(agency__path__in=above)
    if agency.valid_to is not None:
        for path in above:
            here |= Q(agency__former_paths__contains=f" {path} ")
    return AgencyRole.objects.held_by(user).filter(here)


@transaction.atomic
def grant_role(
    *,
    person: User,
    agency: Agency,
    role: str,
    by: User,
    at: dt.datetime,
    withheld: Iterable[str] = (),
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> AgencyRole:
    """Let `person` look after `agency` and everything below it, with the verbs of `role` but those withheld.

    Harmless twice: the role held is returned. `by` must hold a grant that may be given on (Verb.GRANT), over that
    agency or one above, with every verb of the new one and for as long; or be a superuser. When that grant is taken
    back, so is this. Raises NotYoursToGrant.
    """
    # Locked, so that a grantor whose own role ends at this moment comes either before or after.
    list(AgencyRole.objects.select_for_update(of=("self",)).filter(person__in=[person, by], ended_at=None))
    kept_back = written(set(withheld) & VERBS_OF[role])
    source = _source(by, agency, verbs=VERBS_OF[role] - read(kept_back), until=ends_on)
    if starts_on and ends_on and ends_on <= starts_on:
        raise DatesOutOfOrder(_("The last day must come after the first."))
    held = AgencyRole.objects.filter(person=person, agency=agency, role=role, ended_at=None).first()
    if held and not _has_run_out(held, at):
        return held
    if held:
        _end(held, by=by, at=at)
    granted = AgencyRole.objects.create(
        person=person,
        agency=agency,
        role=role,
        withheld=kept_back,
        starts_on=starts_on,
        ends_on=ends_on,
        given_from=source,
        granted_by=by,
        granted_at=at,
    )
    data = {"role": role, "agency": agency.code, "verbs": sorted(granted.verbs)}
    log(granted, "workforce.grant_role", user=by, timestamp=at, data=data)
    return granted


def verbs_to_give(user: User, agency: Agency) -> list[frozenset[str]]:
    """What `user` may hand on at `agency`: for each grant that may be given on, its verbs."""
    if user.is_superuser:
        return [frozenset(Verb)]
    return [grant.verbs for grant in grants_over(user, agency).allowing(Verb.GRANT).order_by("pk")]


def _source(by: User, agency: Agency, *, verbs: frozenset[str], until: dt.date | None) -> AgencyRole | None:
    """The grant out of which `by` gives `verbs` at `agency` until a day; None for a superuser."""
    if by.is_superuser:
        return None
    wide = [grant for grant in grants_over(by, agency).allowing(Verb.GRANT).order_by("pk") if verbs <= grant.verbs]
    long = [grant for grant in wide if grant.ends_on is None or (until is not None and until <= grant.ends_on)]
    if wide and not long:
        raise DatesOutOfOrder(_("You cannot give this role for longer than you hold your own."))
    if not long:
        raise NotYoursToGrant(
            _("You cannot give this role at %(agency)s: you do not hold as much there yourself.") % {"agency": agency}
        )
    return long[0]


def _has_run_out(role: AgencyRole, at: dt.datetime) -> bool:
    return role.ends_on is not None and role.ends_on <= at.date()


@transaction.atomic
def end_role(*, role: AgencyRole, by: User, at: dt.datetime) -> AgencyRole:
    """Take a grant back, and with it everything that was given on from it; the rows stay.

    Harmless twice: the first end stays. Those who could grant it may end it, and the holder may lay it down.
    Raises NotYoursToGrant.
    """
    role = AgencyRole.objects.select_for_update(of=("self",)).select_related("agency").get(pk=role.pk)
    if not may_end(by, role):
        raise NotYoursToGrant(
            _("You cannot end this role at %(agency)s: you do not hold as much there yourself.")
            % {"agency": role.agency}
        )
    if role.ended_at is None:
        _end_with_what_was_given_on(role, by=by, at=at)
    return role


def may_end(user: User, role: AgencyRole) -> bool:
    """Whether `user` may take `role` back: the holder, and whoever could give it."""
    return user.pk == role.person_id or any(role.verbs <= verbs for verbs in verbs_to_give(user, role.agency))


def end_roles_on_leaving(*, person: User, left: Agency | None, by: User, at: dt.datetime) -> None:
    """End the roles of someone who leaves: those over `left` and below it, or all when `left` is None.

    What that person gave on stays with its holders, from now on out of the grant it came from: nobody lost trust,
    and who gave to the person who leaves holds no less. Called by the functions that move people, inside their
    transaction; harmless twice.
    """
    held = AgencyRole.objects.select_for_update(of=("self",)).filter(person=person, ended_at=None)
    if left is not None:
        held = held.filter(agency__path__startswith=left.path)
    for role in held.order_by("pk"):
        AgencyRole.objects.filter(given_from=role, ended_at=None).update(given_from=role.given_from_id)
        _end(role, by=by, at=at)


def _end_with_what_was_given_on(role: AgencyRole, *, by: User, at: dt.datetime) -> None:
    ending = [role]
    while ending:
        for one in ending:
            _end(one, by=by, at=at)
        given = AgencyRole.objects.select_for_update(of=("self",)).filter(given_from__in=ending, ended_at=None)
        ending = list(given.select_related("agency").order_by("pk"))


def _end(role: AgencyRole, *, by: User, at: dt.datetime) -> None:
    role.ended_at = at
    role.save(update_fields=["ended_at"])
    log(role, "workforce.end_role", user=by, timestamp=at, data={"role": role.role, "agency": role.agency.code})
