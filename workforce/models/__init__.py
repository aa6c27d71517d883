"""Agencies, positions, employments over time, absences, and the roles that let one person see others."""

from workforce.models.absences import Absence, AbsenceQuerySet
from workforce.models.agencies import (
    Agency,
    AgencyManager,
    AgencyQuerySet,
    AgencyRole,
    AgencyRoleQuerySet,
    Succession,
    lies_in,
)
from workforce.models.employments import Employment, EmploymentQuerySet, Position
from workforce.models.operations import (
    AgencyOperation,
    OperationAgency,
    OperationCode,
    OperationPerson,
    OperationPosting,
    OperationRole,
)
from workforce.models.rosters import RosterImport, RosterRow, StaffCode
from workforce.models.stages import Departure, Posting, PostingQuerySet
from workforce.models.verbs import Verb

__all__ = [
    "Absence",
    "AbsenceQuerySet",
    "Agency",
    "AgencyManager",
    "AgencyOperation",
    "AgencyQuerySet",
    "AgencyRole",
    "AgencyRoleQuerySet",
    "Departure",
    "Employment",
    "EmploymentQuerySet",
    "OperationAgency",
    "OperationCode",
    "OperationPerson",
    "OperationPosting",
    "OperationRole",
    "Position",
    "Posting",
    "PostingQuerySet",
    "RosterImport",
    "RosterRow",
    "StaffCode",
    "Succession",
    "Verb",
    "lies_in",
]
