"""Production does not start half configured: what it needs is named, all at once."""

from django.core.exceptions import ImproperlyConfigured

from kit.env import env_secret, env_text


def refuse_without(needed: dict[str, str]) -> None:
    """Raise ImproperlyConfigured for every variable of `needed`, and of the signing key, that is empty."""
    missing = sorted(name for name, value in (needed | _of_the_signing_key()).items() if not value)
    if missing:
        raise ImproperlyConfigured(
            "Production needs these environment variables (LMS_BASE_URL with https://): "
            + ", ".join(missing)
            + ". See docs/settings.md."
        )


def _of_the_signing_key() -> dict[str, str]:
    """A device (PKCS#11) where one is named, else a file."""
    if env_text("LMS_PKCS11_LIBRARY"):
        return {
            "LMS_PKCS11_TOKEN": env_text("LMS_PKCS11_TOKEN"),
            "LMS_PKCS11_PIN": env_secret("LMS_PKCS11_PIN"),
            "LMS_PKCS11_KEY": env_text("LMS_PKCS11_KEY"),
        }
    return {
        "LMS_SIGNING_KEY_FILE": env_text("LMS_SIGNING_KEY_FILE"),
        "LMS_SIGNING_KEY_PASSWORD": env_secret("LMS_SIGNING_KEY_PASSWORD"),
    }
