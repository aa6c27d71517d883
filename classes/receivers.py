"""News of the tree of agencies: classes go along with the body that holds them, and are named before it changes."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import ngettext
from wagtail.log_actions import log

from classes.models import Cohort
from workforce.models import Agency, AgencyOperation
from workforce.reorganising.foreseeing import Foresight
from workforce.signals import Consequence, began_anew, foreseen


@receiver(began_anew, sender=AgencyOperation, dispatch_uid="classes.follow_the_body")
def follow_the_body(bodies: dict[Agency, Agency], by: Any, at: Any, **_more: Any) -> None:
    """Classes that go on are held by the agency as which the body goes on; one that is over stays as it was held.

    Backwards all of them, when the operation is undone: the other agency has never been.
    """
    for before, after in bodies.items():
        goes_back = after.path in before.former_paths.split()
        held = Cohort.objects.select_for_update(of=("self",)).filter(agency=before).order_by("pk")
        for cohort in held if goes_back else held.running():
            Cohort.objects.filter(pk=cohort.pk).update(agency=after)
            data = {"before": before.code, "after": after.code}
            log(cohort, "classes.follow_body", user=by, timestamp=at, data=data)


@receiver(foreseen, sender=AgencyOperation, dispatch_uid="classes.name_classes")
def name_classes(foresight: Foresight, **_more: Any) -> list[Consequence]:
    """Classes that go on at an agency which ends: they go along with the body, or are left to those above."""
    found = Cohort.objects.running().filter(agency__in=foresight.ended).order_by("agency__path")
    held: dict[tuple[int, str], int] = {}
    for agency, name in found.values_list("agency", "agency__name"):
        held[agency, name] = held.get((agency, name), 0) + 1
    return [_consequence(name, many, goes_on=pk in foresight.bodies) for (pk, name), many in held.items()]


def _consequence(agency: str, many: int, *, goes_on: bool) -> Consequence:
    if goes_on:
        text = ngettext(
            "%(agency)s holds %(count)d class, which goes along.",
            "%(agency)s holds %(count)d classes, which go along.",
            many,
        )
    else:
        text = ngettext(
            "%(agency)s holds %(count)d class: from that day only officers above look after it.",
            "%(agency)s holds %(count)d classes: from that day only officers above look after them.",
            many,
        )
    return Consequence(text % {"agency": agency, "count": many})
