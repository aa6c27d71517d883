"""Taking an operation on agencies back, as long as nothing stands on it."""

import datetime as dt

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from workforce.models import Agency, AgencyOperation, AgencyRole, Employment, OperationAgency, Succession, Verb
from workforce.reorganising.beside import differing_post, give_posts_and_codes_back
from workforce.reorganising.carrying_out import BATCH, lock_tree
from workforce.reorganising.proposals import CannotUndo, NotYourTree
from workforce.signals import began_anew

Part = OperationAgency.Part


@transaction.atomic
def undo_operation(*, operation: AgencyOperation, by: User, at: dt.datetime) -> AgencyOperation:
    """Take `operation` back: what ended goes on, what began has never been. The operation stays on record.

    Harmless twice: the first undoing stays. Refused once another operation touched the same agencies, or once
    somebody was hired, moved or given rights there. Raises CannotUndo and NotYourTree, and then nothing is written.
    """
    lock_tree()
    operation = AgencyOperation.objects.select_for_update(of=("self",)).get(pk=operation.pk)
    if not may_undo(by, operation):
        raise NotYourTree(_("You may change agencies only below those that you look after."))
    if operation.undone_at is not None:
        return operation
    touched = operation.agencies.values("agency")
    list(Agency.objects.select_for_update(of=("self",)).filter(pk__in=touched))
    _check_last(operation)
    ended, begun = _agencies(operation, Part.ENDED), _agencies(operation, Part.BEGUN)
    _give_people_back(operation, begun)
    give_posts_and_codes_back(operation)
    began_anew.send(sender=AgencyOperation, bodies=_bodies_back(ended, begun), by=by, at=at)
    _give_roles_back(operation, begun)
    Succession.objects.filter(on=operation.on, predecessor__in=ended, successor__in=touched).delete()
    _forget(begun)
    Agency.objects.filter(pk__in=[agency.pk for agency in ended]).update(valid_to=None)
    operation.undone_by, operation.undone_at = by, at
    operation.save(update_fields=["undone_by", "undone_at"])
    log(operation, "workforce.undo_reorganisation", user=by, timestamp=at, data=operation.told)
    return operation


def may_undo(user: User, operation: AgencyOperation) -> bool:
    """Whether `user` may reorganise everything the operation touched."""
    touched = operation.agencies.values("agency")
    strange = Agency.objects.filter(pk__in=touched).exclude(pk__in=Agency.objects.where(user, Verb.AGENCIES).order_by())
    return not strange.exists()


def _check_last(operation: AgencyOperation) -> None:
    later = OperationAgency.objects.filter(
        agency__in=operation.agencies.values("agency"), operation__undone_at=None, operation__pk__gt=operation.pk
    ).exclude(operation=operation)
    found = later.select_related("agency").order_by("pk").first()
    if found:
        raise CannotUndo(_("%(agency)s was changed again since. Undo that first.") % {"agency": found.agency})


def _agencies(operation: AgencyOperation, part: str) -> list[Agency]:
    return [row.agency for row in operation.agencies.filter(part=part).select_related("agency").order_by("pk")]


def _bodies_back(ended: list[Agency], begun: list[Agency]) -> dict[Agency, Agency]:
    before = {agency.path: agency for agency in ended}
    former = {agency: agency.former_paths.split() for agency in begun}
    return {agency: before[paths[-1]] for agency, paths in former.items() if paths and paths[-1] in before}


def _give_people_back(operation: AgencyOperation, begun: list[Agency]) -> None:
    people = User.objects.filter(employments__in=operation.people.values("after"))
    at_a_post = operation.postings.values("before__person")
    touched = User.objects.filter(Q(pk__in=people.values("pk")) | Q(pk__in=at_a_post))
    list(touched.select_for_update(of=("self",)).order_by("pk"))
    carried = list(operation.people.select_related("before__person", "after").order_by("pk"))
    for row in carried:
        if _differs(row.before, row.after, row.ended_on):
            raise CannotUndo(_("%(person)s was changed there since.") % {"person": row.before.person})
    after = [row.after_id for row in carried]
    strange = Employment.objects.filter(agency__in=begun).exclude(pk__in=operation.people.values("after"))
    moved_on = Employment.objects.filter(person__in=people, starts_on__gt=operation.on)
    found = (strange | moved_on).select_related("person").order_by("pk").first() or differing_post(operation, begun)
    if found:
        raise CannotUndo(_("%(person)s was changed there since.") % {"person": found.person})
    operation.people.all().delete()
    try:
        for start in range(0, len(after), BATCH):
            Employment.objects.filter(pk__in=after[start : start + BATCH]).delete()
    except ProtectedError as error:
        raise CannotUndo(_("Something was recorded since that stands on it.")) from error
    before = [row.before for row in carried]
    for row in carried:
        row.before.ends_on = row.ended_on
    Employment.objects.bulk_update(before, ["ends_on"], batch_size=BATCH)


def _differs(before: Employment, after: Employment, ended_on: dt.date | None) -> bool:
    moving = {"id", "agency_id", "starts_on", "ends_on"}
    names = [field.attname for field in Employment._meta.concrete_fields if field.attname not in moving]
    return after.ends_on != ended_on or any(getattr(before, name) != getattr(after, name) for name in names)


def _give_roles_back(operation: AgencyOperation, begun: list[Agency]) -> None:
    """Grants stand as before; one that was taken back meanwhile stays taken back."""
    carried = list(operation.roles.select_related("before", "after").order_by("-after"))
    ours = [row.after_id for row in carried]
    given = AgencyRole.objects.filter(Q(agency__in=begun) | Q(given_from__in=ours)).exclude(pk__in=ours)
    if given.exists():
        raise CannotUndo(_("Rights were given there since."))
    operation.roles.all().delete()
    for row in carried:
        row.before.ends_on, row.before.ended_at = row.ended_on, row.after.ended_at
        row.before.save(update_fields=["ends_on", "ended_at"])
        row.after.delete()


def _forget(begun: list[Agency]) -> None:
    """Those that began have never been; whatever refers to one of them holds them.

    Other operations that touched them have been undone: their own words (`told`) say what they were about.
    """
    OperationAgency.objects.filter(agency__in=begun).delete()
    try:
        for agency in reversed(begun):
            Agency.objects.get(pk=agency.pk).delete()
    except ProtectedError as error:
        raise CannotUndo(_("Something was recorded since that stands on it.")) from error
