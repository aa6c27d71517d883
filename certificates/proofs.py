"""What a stranger needs to check a paper without us: its entry, the way from it to a signed head, and that head."""

import base64

from django.utils.translation import gettext as _

from certificates.checkpoints import latest_checkpoint
from certificates.models import Certificate, LogCheckpoint, LogEntry
from certificates.tiles import Tiles
from courses.records import canonical
from kit.merkle import consistency, inclusion

PROOF = "c2sp.org/tlog-proof@v1"


class NotYetSigned(Exception):
    """No signed head covers the entry yet; the next one will."""


class NoProof(Exception):
    """There is no proof of this and will be none: the words were erased, or no head has that many entries."""


def proof_of_issue(certificate: Certificate) -> str:
    """That `certificate` was entered, as a C2SP tlog-proof under the newest head. Raises NotYetSigned, NoProof.

    The extra line carries salt and record, which name the holder: give it only to who has the paper's code.
    """
    entry = LogEntry.objects.filter(certificate=certificate, kind=LogEntry.Kind.ISSUE).first()
    if entry is None or not entry.record:
        raise NoProof(_("The register holds no words of this paper, so there is nothing to prove."))
    head = latest_checkpoint()
    if head is None or head.size <= entry.seq:
        raise NotYetSigned(_("This paper is new. Its proof will be ready in a few minutes."))
    extra = canonical({"record": entry.record, "salt": entry.salt}).encode()
    path = inclusion(entry.seq, head.size, Tiles())
    return "\n".join([PROOF, f"extra {_text(extra)}", f"index {entry.seq}", *map(_text, path), "", head.note])


def proof_of_growth(old: int, new: int) -> str:
    """That the log of `new` entries begins with the log of `old`: hashes, and the signed head of `new`. Raises NoProof.

    Written as the body of an add-checkpoint request of C2SP tlog-witness.
    """
    head = LogCheckpoint.objects.filter(size=new).first()
    if head is None or not 0 <= old <= new:
        raise NoProof(_("No signed head has that many entries."))
    return "\n".join([f"old {old}", *map(_text, consistency(old, new, Tiles())), "", head.note])


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
