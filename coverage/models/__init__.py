"""Targets as the plans state them, and how each is counted."""

from coverage.models.targets import Target

__all__ = ["Target"]
