"""The short ways lead where the addresses of the site lead, and nowhere else."""

import re

from django.conf import settings
from django.urls import resolve, reverse

# Reviewed by hand: each checks for itself what the middleware it passes by would have checked.
REVIEWED = {
    "certificates.short_way.check": ("certificates:check", ["7QF29KXM7QF29KXM7QF29KXM7Q"]),
    "courses.views.short_way.save": ("courses:autosave", ["khoa-thu", "bai-kiem-tra", 3]),
    "courses.views.short_way.attempt": ("courses:attempt", ["khoa-thu", "bai-kiem-tra", 3]),
    "courses.views.short_way.start": ("courses:start", ["khoa-thu", "bai-kiem-tra"]),
}


def test_each_short_way_has_the_address_and_the_parts_of_its_view() -> None:
    assert set(settings.SHORT_WAYS.values()) == set(REVIEWED)
    for pattern, way in settings.SHORT_WAYS.items():
        name, parts = REVIEWED[way]
        address = reverse(name, args=parts)
        found = re.fullmatch(pattern, address)
        assert found is not None
        assert found.groupdict() == {key: str(value) for key, value in resolve(address).kwargs.items()}
        others = {n for n, (view, args) in REVIEWED.items() if re.fullmatch(pattern, reverse(view, args=args))}
        assert others == {way}


def test_what_guards_every_request_stands_before_the_short_way() -> None:
    before = settings.MIDDLEWARE[: settings.MIDDLEWARE.index("kit.short_way.ShortWayMiddleware")]
    assert before == ["django.middleware.security.SecurityMiddleware", "kit.content_origin.ContentOriginMiddleware"]
