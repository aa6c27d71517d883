"""Issuers, what a course awards, the issue queue, gapless numbers, certificates and signing keys."""

from certificates.models.credential_keys import CredentialKey
from certificates.models.credentials import Credential, StatusList
from certificates.models.issuers import Award, Issuer
from certificates.models.jobs import IssueJob, SerialCounter
from certificates.models.keys import SigningKey
from certificates.models.papers import Certificate, CertificateQuerySet
from certificates.models.share_links import ShareLink

__all__ = [
    "Award",
    "Certificate",
    "CertificateQuerySet",
    "Credential",
    "CredentialKey",
    "IssueJob",
    "Issuer",
    "SerialCounter",
    "ShareLink",
    "SigningKey",
    "StatusList",
]
