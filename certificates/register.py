"""The register: everything that happens to a paper is a leaf of one append-only Merkle log.

Who holds a signed head of the log can tell, for ever, whether anything before it was changed, taken out or put
in. Formats and hashes: docs/register-format.md. Nothing here is edited; personal words of an entry may be erased.
"""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.models import Certificate, LogEntry, RegisterHead
from certificates.tiles import keep_full_tiles
from courses.records import canonical, moment
from kit.merkle import grow

FORMAT = "hoa-hoi/register/1"
HASH_BYTES = 32


class AlreadyErased(Exception):
    """The words of this entry were erased before."""


def append(*, kind: str, certificate: Certificate, at: dt.datetime, reason: str = "") -> LogEntry:
    """Write into the log what happened to `certificate`; `kind` of LogEntry.Kind, `reason` a class, not a sentence.

    Call it last in the transaction that changes the certificate: both stand, or neither, and the one row that all
    others wait for stays locked until the commit. Numbers have no gaps. Not harmless twice: each call is an entry.
    """
    record = canonical(record_of(LogEntry.Kind(kind), certificate, at=at, reason=reason))
    salt = secrets.token_hex(HASH_BYTES)
    with transaction.atomic(savepoint=False):
        head, _made = RegisterHead.objects.select_for_update().get_or_create(pk=RegisterHead.ONLY)
        entry = LogEntry.objects.create(
            seq=head.size,
            kind=kind,
            certificate=certificate,
            data_sha256=data_hash(salt, record).hex(),
            salt=salt,
            record=record,
            at=at,
        )
        head.frontier = b"".join(grow(frontier_of(head), head.size, entry.leaf_hash)).hex()
        head.size += 1
        head.save(update_fields=["size", "frontier"])
        keep_full_tiles(head.size)
    return entry


def record_of(kind: LogEntry.Kind, certificate: Certificate, *, at: dt.datetime, reason: str) -> dict[str, Any]:
    """What an entry says: for an issue all that a stranger needs to know the paper again, else what changed."""
    record = {
        "format": FORMAT,
        "kind": str(kind),
        "at": moment(at),
        "number": certificate.number,
        "code": certificate.code,
        "pdf_sha256": certificate.pdf_sha256,
    }
    if kind == LogEntry.Kind.ISSUE:
        return {**record, **issued_facts(certificate)}
    if kind == LogEntry.Kind.REPLACE:
        record["replaced_by"] = Certificate.objects.values_list("number", flat=True).get(replaces=certificate)
    return {**record, "reason": reason}


def issued_facts(certificate: Certificate) -> dict[str, Any]:
    """What the entry of an issue says beside number, code and file; recomputed from the row to check it."""
    return {
        "title": certificate.words["title"],
        "holder": certificate.words["holder"],
        "course": certificate.words["course"],
        "issuer": certificate.words["issuer"],
        "issued_on": certificate.issued_on.isoformat(),
        "expires_on": certificate.expires_on.isoformat() if certificate.expires_on else None,
        "words_sha256": hashlib.sha256(canonical(certificate.words).encode()).hexdigest(),
        "signing_key": certificate.signing_key.fingerprint,
        "replaces": certificate.replaces.number if certificate.replaces else "",
        "renews": certificate.renews.number if certificate.renews else "",
    }


@transaction.atomic
def erase_record(*, entry: LogEntry, by: User, at: dt.datetime) -> LogEntry:
    """Erase the words of an entry, which name a person; its hash stays, and so do all proofs of other entries.

    Nobody can show any more what the entry said, and no proof of it can be handed out. Raises AlreadyErased.
    """
    locked = LogEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if not locked.record:
        raise AlreadyErased(_("The words of this entry were erased before."))
    locked.salt = locked.record = ""
    locked.save(update_fields=["salt", "record"])
    log(locked, "certificates.erase_record", user=by, data={"at": moment(at)})
    return locked


def data_hash(salt: str, record: str) -> bytes:
    """What a leaf holds: SHA-256 over the salt's bytes and the record's text."""
    return hashlib.sha256(bytes.fromhex(salt) + record.encode()).digest()


def frontier_of(head: RegisterHead) -> list[bytes]:
    whole = bytes.fromhex(head.frontier)
    return [whole[start : start + HASH_BYTES] for start in range(0, len(whole), HASH_BYTES)]
