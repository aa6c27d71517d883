"""Whose assignments a person may see, and whose they may make, change and end."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from accounts.models import User
from coverage.models import Assignment, Exemption, ExemptionQuerySet
from coverage.scope import grants_of
from kit.alphabet import alphabetical
from workforce.models import Agency, AgencyRole, Verb, lies_in
from workforce.roles import may


def may_assign(user: User, agency: Agency) -> bool:
    """Whether `user` may bind the people of `agency`: HR officers there or above it; a head of unit only looks."""
    return may(user, Verb.ASSIGN, agency)


def agencies_to_assign(user: User, *, day: dt.date) -> list[Agency]:
    """The agencies of `day` whose people `user` may bind: widest branch first, then by the alphabet."""
    agencies = Agency.objects.where(user, Verb.ASSIGN).at(day)
    return sorted(agencies, key=lambda agency: (agency.depth, alphabetical(agency.name)))


def assignments_of(user: User, grants: Sequence[AgencyRole] = ()) -> "QuerySet[Assignment]":
    """Assignments made in the branches `user` looks after, and those made above that bind their people too.

    `grants` are those by which `user` sees people (coverage.scope.grants_of), where they have been read already.
    """
    seen = Assignment.objects.select_related("agency", "target")
    if user.is_superuser:
        return seen
    mine = Q(pk__in=[])
    for grant in grants or grants_of(user):
        mine |= lies_in(grant.agency, "agency__") | Q(agency__path__in=grant.agency.line)
    return seen.filter(mine)


def agency_of(user: User, assignment: Assignment, *, code: str, day: dt.date) -> Agency | None:
    """The agency called `code` in which `user` may look at `assignment`; None when it is not theirs to see.

    Without a code it is the widest: the assignment's own, or the branch of theirs that lies below it.
    """
    visible = Agency.objects.visible_to(user).filter(lies_in(assignment.agency))
    if code:
        return visible.filter(code=code).first()
    return visible.at(day).order_by("depth", "path").first() or visible.order_by("depth", "path").first()


def may_exempt(user: User, person: User, *, day: dt.date) -> bool:
    """Whether `user` may let `person` off: HR officers where the person works on `day`, or above. Nobody themselves."""
    job = person.employments.at(day).select_related("agency").first()
    return job is not None and user.pk != person.pk and may_assign(user, job.agency)


def exemptions_of(user: User) -> ExemptionQuerySet:
    """Exemptions from assignments that `user` may see, of people who work where `user` looks."""
    people = Agency.objects.visible_to(user)
    return Exemption.objects.filter(
        assignment__in=assignments_of(user), person__employments__agency__in=people
    ).distinct()
