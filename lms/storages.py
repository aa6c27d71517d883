"""Where files lie: on this machine's disk, or in a bucket of object storage where one is named."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kit.env import env_secret, env_text

WHOLE = "kit.whole_files.WholeFileStorage"
ON_DISK = "django.core.files.storage.FileSystemStorage"


def storages(bucket: str, *, folder: Path, content_origin: str, hashed_names: bool) -> dict[str, Any]:
    """Uploads, which the other origin hands out, and files that name a person: those never under MEDIA, handed out
    by views that ask who is there.
    """

    def private(name: str, backend: str) -> dict[str, Any]:
        if bucket:
            return _s3(bucket, name)
        return {"BACKEND": backend, "OPTIONS": {"location": folder / name, "base_url": None}}

    uploads = _s3(bucket, "media", host=urlsplit(content_origin).netloc) if bucket else {"BACKEND": ON_DISK}
    static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    return {
        "default": uploads,
        "certificates": private("certificates", WHOLE),
        # Work handed in: strangers' files.
        "submissions": private("submissions", ON_DISK),
        "reports": private("reports", WHOLE),
        "staticfiles": {"BACKEND": static if hashed_names else "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def _s3(bucket: str, location: str, *, host: str | None = None) -> dict[str, Any]:
    """A part of the bucket; open to everyone behind `host`, without one to signed addresses alone."""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env_text("LMS_S3_ENDPOINT") or None,
            "region_name": env_text("LMS_S3_REGION") or None,
            "access_key": env_secret("LMS_S3_ACCESS_KEY") or None,
            "secret_key": env_secret("LMS_S3_SECRET_KEY") or None,
            "location": location,
            "file_overwrite": False,
            "querystring_auth": host is None,
            "custom_domain": None if host is None else f"{host}/{location}",
        },
    }
