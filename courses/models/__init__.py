"""Pages that authors write, the question bank, and the dated facts of learning."""

from courses.models.bank import Option, Question
from courses.models.facts import Attempt, AttemptItem, Completion, Enrolment, StepProgress
from courses.models.media import Picture, PictureRendition
from courses.models.pages import CourseIndexPage, CoursePage, DrawRule, LessonPage, Outcome, QuizPage, StepPage

__all__ = [
    "Attempt",
    "AttemptItem",
    "Completion",
    "CourseIndexPage",
    "CoursePage",
    "DrawRule",
    "Enrolment",
    "LessonPage",
    "Option",
    "Outcome",
    "Picture",
    "PictureRendition",
    "Question",
    "QuizPage",
    "StepPage",
    "StepProgress",
]
