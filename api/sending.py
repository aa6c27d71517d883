"""One POST to a connected system: signed, to a checked address, without following where it points."""

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

import urllib3
from django.conf import settings

from api.addresses import AddressRefused, Place, look_up
from api.models import Delivery
from kit.sealing import unseal

SIGNATURE, EVENT, NUMBER = "Hoa-Hoi-Signature", "Hoa-Hoi-Event", "Hoa-Hoi-Delivery"


@dataclass(frozen=True)
class Outcome:
    """What came back: the status, None when nothing did; and what went wrong, "" when nothing."""

    status: int | None
    error: str

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def signature(secret: str, body: bytes, *, at: dt.datetime) -> str:
    """`t=<seconds>,v1=<hex>`: HMAC-SHA256 over the seconds, a full stop and the body, under the shared secret."""
    seconds = int(at.timestamp())
    digest = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def send(delivery: Delivery, *, at: dt.datetime) -> Outcome:
    """Send `delivery` once. Never raises for what the other side does; call it outside of a transaction."""
    body = delivery.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Hoa-Hoi/1",
        EVENT: delivery.event,
        NUMBER: str(delivery.number),
        SIGNATURE: signature(unseal(delivery.webhook.secret_sealed), body, at=at),
    }
    try:
        place = look_up(delivery.webhook.url)
    except AddressRefused as refusal:
        return Outcome(None, str(refusal))
    outcome = Outcome(None, "")
    for address in place.addresses:
        outcome = _post(place, address, body, headers)
        if outcome.status is not None:
            break
    return outcome


def _post(place: Place, address: str, body: bytes, headers: dict[str, str]) -> Outcome:
    with urllib3.HTTPSConnectionPool(
        address,
        place.port,
        timeout=urllib3.Timeout(total=settings.WEBHOOK_SECONDS),
        retries=False,
        server_hostname=place.host,
        assert_hostname=place.host,
        cert_reqs="CERT_REQUIRED",
        ca_certs=settings.WEBHOOK_CA_FILE or None,
    ) as pool:
        host = place.host if place.port == 443 else f"{place.host}:{place.port}"
        try:
            # What the other side answers beside its status is of no interest, and might have no end.
            answer = pool.urlopen(
                "POST",
                place.path,
                body=body,
                headers={**headers, "Host": host},
                redirect=False,
                preload_content=False,
            )
        except (urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
            return Outcome(None, type(error).__name__)
        status = answer.status
        answer.close()
    return Outcome(status, "" if 200 <= status < 300 else f"HTTP {status}")
