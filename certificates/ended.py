"""The list of papers that no longer count, small enough for a phone to keep, and signed so that it may be trusted.

A paper stands in it as the first five bytes of the SHA-256 of its code: who has the paper finds it, and nobody
learns a code from it. Among 10,000 entries, a paper that is not in the list is taken for one that is once in
100 million times. Papers that have expired by themselves are left out: a phone sees that on the paper.
"""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from certificates.credentials.keys import public_keys, signer
from certificates.models import Certificate, Suspension
from certificates.rules import local_day

ENTRY_BYTES = 5
LABEL = b"hoa-hoi/ended/1\n"
CACHED = "certificates.ended"


def ended_list() -> dict[str, str]:
    """`statement` (JSON text), the `key` that signed it and the `signature` over LABEL and the statement.

    The same for settings.ENDED_LIST_SECONDS, whoever asks. Raises KeyNotUsable.
    """
    kept: dict[str, str] | None = cache.get(CACHED)
    if kept is None:
        kept = make_ended_list(at=timezone.now())
        cache.set(CACHED, kept, settings.ENDED_LIST_SECONDS)
    return kept


def make_ended_list(*, at: dt.datetime) -> dict[str, str]:
    """The list as of `at`; two queries, whatever their number. Raises KeyNotUsable."""
    statement = {"at": at.isoformat(timespec="seconds"), **{kind: entries(codes) for kind, codes in ended(at).items()}}
    text = json.dumps(statement, separators=(",", ":"))
    key = signer()
    signature = base64.b64encode(key.sign(LABEL + text.encode())).decode()
    return {"statement": text, "key": key.multikey, "signature": signature}


def ended(at: dt.datetime) -> dict[str, list[str]]:
    """Codes of papers that do not count although their last day is not over, by what a phone says of them."""
    rows = (
        Certificate.objects.filter(revoked_on__isnull=False)
        .filter(Q(expires_on=None) | Q(expires_on__gt=local_day(at)))
        .values_list("code", "replaced_by__pk")
    )
    found: dict[str, list[str]] = {"revoked": [], "replaced": []}
    for code, newer in rows:
        found["replaced" if newer else "revoked"].append(code)
    return {**found, "suspended": list(Suspension.objects.running().values_list("certificate__code", flat=True))}


def entries(codes: Iterable[str]) -> str:
    """Base64 of the entries, one after the other in order, so that their order says nothing."""
    return base64.b64encode(b"".join(sorted(entry(code) for code in codes))).decode()


def entry(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()[:ENTRY_BYTES]


def keys_for_phones() -> list[dict[str, Any]]:
    """Every key that ever signed, for phones: `name` as in the list above, `raw` the 32 bytes in base64."""
    return [{"name": key.multikey, "raw": base64.b64encode(key.raw).decode()} for key in public_keys()]
