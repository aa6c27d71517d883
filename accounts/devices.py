"""Whose things a shared telephone keeps: a name for a person that says nothing about the person."""

from django.utils.crypto import salted_hmac

from accounts.models import User


def device_tag(person: User) -> str:
    """The same on every device, unguessable without the site's key; a device sorts what it keeps by it."""
    return salted_hmac("accounts.devices", str(person.pk)).hexdigest()[:24]
