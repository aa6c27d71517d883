"""News of the tree of agencies: targets and assignments of a branch follow it, and are named before it changes."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from coverage.models import Assignment, AssignmentVersion, Target, TargetVersion
from workforce.models import Agency, AgencyOperation
from workforce.reorganising.foreseeing import Foresight
from workforce.reorganising.proposals import CannotUndo
from workforce.signals import Consequence, began_anew, foreseen


@receiver(began_anew, sender=AgencyOperation)
def follow_the_branch(bodies: dict[Agency, Agency], by: Any, at: Any, **_more: Any) -> None:
    """A target or assignment of one branch is from now on asked of the agency as which that goes on, which includes
    its past: so no figure of any earlier day changes. The same backwards, when the operation is undone."""
    for before, after in bodies.items():
        goes_back = after.path in before.former_paths.split()
        if goes_back and TargetVersion.objects.filter(rule__branch=before.code).exists():
            raise CannotUndo(_("How a target is counted there was changed since."))
        for target in Target.objects.select_for_update(of=("self",)).filter(branch=before).order_by("pk"):
            Target.objects.filter(pk=target.pk).update(branch=after)
            data = {"before": before.code, "after": after.code}
            log(target, "coverage.follow_branch", user=by, timestamp=at, data=data)
        for assignment in Assignment.objects.select_for_update(of=("self",)).filter(agency=before).order_by("pk"):
            Assignment.objects.filter(pk=assignment.pk).update(agency=after)
            data = {"before": before.code, "after": after.code}
            log(assignment, "coverage.follow_branch", user=by, timestamp=at, data=data)


@receiver(foreseen, sender=AgencyOperation)
def name_targets(foresight: Foresight, **_more: Any) -> list[Consequence]:
    """The targets of a branch that ends: they go along with the body, or have to be set anew."""
    found = Target.objects.filter(branch__in=foresight.ended).select_related("branch").order_by("code")
    return [_consequence(target, goes_on=target.branch_id in foresight.bodies) for target in found]


def _consequence(target: Target, *, goes_on: bool) -> Consequence:
    words = {"target": target.code, "agency": target.branch}
    if goes_on:
        text = _("%(target)s is about %(agency)s only, and goes on with it.") % words
    else:
        text = _("%(target)s is about %(agency)s only: from that day it counts nobody. Change it afterwards.") % words
    return Consequence(text, reverse("coverage:target", args=[target.code]))


@receiver(foreseen, sender=AgencyOperation)
def name_assignments(foresight: Foresight, **_more: Any) -> list[Consequence]:
    """What people of a branch that ends are bound to learn: it goes along with the body, or binds nobody any more."""
    running = Assignment.objects.running(foresight.proposal.on).filter(agency__in=foresight.ended)
    versions = AssignmentVersion.objects.at(foresight.proposal.on).filter(assignment__in=running)
    found = versions.select_related("course", "assignment__agency").order_by("assignment")
    return [_bound(version, goes_on=version.assignment.agency_id in foresight.bodies) for version in found]


def _bound(version: AssignmentVersion, *, goes_on: bool) -> Consequence:
    words = {"course": version.course, "agency": version.assignment.agency}
    if goes_on:
        text = _("The people of %(agency)s must learn “%(course)s”; that goes on.") % words
    else:
        said = _("The people of %(agency)s must learn “%(course)s”: from that day nobody is bound. Assign it anew.")
        text = said % words
    return Consequence(text, reverse("coverage:assignment", args=[version.assignment_id]))
