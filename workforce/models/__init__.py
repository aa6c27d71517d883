"""Agencies, positions, employments over time, and the roles that let one person see others."""

from workforce.models.agencies import Agency, AgencyManager, AgencyQuerySet, Succession
from workforce.models.employments import Employment, EmploymentQuerySet, Position
from workforce.models.roles import AgencyRole, AgencyRoleQuerySet

__all__ = [
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
