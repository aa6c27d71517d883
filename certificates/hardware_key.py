"""A key that never leaves its device: an HSM, or a token plugged into the server, spoken to by PKCS#11.

Each process opens the device once and keeps it open. A wrong PIN is tried once in a process: devices
lock themselves after a few, and the clock asks for papers every half minute.
"""

import hashlib
import os
import threading
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.utils.translation import gettext as _

# One conversation with a device at a time: its session holds the state of the signature in progress.
_lock = threading.Lock()
_wrong_pins: set["Device"] = set()


class DeviceSilent(Exception):
    """The device is not there, or does not let us sign."""


@dataclass(frozen=True)
class Device:
    """Where a key lies: the maker's library, the token's label, its PIN, and the label of key and certificate."""

    library: str
    token: str
    pin: str = field(repr=False)
    label: str = ""


@dataclass(frozen=True, eq=False)
class HardwareKey:
    """Signs inside the device. `public_key` is that of the certificate beside it."""

    device: Device
    public_key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey
    handle: Any

    def sign(self, data: bytes) -> bytes:
        """The signature over `data` with SHA-256, as X.509 writes it. Raises DeviceSilent."""
        import pkcs11
        from pkcs11.util.ec import encode_ecdsa_signature

        with _lock:
            try:
                if isinstance(self.public_key, rsa.RSAPublicKey):
                    return bytes(self.handle.sign(data, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))
                digest = hashlib.sha256(data).digest()
                return bytes(encode_ecdsa_signature(self.handle.sign(digest, mechanism=pkcs11.Mechanism.ECDSA)))
            except pkcs11.PKCS11Error as error:
                _open.cache_clear()  # unplugged or started anew: the next paper opens it again
                raise DeviceSilent(_words_for(error)) from error


@dataclass(frozen=True, eq=False)
class OpenDevice:
    key: HardwareKey
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]


def open_device(device: Device) -> OpenDevice:
    """The key and the certificates of `device`, opened once per process. Raises DeviceSilent."""
    with _lock:
        return _open(device, os.getpid())


@lru_cache(maxsize=1)
def _open(device: Device, process: int) -> OpenDevice:
    """`process`: a handle is worth nothing in a process that forked off afterwards."""
    if device in _wrong_pins:
        raise DeviceSilent(_("The device refused its PIN. Put it right and start the processes again."))
    try:
        import pkcs11
    except ImportError as error:
        raise DeviceSilent(_("Signing by device needs the Python package python-pkcs11.")) from error
    try:
        return _read(device)
    except pkcs11.exceptions.PinIncorrect as error:
        _wrong_pins.add(device)
        raise DeviceSilent(_("The device refused its PIN. Put it right and start the processes again.")) from error
    except (pkcs11.PKCS11Error, RuntimeError, OSError, ValueError) as error:
        raise DeviceSilent(_words_for(error)) from error


def _read(device: Device) -> OpenDevice:
    import pkcs11

    library = pkcs11.lib(device.library)
    library.reinitialize()  # sees what was plugged in since, and ends sessions that an older process left
    session = library.get_token(token_label=device.token).open(user_pin=device.pin)
    handle = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=device.label)
    kind, label, value = pkcs11.Attribute.CLASS, pkcs11.Attribute.LABEL, pkcs11.Attribute.VALUE
    found = [
        (one[label], x509.load_der_x509_certificate(one[value]))
        for one in session.get_objects({kind: pkcs11.ObjectClass.CERTIFICATE})
    ]
    own = [certificate for name, certificate in found if name == device.label]
    if len(own) != 1:
        raise DeviceSilent(_("The device must hold one certificate with the label of the key."))
    public_key = own[0].public_key()
    if not isinstance(public_key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        raise DeviceSilent(_("The signing key must be an EC or RSA key with its certificate."))
    others = tuple(certificate for _name, certificate in found if certificate != own[0])
    return OpenDevice(HardwareKey(device, public_key, handle), own[0], others)


def _words_for(error: Exception) -> str:
    return _("The signing device does not answer: %(error)s") % {"error": str(error) or type(error).__name__}
