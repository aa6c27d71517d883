"""The credential of a paper, made when somebody first asks for it: issuing does not wait for it.

Made once and kept as it was signed. Made anew it would differ, for a key may have changed in between, and two
files that differ would both be ours.
"""

import datetime as dt
import json

from django.db import transaction

from certificates.credentials.keys import signer
from certificates.credentials.proofs import as_jwt, with_proof
from certificates.credentials.status_lists import entries_for, take_place
from certificates.credentials.wording import claims_of, document_of, moment
from certificates.locking import lock_paper
from certificates.models import Certificate, Credential


class CredentialErased(Exception):
    """Its holder had it erased; it is not made again."""


def credential_of(certificate: Certificate, *, at: dt.datetime) -> Credential:
    """The credential of `certificate`, made now when there is none. Calling twice is harmless.

    Raises KeyNotUsable, CredentialErased.
    """
    found = Credential.objects.filter(certificate=certificate).first() or _make(certificate, at)
    if found.erased_at is not None:
        raise CredentialErased
    return found


@transaction.atomic
def _make(certificate: Certificate, at: dt.datetime) -> Credential:
    locked = lock_paper(certificate)
    # Of two who ask at once the second finds here what the first made.
    made = Credential.objects.filter(certificate=locked).first()
    if made is not None:
        return made
    key = signer()
    status_list, index = take_place()
    document = document_of(locked, status=entries_for(status_list, index))
    proved = with_proof(document, signer=key, created=moment(at))
    return Credential.objects.create(
        certificate=locked,
        status_list=status_list,
        status_index=index,
        document=json.dumps(proved, ensure_ascii=False, indent=1),
        jwt=as_jwt(document, claims_of(document), signer=key),
        made_at=at,
    )
