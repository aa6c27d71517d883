"""What a person can do beside what the position asks for, by domain of the national framework."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Q

from accounts.models import User
from competency.models import Domain, Evidence, Requirement
from workforce.models import Employment

NATIONAL_FRAMEWORK = "tt02-2025"


@dataclass(frozen=True, kw_only=True)
class DomainProfile:
    """One domain (miền năng lực): the highest level held and the highest asked for, counted from 1; 0 for none."""

    domain_id: int
    code: str
    name: str
    held: int
    required: int

    @property
    def missing(self) -> int:
        """How many levels are missing to what the position asks for."""
        return max(0, self.required - self.held)


def profile_of(person: User, day: dt.date) -> list[DomainProfile]:
    """The profile of `person` on `day`: every domain of the national framework in order. Three queries.

    A domain stands as high as its best proven competency; its requirement is the highest that the
    position held on that day asks for among its competencies. Without an employment nothing is asked.
    """
    domains = Domain.objects.filter(framework__code=NATIONAL_FRAMEWORK).order_by("order")
    held = dict(
        Evidence.objects.at(day)
        .filter(person=person, competency__domain__framework__code=NATIONAL_FRAMEWORK)
        .values_list("competency__domain")
        .annotate(Max("level__order"))
    )
    positions = Employment.objects.at(day).filter(person=person).values("position")
    required = dict(
        Requirement.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=day),
            valid_from__lte=day,
            position__in=positions,
            competency__domain__framework__code=NATIONAL_FRAMEWORK,
        )
        .values_list("competency__domain")
        .annotate(Max("level__order"))
    )
    return [
        DomainProfile(
            domain_id=domain.pk,
            code=domain.code,
            name=domain.name,
            held=held.get(domain.pk, 0),
            required=required.get(domain.pk, 0),
        )
        for domain in domains
    ]
