"""What the bar at the top offers to this visitor, and the one below it on the pages of an agency."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.devices import device_tag
from accounts.models import User
from certificates.models import Issuer
from certificates.officer_signing import is_officer
from courses.models import Teaching
from workforce.models import AgencyRole, Verb

# Where the pages of an agency lie: each has the bar that leads to the others.
UNIT_PREFIXES = ("/don-vi/", "/co-quan/", "/nhan-su/", "/lop-hoc/")
# A change of groups shows in the bar after so many seconds; the doors themselves ask each time.
BAR_KEPT_SECONDS = 60


@dataclass(frozen=True)
class Doors:
    """Which links the bar shows."""

    agencies: bool = False
    staff: bool = False
    teaching: bool = False
    signing: bool = False
    administration: bool = False
    register: bool = False


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: `doors`, asked of the cache only when a template asks; whose things a device may show."""
    # Whoever is refused at the gate (a wrong host) is nobody yet.
    person: Any = getattr(request, "user", AnonymousUser())
    doors: Any = SimpleLazyObject(lambda: doors_for(person) if person.is_authenticated else Doors())
    return {
        "device_person": SimpleLazyObject(lambda: device_tag(person) if person.is_authenticated else ""),
        "province": settings.PROVINCE_NAME,
        "doors": doors,
        "unit": SimpleLazyObject(lambda: unit_places(request.path, doors)),
    }


@dataclass(frozen=True)
class Place:
    """One page of the bar of an agency."""

    label: str
    url: str
    is_here: bool


def unit_places(path: str, doors: Doors) -> list[Place]:
    """The bar below the top, for who looks after an agency and is on one of its pages; otherwise nothing."""
    if not path.startswith(UNIT_PREFIXES) or not doors.agencies:
        return []
    rows = [
        (_("Targets"), reverse("coverage:index"), ("/don-vi/chi-tieu/", "/don-vi/cach-tinh/")),
        (_("Assignments"), reverse("coverage:assignments"), ()),
        (_("Classes"), reverse("classes:cohorts"), ()),
        (_("Reports"), reverse("coverage:reports"), ()),
        (_("Papers from elsewhere"), reverse("coverage:papers"), ()),
        (_("Training hours"), reverse("coverage:hours"), ()),
        *([(_("Staff"), reverse("people:people"), ("/nhan-su/",))] if doors.staff else []),
        (_("Away from work"), reverse("coverage:absences"), ()),
        (_("Agency tree"), reverse("workforce:tree"), ()),
    ]
    top = reverse("coverage:index")
    return [
        Place(label, url, path == url or path.startswith(more) or (url != top and path.startswith(url)))
        for label, url, more in rows
    ]


def doors_key(person_id: int) -> str:
    return f"doors:{person_id}"


def doors_for(person: User) -> Doors:
    key = doors_key(person.pk)
    kept = cache.get(key)
    if kept is None:
        roles = list(AgencyRole.objects.held_by(person))
        kept = Doors(
            agencies=person.is_superuser or bool(roles),
            staff=person.is_superuser or any(Verb.STAFF in role.verbs for role in roles),
            signing=is_officer(person),
            teaching=person.is_superuser or Teaching.objects.held_by(person).exists(),
            administration=person.has_perm("wagtailadmin.access_admin"),
            register=Issuer.objects.kept_by(person).exists(),
        )
        cache.set(key, kept, BAR_KEPT_SECONDS)
    return kept
