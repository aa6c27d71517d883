"""What the bar at the top offers to this visitor."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.devices import device_tag
from accounts.models import User
from certificates.models import Issuer
from certificates.officer_signing import is_officer
from courses.models import Teaching
from workforce.models import AgencyRole

# A change of groups shows in the bar after so many seconds; the doors themselves ask each time.
BAR_KEPT_SECONDS = 60


@dataclass(frozen=True)
class Doors:
    """Which links the bar shows."""

    agencies: bool = False
    teaching: bool = False
    signing: bool = False
    administration: bool = False
    register: bool = False


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: `doors`, asked of the cache only when a template asks; whose things a device may show."""
    # Whoever is refused at the gate (a wrong host) is nobody yet.
    person: Any = getattr(request, "user", AnonymousUser())
    return {
        "device_person": SimpleLazyObject(lambda: device_tag(person) if person.is_authenticated else ""),
        "province": settings.PROVINCE_NAME,
        "doors": SimpleLazyObject(lambda: doors_for(person) if person.is_authenticated else Doors()),
    }


def doors_key(person_id: int) -> str:
    return f"doors:{person_id}"


def doors_for(person: User) -> Doors:
    key = doors_key(person.pk)
    kept = cache.get(key)
    if kept is None:
        agencies = person.is_superuser or AgencyRole.objects.held_by(person).exists()
        kept = Doors(
            agencies=agencies,
            signing=is_officer(person),
            teaching=person.is_superuser or Teaching.objects.held_by(person).exists(),
            administration=person.has_perm("wagtailadmin.access_admin"),
            register=Issuer.objects.kept_by(person).exists(),
        )
        cache.set(key, kept, BAR_KEPT_SECONDS)
    return kept
