"""Supervised exams (the session, who watches, who sits where, what happened), and classes that learn a course."""

from classes.models.cohorts import Cohort, Facilitation, Letter, Meeting
from classes.models.corrections import Correction
from classes.models.device_marks import DeviceMark
from classes.models.happenings import Incident
from classes.models.membership import Attendance, Membership, MembershipQuerySet
from classes.models.roll import RollEntry
from classes.models.sessions import ExamSession, Invigilation

__all__ = [
    "Attendance",
    "Cohort",
    "Correction",
    "DeviceMark",
    "ExamSession",
    "Facilitation",
    "Incident",
    "Invigilation",
    "Letter",
    "Meeting",
    "Membership",
    "MembershipQuerySet",
    "RollEntry",
]
