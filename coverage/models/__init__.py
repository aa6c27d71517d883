"""Targets as the plans state them, and how each is counted."""

from coverage.models.targets import Target
from coverage.models.versions import TargetVersion

__all__ = ["Target", "TargetVersion"]
