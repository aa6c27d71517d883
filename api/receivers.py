"""News of the tree of agencies: a connected system goes along with its body, and is named before the tree changes."""

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from api.models import ApiClient
from workforce.models import Agency, AgencyOperation
from workforce.reorganising.foreseeing import Foresight
from workforce.signals import Consequence, began_anew, foreseen


@receiver(began_anew, sender=AgencyOperation)
def follow_the_branch(bodies: dict[Agency, Agency], by: Any, at: Any, **_more: Any) -> None:
    """A system of a body that goes on under another name or place sees it there. Backwards when that is undone."""
    for before, after in bodies.items():
        for client in ApiClient.objects.select_for_update(of=("self",)).filter(agency=before).order_by("pk"):
            ApiClient.objects.filter(pk=client.pk).update(agency=after)
            data = {"before": before.code, "after": after.code}
            log(client, "api.follow_branch", user=by, timestamp=at, data=data)


@receiver(foreseen, sender=AgencyOperation)
def name_systems(foresight: Foresight, **_more: Any) -> list[Consequence]:
    """The systems of a body that ends: they go along with it, or see nobody any more."""
    found = (
        ApiClient.objects.running().filter(agency__in=foresight.ended).select_related("agency").order_by("name", "pk")
    )
    return [_consequence(client, goes_on=client.agency_id in foresight.bodies) for client in found]


def _consequence(client: ApiClient, *, goes_on: bool) -> Consequence:
    words = {"system": client.name, "agency": client.agency}
    if goes_on:
        text = _("The system “%(system)s” reads %(agency)s, and goes on with it.") % words
    else:
        text = _("The system “%(system)s” reads %(agency)s: from that day it sees nobody. Connect it anew.") % words
    return Consequence(text, reverse("api_clients:index"))
