"""Signed heads of the register: what it was, said so that it cannot be unsaid.

Who keeps one can prove later that an entry was changed or taken out. So heads are public, and mailed to witnesses.
"""

import datetime as dt
import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from certificates.models import LogCheckpoint, RegisterHead
from certificates.register import frontier_of
from certificates.register_key import activate_register_key, register_key
from certificates.tiles import Tiles
from kit.merkle import root, root_of
from kit.signed_notes import Head, sign_note

logger = logging.getLogger(__name__)


class RegisterBroken(Exception):
    """The log no longer begins with what its last signed head said. Nothing is signed until somebody looked."""


@transaction.atomic
def make_checkpoint(*, at: dt.datetime) -> LogCheckpoint | None:
    """Sign the head of the log, if it grew; the newest head. None for an empty log. Calling twice is harmless.

    Raises KeyNotUsable, and RegisterBroken rather than sign what contradicts an earlier head.
    """
    head = RegisterHead.objects.select_for_update().filter(pk=RegisterHead.ONLY).first()
    if head is None or head.size == 0:
        return None
    last = latest_checkpoint()
    if last is not None:
        _refuse_contradiction(last, head)
        if last.size == head.size:
            return last
    key = register_key()
    row = activate_register_key(key, at=at)
    now = root_of(frontier_of(head))
    note = sign_note(str(Head(row.name, head.size, now)), name=row.name, key=key)
    return LogCheckpoint.objects.create(size=head.size, root=now.hex(), note=note, key=row, at=at)


def latest_checkpoint() -> LogCheckpoint | None:
    return LogCheckpoint.objects.order_by("-size").first()


def _refuse_contradiction(last: LogCheckpoint, head: RegisterHead) -> None:
    """Raise RegisterBroken unless the tree as stored leads to the root of `last`, and to that of the frontier."""
    tiles = Tiles()
    try:
        holds = root(last.size, tiles).hex() == last.root and root(head.size, tiles) == root_of(frontier_of(head))
    except LookupError:
        holds = False
    if not holds:
        raise RegisterBroken(
            _("The register contradicts its signed head over %(size)d entries. Run: manage.py verify_log")
            % {"size": last.size}
        )


def mail_checkpoint(*, at: dt.datetime) -> bool:
    """Mail the newest head to the witnesses (settings), once. Whether a mail went out; a refused one is tried again.

    The row stays locked meanwhile, so that two at once send one mail.
    """
    witnesses: list[str] = settings.REGISTER_WITNESSES
    newest = latest_checkpoint()
    if newest is None or not witnesses:
        return False
    with transaction.atomic():
        checkpoint = LogCheckpoint.objects.select_for_update().filter(pk=newest.pk, mailed_at=None).first()
        if checkpoint is None:
            return False
        try:
            _message(checkpoint, witnesses).send()
        except OSError as error:
            logger.error("Witnesses of the register could not be reached: %s", error)
            return False
        checkpoint.mailed_at = at
        checkpoint.save(update_fields=["mailed_at"])
    return True


def _message(checkpoint: LogCheckpoint, witnesses: list[str]) -> EmailMessage:
    """In Vietnamese whatever the language of the process: witnesses are agencies of the province."""
    head = Head.read(checkpoint.note)
    message = EmailMessage(
        subject=f"[Sổ cấp giấy] {checkpoint.size} mục, {head.origin}",
        body=(
            f"Sổ cấp giấy công khai của {settings.BASE_URL} đến lúc này có {checkpoint.size} mục.\n"
            "Xin lưu giữ tệp đính kèm. Nó không chứa tên ai. Nếu sau này có ai sửa, xóa hoặc chèn thêm một mục cũ,\n"
            "tệp này chứng minh được điều đó: manage.py verify_log --checkpoint <tệp>, hoặc công cụ tại\n"
            f"{settings.BASE_URL}/so-cap/\n"
        ),
        bcc=witnesses,
    )
    message.attach(f"so-cap-{checkpoint.size}.txt", checkpoint.note, "text/plain")
    return message
