"""Agencies, positions, employments over time, and the roles that let one person see others."""

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
from workforce.models.operations import AgencyOperation, OperationAgency, OperationPerson, OperationRole
from workforce.models.verbs import Verb

__all__ = [
    "Agency",
    "AgencyManager",
    "AgencyOperation",
    "AgencyQuerySet",
    "AgencyRole",
    "AgencyRoleQuerySet",
    "Employment",
    "EmploymentQuerySet",
    "OperationAgency",
    "OperationPerson",
    "OperationRole",
    "Position",
    "Succession",
    "Verb",
    "lies_in",
]
