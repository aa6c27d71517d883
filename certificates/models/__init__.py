"""Issuers, what a course awards, the issue queue, gapless numbers, certificates, signing keys and the public log."""

from certificates.models.checks import Check
from certificates.models.credential_keys import CredentialKey
from certificates.models.credentials import Credential, StatusList
from certificates.models.issuers import Award, Issuer
from certificates.models.jobs import IssueJob, SerialCounter
from certificates.models.keys import SigningKey
from certificates.models.papers import Certificate, CertificateQuerySet
from certificates.models.register import LogCheckpoint, LogEntry, LogTile, RegisterHead, RegisterKey

__all__ = [
    "Award",
    "Certificate",
    "CertificateQuerySet",
    "Check",
    "Credential",
    "CredentialKey",
    "IssueJob",
    "Issuer",
    "LogCheckpoint",
    "LogEntry",
    "LogTile",
    "RegisterHead",
    "RegisterKey",
    "SerialCounter",
    "SigningKey",
    "StatusList",
]
