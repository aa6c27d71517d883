"""What we do when courses have news."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from certificates.issuing import decide_to_issue, decide_to_issue_many
from certificates.models import Issuer
from courses.models import Completion
from courses.signals import completions_recorded, course_completed
from workforce.models import AgencyOperation
from workforce.reorganising.foreseeing import Foresight
from workforce.signals import Consequence, foreseen


@receiver(course_completed, dispatch_uid="certificates.decide")
def decide(completion: Completion, **_more: Any) -> None:
    decide_to_issue(completion=completion, at=completion.completed_at)


@receiver(completions_recorded, dispatch_uid="certificates.decide_many")
def decide_many(completions: list[Completion], **_more: Any) -> None:
    decide_to_issue_many(completions=completions, at=completions[0].completed_at)


@receiver(foreseen, sender=AgencyOperation, dispatch_uid="certificates.name_issuers")
def name_issuers(foresight: Foresight, **_more: Any) -> list[Consequence]:
    """Who issues in the name of an agency that ends: what stands at the head of papers is for a person to change."""
    found = Issuer.objects.filter(agency__in=foresight.ended).select_related("agency").order_by("pk")
    return [_consequence(issuer, goes_on=issuer.agency_id in foresight.bodies) for issuer in found]


def _consequence(issuer: Issuer, *, goes_on: bool) -> Consequence:
    words = {"agency": issuer.agency}
    if goes_on:
        text = _("%(agency)s issues certificates and goes on doing so. Change the words at their head on that day.")
    else:
        text = _("%(agency)s issues certificates: choose another issuer for its courses. Those it issued stay valid.")
    return Consequence(text % words)
