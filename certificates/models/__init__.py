"""Designs, issuers, awards, the issue queue, gapless numbers, papers and what befalls them, keys, the public log."""

from certificates.models.checks import Check
from certificates.models.confirmations import Confirmation
from certificates.models.credential_keys import CredentialKey
from certificates.models.credentials import Credential, StatusList
from certificates.models.designs import Design, DesignVersion
from certificates.models.endings import EndingNote
from certificates.models.epochs import Epoch
from certificates.models.expiry_notices import ExpiryNotice
from certificates.models.issuers import Award, Issuer
from certificates.models.jobs import IssueBatch, IssueJob, SerialCounter
from certificates.models.keys import SigningKey
from certificates.models.papers import Certificate, CertificateQuerySet, in_force
from certificates.models.prepared import PreparedConfirmation, PreparedPaper
from certificates.models.proposals import Proposal, ProposalQuerySet
from certificates.models.register import LogCheckpoint, LogEntry, LogTile, RegisterHead, RegisterKey
from certificates.models.share_links import ShareLink
from certificates.models.suspensions import Suspension

__all__ = [
    "Award",
    "Certificate",
    "CertificateQuerySet",
    "Check",
    "Confirmation",
    "Credential",
    "CredentialKey",
    "Design",
    "DesignVersion",
    "EndingNote",
    "Epoch",
    "ExpiryNotice",
    "IssueBatch",
    "IssueJob",
    "Issuer",
    "LogCheckpoint",
    "LogEntry",
    "LogTile",
    "PreparedConfirmation",
    "PreparedPaper",
    "Proposal",
    "ProposalQuerySet",
    "RegisterHead",
    "RegisterKey",
    "SerialCounter",
    "ShareLink",
    "SigningKey",
    "StatusList",
    "Suspension",
    "in_force",
]
