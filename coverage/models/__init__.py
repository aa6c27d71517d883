"""Targets as the plans state them, how each is counted, and the reports that were written about them."""

from coverage.models.reports import Report, ReportJob, ReportKind
from coverage.models.targets import Target
from coverage.models.versions import TargetVersion

__all__ = ["Report", "ReportJob", "ReportKind", "Target", "TargetVersion"]
