"""Making and ending links by which a holder shows a paper. Only the holder does either."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.locking import lock_paper
from certificates.models import Certificate, Credential, ShareLink
from kit.codes import new_code


class CannotShare(Exception):
    """The paper was revoked or replaced, or is not this person's."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the holder wants shown."""

    name_shown: str = ShareLink.Name.FULL
    shows_level: bool = True
    shows_day: bool = True
    may_be_found: bool = False


@transaction.atomic
def make_link(*, certificate: Certificate, choices: Choices, by: User, at: dt.datetime) -> ShareLink:
    """A new link to `certificate`; the one before it ends, for it shows other things. Raises CannotShare.

    Not harmless twice: each call gives another address.
    """
    locked = _locked(certificate, by)
    if locked.revoked_at is not None:
        raise CannotShare(_("This paper was revoked or replaced; it cannot be shared."))
    if Credential.objects.filter(certificate=locked, erased_at__isnull=False).exists():
        raise CannotShare(_("What could be shared of this paper was erased when its holder asked for it."))
    _end_open(locked, at)
    link = ShareLink.objects.create(
        certificate=locked,
        token=new_code(),
        name_shown=ShareLink.Name(choices.name_shown),
        shows_level=choices.shows_level,
        shows_day=choices.shows_day,
        may_be_found=choices.may_be_found,
        made_at=at,
    )
    log(locked, "certificates.share", user=by, data={"number": locked.number, "shows_all": link.shows_all})
    return link


@transaction.atomic
def end_link(*, certificate: Certificate, by: User, at: dt.datetime) -> bool:
    """Switch the open link off for good; False when there was none. Calling twice is harmless. Raises CannotShare."""
    locked = _locked(certificate, by)
    ended = _end_open(locked, at)
    if ended:
        log(locked, "certificates.end_share", user=by, data={"number": locked.number})
    return ended


def open_link_of(certificate: Certificate) -> ShareLink | None:
    return ShareLink.objects.open().filter(certificate=certificate).first()


def _locked(certificate: Certificate, by: User) -> Certificate:
    locked = lock_paper(certificate)
    if locked.person_id != by.pk:
        raise CannotShare(_("Only the holder of a paper shares it."))
    return locked


def _end_open(certificate: Certificate, at: dt.datetime) -> bool:
    return ShareLink.objects.open().filter(certificate=certificate).update(ended_at=at) > 0
