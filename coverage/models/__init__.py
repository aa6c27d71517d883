"""Targets as the plans state them and how each is counted; reports about them; what people are bound to
learn, and who was reminded.
"""

from coverage.models.assignments import Assignment, AssignmentQuerySet, AssignmentVersion, Exemption, ExemptionQuerySet
from coverage.models.recognitions import Recognition
from coverage.models.reminders import Reminder, ReminderDigest, ReminderRun, ReminderSending
from coverage.models.reports import InTheBackground, Report, ReportCheck, ReportJob, ReportKind
from coverage.models.targets import Target
from coverage.models.versions import TargetVersion

__all__ = [
    "Assignment",
    "AssignmentQuerySet",
    "AssignmentVersion",
    "Exemption",
    "ExemptionQuerySet",
    "InTheBackground",
    "Recognition",
    "Reminder",
    "ReminderDigest",
    "ReminderRun",
    "ReminderSending",
    "Report",
    "ReportCheck",
    "ReportJob",
    "ReportKind",
    "Target",
    "TargetVersion",
]
