"""Designs, issuers, what a course awards, the issue queue, gapless numbers, certificates and signing keys."""

from certificates.models.designs import Design, DesignVersion
from certificates.models.issuers import Award, Issuer
from certificates.models.jobs import IssueJob, SerialCounter
from certificates.models.keys import SigningKey
from certificates.models.papers import Certificate, CertificateQuerySet

__all__ = [
    "Award",
    "Certificate",
    "CertificateQuerySet",
    "Design",
    "DesignVersion",
    "IssueJob",
    "Issuer",
    "SerialCounter",
    "SigningKey",
]
