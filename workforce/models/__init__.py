"""Agencies, positions, employments over time, and the roles that let one person see others."""

from workforce.models.agencies import (
    Agency,
    AgencyManager,
    AgencyQuerySet,
    AgencyRole,
    AgencyRoleQuerySet,
    Succession,
)
from workforce.models.employments import Employment, EmploymentQuerySet, Position
from workforce.models.rosters import RosterImport, RosterRow, StaffCode
from workforce.models.stages import Departure, Leave, Posting

__all__ = [
    "Agency",
    "AgencyManager",
    "AgencyQuerySet",
    "AgencyRole",
    "AgencyRoleQuerySet",
    "Departure",
    "Employment",
    "EmploymentQuerySet",
    "Leave",
    "Position",
    "Posting",
    "RosterImport",
    "RosterRow",
    "StaffCode",
    "Succession",
]
