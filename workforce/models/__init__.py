"""Agencies, positions, employments over time, absences, and the roles that let one person see others."""

from workforce.models.absences import Absence, AbsenceQuerySet
from workforce.models.agencies import (
    Agency,
    AgencyManager,
    AgencyQuerySet,
    AgencyRole,
    AgencyRoleQuerySet,
    Succession,
)
from workforce.models.employments import Employment, EmploymentQuerySet, Position

__all__ = [
    "Absence",
    "AbsenceQuerySet",
    "Agency",
    "AgencyManager",
    "AgencyQuerySet",
    "AgencyRole",
    "AgencyRoleQuerySet",
    "Employment",
    "EmploymentQuerySet",
    "Position",
    "Succession",
]
