"""Public lists that say which credentials no longer count (Bitstring Status List 1.0), one for each purpose.

A credential has one place, drawn at random, in the lists of all purposes: who fetches a list learns nothing of
whose paper it is, nor do we learn whose paper is being looked at.
"""

import base64
import datetime as dt
import gzip
import secrets
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q

from certificates.credentials.contexts import LIST_CONTEXTS
from certificates.credentials.identity import did
from certificates.credentials.keys import signer
from certificates.credentials.proofs import with_proof
from certificates.credentials.wording import moment
from certificates.models import Credential, StatusList, Suspension

# Half of a list stays empty, so that a draw seldom hits a place that is taken.
FULL = StatusList.LENGTH // 2
# Which credentials have the bit of a purpose set. A replaced paper is a revoked one.
PURPOSES = {
    "revocation": Q(certificate__revoked_at__isnull=False),
    "suspension": Q(certificate__in=Suspension.objects.running().values("certificate")),
}


def take_place() -> tuple[StatusList, int]:
    """A free place for a new credential; the list stays locked, so call it in the transaction that uses it."""
    newest = StatusList.objects.select_for_update().filter(taken__lt=FULL).order_by("-pk").first()
    newest = newest or StatusList.objects.create()
    index = secrets.randbelow(StatusList.LENGTH)
    while Credential.objects.filter(status_list=newest, status_index=index).exists():
        index = secrets.randbelow(StatusList.LENGTH)
    newest.taken += 1
    newest.save(update_fields=["taken"])
    return newest, index


def entries_for(status_list: StatusList, index: int) -> list[dict[str, str]]:
    """What a credential says of its own place, one entry for each purpose."""
    return [
        {
            "id": f"{address_of(purpose, status_list)}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(index),
            "statusListCredential": address_of(purpose, status_list),
        }
        for purpose in PURPOSES
    ]


def address_of(purpose: str, status_list: StatusList) -> str:
    return f"{settings.BASE_URL}/trang-thai/{purpose}/{status_list.pk}"


def list_credential(purpose: str, status_list: StatusList, *, at: dt.datetime) -> dict[str, Any]:
    """The signed list of `purpose`, as it stands at `at`. Raises KeyNotUsable."""
    address, lifetime = address_of(purpose, status_list), dt.timedelta(seconds=settings.STATUS_LIST_SECONDS)
    document = {
        "@context": LIST_CONTEXTS,
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did(),
        "validFrom": moment(at),
        "validUntil": moment(at + 2 * lifetime),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode(_indexes(purpose, status_list)),
        },
    }
    return with_proof(document, signer=signer(), created=moment(at))


def encode(indexes: Iterable[int]) -> str:
    """The bits, index 0 first and leftmost, as GZIP in base64url with multibase's "u"."""
    bits = bytearray(StatusList.LENGTH // 8)
    for index in indexes:
        bits[index // 8] |= 0x80 >> index % 8
    # Without the time, so that the same bits always give the same text.
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()


def _indexes(purpose: str, status_list: StatusList) -> list[int]:
    here = Credential.objects.filter(PURPOSES[purpose], status_list=status_list)
    return list(here.values_list("status_index", flat=True))
