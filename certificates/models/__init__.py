"""Issuers, what a course awards, the issue queue, gapless numbers, certificates and signing keys."""

from certificates.models.issuers import Award, Issuer
from certificates.models.jobs import IssueBatch, IssueJob, SerialCounter
from certificates.models.keys import SigningKey
from certificates.models.papers import Certificate, CertificateQuerySet

__all__ = [
    "Award",
    "Certificate",
    "CertificateQuerySet",
    "IssueBatch",
    "IssueJob",
    "Issuer",
    "SerialCounter",
    "SigningKey",
]
