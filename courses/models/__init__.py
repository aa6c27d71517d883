"""Pages that authors write, the question bank, and the dated facts of learning."""

from courses.models.bank import Option, Question, QuestionTag, TaggedQuestion
from courses.models.facts import (
    Accommodation,
    Admission,
    Attempt,
    AttemptItem,
    Completion,
    Enrolment,
    StepProgress,
)
from courses.models.media import Picture, PictureRendition
from courses.models.offline import OfflineEvent
from courses.models.pages import (
    CourseIndexPage,
    CoursePage,
    Difficulty,
    DrawRule,
    LessonPage,
    Outcome,
    QuizPage,
    QuizPreset,
    ReviewRule,
    StepKind,
    StepPage,
)
from courses.models.teaching import Teaching

__all__ = [
    "Accommodation",
    "Admission",
    "Attempt",
    "AttemptItem",
    "Completion",
    "CourseIndexPage",
    "CoursePage",
    "Difficulty",
    "DrawRule",
    "Enrolment",
    "LessonPage",
    "OfflineEvent",
    "Option",
    "Outcome",
    "Picture",
    "PictureRendition",
    "Question",
    "QuestionTag",
    "QuizPage",
    "QuizPreset",
    "ReviewRule",
    "StepKind",
    "StepPage",
    "StepProgress",
    "TaggedQuestion",
    "Teaching",
]
