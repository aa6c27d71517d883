"""After a restore from a backup the register goes on under another name, with numbers that were never given.

What was issued between backup and loss is in people's hands, and its entries are in heads that others keep. To go
on under the old name would be to say two things about one entry; to go on with the next number would be to give one
number twice (decision 0042). What people hold is taken in again by certificates.adopting.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from certificates.confirming import last_confirmation
from certificates.credentials.status_lists import FULL
from certificates.models import Epoch, Issuer, RegisterHead, SerialCounter, StatusList
from certificates.register_key import (
    enter_register_key,
    first_register_name,
    new_register_key,
    put_in_place,
    register_key,
    row_of,
)
from certificates.rules import local_day, parts_of

FIRST = 1


class CannotBegin(Exception):
    """No new epoch can begin: a number cannot be read, or the key's file cannot be changed."""


@transaction.atomic
def begin_epoch(*, reason: str, highest: Iterable[str], spare: int, at: dt.datetime) -> Epoch:
    """Begin a new epoch of a register that was just restored, before anything is issued again.

    `highest`: the highest numbers that people are known to hold; `spare`: how many more are left out behind
    them. The register gets a key and a name of its own, and credentials get a new status list. Not harmless twice: each
    call is an epoch. Raises CannotBegin, KeyNotUsable.
    """
    head, _made = RegisterHead.objects.select_for_update().get_or_create(pk=RegisterHead.ONLY)
    number = (Epoch.objects.aggregate(last=Max("number"))["last"] or FIRST) + 1
    known = _highest(highest)
    issuers = Issuer.objects.select_for_update(of=("self",)).order_by("pk")
    skipped = [one for issuer in issuers for one in _skip(issuer, local_day(at).year, known, spare)]
    StatusList.objects.filter(taken__lt=FULL).update(taken=FULL)
    key = _key_of_its_own()
    row = enter_register_key(key, name=f"{first_register_name()}/{number}", at=at)
    return Epoch.objects.create(
        number=number, begun_at=at, reason=reason, size=head.size, register_name=row.name, skipped=skipped
    )


def _highest(numbers: Iterable[str]) -> dict[tuple[str, int], int]:
    known: dict[tuple[str, int], int] = {}
    for number in numbers:
        try:
            serial, year, symbol = parts_of(number)
        except ValueError as error:
            raise CannotBegin(_("%(number)s is no number of a paper.") % {"number": number}) from error
        known[symbol, year] = max(serial, known.get((symbol, year), 0))
    return known


def _skip(issuer: Issuer, year: int, known: dict[tuple[str, int], int], spare: int) -> Iterator[dict[str, Any]]:
    """Leave out numbers of `issuer` in the years that may be concerned; what is left out."""
    years = {year, *(one for symbol, one in known if symbol == issuer.symbol)}
    for one in sorted(years):
        counter, _made = SerialCounter.objects.select_for_update().get_or_create(issuer=issuer, year=one)
        first, counter.last = counter.last + 1, max(counter.last, known.get((issuer.symbol, one), 0)) + spare
        counter.save(update_fields=["last"])
        if counter.last >= first:
            yield _range(Epoch.PAPER, issuer, one, first, counter.last)
    if spare:
        last = last_confirmation(issuer, year)
        yield _range(Epoch.CONFIRMATION, issuer, year, last + 1, last + spare)


def _range(kind: str, issuer: Issuer, year: int, first: int, last: int) -> dict[str, Any]:
    return {"kind": kind, "symbol": issuer.symbol, "year": year, "first": first, "last": last}


def _key_of_its_own() -> Ed25519PrivateKey:
    """The key in the file when it is new to the register; else one made now, and put in its place."""
    path = Path(settings.REGISTER_KEY_FILE)
    if path.exists() and row_of(register_key()) is None:
        return register_key()
    key = new_register_key()
    try:
        put_in_place(key)
    except OSError as error:
        raise CannotBegin(
            _("%(path)s cannot be written. Put a new key there by hand, then begin again.") % {"path": path}
        ) from error
    return key
