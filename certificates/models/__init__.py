"""Issuers, what a course awards, the issue queue, gapless numbers, certificates and signing keys."""

from certificates.models.issuers import Award, Issuer
from certificates.models.jobs import IssueJob, SerialCounter
from certificates.models.keys import SigningKey
from certificates.models.papers import Certificate, CertificateQuerySet
from certificates.models.prepared import PreparedPaper

__all__ = [
    "Award",
    "Certificate",
    "CertificateQuerySet",
    "IssueJob",
    "Issuer",
    "PreparedPaper",
    "SerialCounter",
    "SigningKey",
]
