"""The site as an app on a telephone: its manifest, and the service worker that keeps the shell.

Private pages are never kept: the worker keeps the style, the scripts, the letters and one page without
a person, and hands out the courses that the learner saved (courses.offline).
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certificates.phone_views import PHONE_CACHE
from home.icons import SIZES

WORKER_PARTS = ["js/offline/store.js", "js/offline/send.js", "js/offline/worker.js"]
SHELL_FILES = [
    "css/tokens.css",
    "css/base.css",
    "css/components.css",
    "css/pages.css",
    "css/display.css",
    "css/offline.css",
    "fonts/be-vietnam-pro-latin-400-normal.woff2",
    "fonts/be-vietnam-pro-latin-600-normal.woff2",
    "fonts/be-vietnam-pro-latin-700-normal.woff2",
    "fonts/be-vietnam-pro-vietnamese-400-normal.woff2",
    "fonts/be-vietnam-pro-vietnamese-600-normal.woff2",
    "fonts/be-vietnam-pro-vietnamese-700-normal.woff2",
    "img/favicon.svg",
    "img/icons.svg",
    "img/rosette.svg",
    "img/star-anise.svg",
    "js/offline/store.js",
    "js/offline/send.js",
    "js/offline/device.js",
    "js/offline/saving.js",
    "js/offline/shelf.js",
    "js/offline/carried.js",
    "css/checking.css",
    "js/checking/reading.js",
    "js/checking/scan.js",
    "js/checking/papers.js",
    "js/checking/phone.js",
]
# Pages of the shell that know nobody; their words belong to its version.
SHELL_TEMPLATES = [
    "courses/offline/layout.html",
    "courses/offline/shelf.html",
    "certificates/phone.html",
    "certificates/_phone_top.html",
    "certificates/_phone_compare.html",
    "certificates/_scan.html",
    "components/phone-answer.html",
]


def app_manifest() -> dict[str, Any]:
    """What a telephone needs to put the site on its home screen; it opens on the desk."""
    return {
        "id": "/",
        "name": _("Hoa Hồi: digital skills, %(province)s province") % {"province": settings.PROVINCE_NAME},
        "short_name": "Hoa Hồi",
        "description": _("Learn on the telephone, also without a signal."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": reverse("home:desk"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf7f1",
        "theme_color": "#27346b",
        "categories": ["education"],
        "icons": [
            {"src": static("img/favicon.svg"), "type": "image/svg+xml", "sizes": "any"},
            *[
                {
                    "src": reverse("home:icon", args=[name]),
                    "type": "image/png",
                    "sizes": f"{side}x{side}",
                    "purpose": "maskable" if "maskable" in name else "any",
                }
                for name, (side, _share) in SIZES.items()
            ],
        ],
        "shortcuts": [
            {"name": _("My learning"), "url": reverse("home:desk")},
            {"name": _("Saved courses"), "url": reverse("courses:shelf")},
            {"name": _("Check a certificate"), "url": reverse("certificates:verify")},
        ],
    }


def worker_script() -> str:
    """The service worker: where things are, then the parts it is made of. Changes when one of its files does."""
    shelf = reverse("courses:shelf")
    papers = reverse("certificates:phone")
    config = {
        "version": shell_version(),
        "shell": [*map(static, SHELL_FILES), f"{shelf}?trong-may", papers],
        "offlinePage": f"{shelf}?trong-may",
        "papersPage": papers,
        "papers": ["/c/", reverse("certificates:verify")],
        "papersCache": PHONE_CACHE,
        "courses": reverse("courses:catalogue"),
        "signIn": [reverse("account_login"), reverse("account_signup")],
        "signOut": [reverse("account_logout"), reverse("wagtailadmin_logout")],
        "static": settings.STATIC_URL,
        "media": settings.MEDIA_URL,
    }
    parts = ", ".join(json.dumps(static(part)) for part in WORKER_PARTS)
    return f"self.hoaHoiSite = {json.dumps(config, indent=1)};\nimportScripts({parts});\n"


@cache
def shell_version() -> str:
    """A digest of the shell's files, its page and the worker's parts: known once per process."""
    digest = hashlib.sha256()
    for name in sorted({*SHELL_FILES, *WORKER_PARTS}):
        digest.update(static(name).encode())
        digest.update(_content_of(name))
    for template in SHELL_TEMPLATES:
        digest.update((Path(settings.BASE_DIR) / "templates" / template).read_bytes())
    return digest.hexdigest()[:16]


def _content_of(name: str) -> bytes:
    """A static file as it lies in the sources, or as it was collected."""
    found = finders.find(name)
    if isinstance(found, str):
        return Path(found).read_bytes()
    with staticfiles_storage.open(name) as file:
        content: bytes = file.read()
    return content
