"""Supervised exams: the session, who watches, who sits where, and what happened."""

from classes.models.happenings import Incident
from classes.models.roll import RollEntry
from classes.models.sessions import ExamSession, Invigilation

__all__ = ["ExamSession", "Incident", "Invigilation", "RollEntry"]
