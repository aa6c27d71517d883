"""Authorities made for tests: a root that gives certificates and revocation lists, and a time-stamp server."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils import timezone
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

HOUR, YEAR = dt.timedelta(hours=1), dt.timedelta(days=365)


def name_of(common_name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    )


@dataclass
class Root:
    """An authority: gives certificates, and lists those that it revoked."""

    name: str
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    certificate: x509.Certificate = field(init=False)

    def __post_init__(self) -> None:
        self.certificate = self.certify(self.name, self.key.public_key(), is_root=True)

    def certify(
        self,
        name: str,
        public_key: Any,
        *,
        is_root: bool = False,
        stamps: bool = False,
        begins: dt.datetime | None = None,
        lasts: dt.timedelta = YEAR,
    ) -> x509.Certificate:
        begins = begins or timezone.now() - HOUR
        usage = dict.fromkeys(
            ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
        )
        usage |= dict.fromkeys(("digital_signature", "content_commitment"), not is_root)
        usage |= dict.fromkeys(("key_cert_sign", "crl_sign"), is_root)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name_of(name))
            .issuer_name(name_of(self.name))
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(begins + lasts)
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**usage), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        if stamps:
            builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def list_revoked(self, *revoked: x509.Certificate, until: dt.datetime | None = None) -> bytes:
        """The revocation list as DER."""
        now = timezone.now()
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(name_of(self.name))
            .last_update(now - HOUR)
            .next_update(until or now + YEAR)
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        for certificate in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(now - HOUR).build())
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def write(self, file: Path) -> str:
        file.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return str(file)


def new_private_key(kind: str) -> Any:
    """ "P-256", "RSA-2048" or "RSA-3072"."""
    if kind == "P-256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=int(kind.removeprefix("RSA-")))


def write_p12(file: Path, private_key: Any, certificate: x509.Certificate, above: list[x509.Certificate]) -> None:
    protection = BestAvailableEncryption(b"test-only")
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"signing", private_key, certificate, above, protection))


Answer = Callable[[bytes], tuple[int, bytes]]


@dataclass
class StampServer:
    """A time-stamp authority on loopback. `answer` may be put in its place to misbehave."""

    root: Root
    clock: dt.datetime | None = None
    answer: Answer | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def __post_init__(self) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        certificate = self.root.certify("Máy chủ dấu thời gian thử", key.public_key(), stamps=True)
        self.certificate = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
        self.key = keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))

    def stamp(self, question: bytes) -> bytes:
        stamper = DummyTimeStamper(self.certificate, self.key, fixed_dt=self.clock or timezone.now())
        return stamper.request_tsa_response(tsp.TimeStampReq.load(question)).dump()

    def respond(self, question: bytes) -> tuple[int, bytes]:
        return self.answer(question) if self.answer else (200, self.stamp(question))


@contextmanager
def running(server: StampServer) -> Iterator[StampServer]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server.asked.append(dict(self.headers))
            status, body = server.respond(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            try:
                for start in range(0, len(body), 1 << 16):
                    self.wfile.write(body[start : start + (1 << 16)])
            except OSError:
                pass  # it hung up on us

        def log_message(self, *args: Any) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.address = f"http://127.0.0.1:{httpd.server_address[1]}/"
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def never(gate: threading.Event) -> Answer:
    """An answer that waits until the test opens the gate."""

    def wait(question: bytes) -> tuple[int, bytes]:
        gate.wait(30)
        return 200, b""

    return wait
