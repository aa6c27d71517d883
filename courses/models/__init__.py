"""Pages that authors write, the question bank, and the dated facts of learning."""

from courses.models.asking import Inquiry, Reply
from courses.models.bank import Option, Question, QuestionTag, TaggedQuestion
from courses.models.banking import QuestionImport, QuestionStatistics
from courses.models.facts import (
    Accommodation,
    Admission,
    Attempt,
    AttemptItem,
    Completion,
    Enrolment,
    StepProgress,
)
from courses.models.media import Film, Picture, PictureRendition
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
from courses.models.records import AttemptSeal, SealChain
from courses.models.study import Bookmark, Note, Place
from courses.models.submissions import Marking, Submission, SubmissionFile
from courses.models.tasks import Criterion, CriterionLevel, TaskPage
from courses.models.teaching import Teaching
from courses.models.terms import Term
from courses.models.wording import QuestionWords

__all__ = [
    "Accommodation",
    "Admission",
    "Attempt",
    "AttemptItem",
    "AttemptSeal",
    "Bookmark",
    "Completion",
    "CourseIndexPage",
    "CoursePage",
    "Criterion",
    "CriterionLevel",
    "Difficulty",
    "DrawRule",
    "Enrolment",
    "Film",
    "Inquiry",
    "LessonPage",
    "Marking",
    "Note",
    "OfflineEvent",
    "Option",
    "Outcome",
    "Picture",
    "PictureRendition",
    "Place",
    "Question",
    "QuestionImport",
    "QuestionStatistics",
    "QuestionTag",
    "QuestionWords",
    "QuizPage",
    "QuizPreset",
    "Reply",
    "ReviewRule",
    "SealChain",
    "StepKind",
    "StepPage",
    "StepProgress",
    "Submission",
    "SubmissionFile",
    "TaggedQuestion",
    "TaskPage",
    "Teaching",
    "Term",
]
