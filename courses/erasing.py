"""What this app keeps of a person: what was learnt, answered, written and handed in.

That and when somebody completed a course stays: figures of the past are counted from it. What the person wrote goes,
but for the sealed records of supervised exams, which would no longer prove anything (courses.records).
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.personal_data import CannotEraseNow, File, Holding, told
from courses.keeping_files import CannotKeep, erase_file, read_kept
from courses.models import (
    Accommodation,
    Attempt,
    AttemptItem,
    Bookmark,
    Completion,
    Enrolment,
    Inquiry,
    Marking,
    Note,
    OfflineEvent,
    Place,
    Reply,
    StepProgress,
    Submission,
    SubmissionFile,
    Teaching,
)

_GONE = "-"


def _erase(person: User, by: User | None, at: dt.datetime) -> None:
    """Harmless twice. Raises CannotEraseNow."""
    enrolments = Enrolment.objects.filter(person=person)
    Place.objects.filter(enrolment__in=enrolments).delete()
    Note.objects.filter(person=person).delete()
    Bookmark.objects.filter(person=person).delete()
    OfflineEvent.objects.filter(person=person).update(detail={})
    Accommodation.objects.filter(person=person).update(reason="")
    _empty_answers(enrolments)
    _empty_questions(person, at)
    _empty_work(enrolments, at)
    enrolments.update(last_step=None, last_seen_at=None)
    # Nothing is completed any more in nobody's name, when a course changes.
    enrolments.filter(withdrawn_at=None, completion=None).update(withdrawn_at=at)


def _empty_answers(enrolments: "QuerySet[Enrolment]") -> None:
    free = Attempt.objects.filter(enrolment__in=enrolments, seal=None)
    AttemptItem.objects.filter(attempt__in=free).exclude(chosen=None).update(chosen=None)
    free.update(from_address=None)


def _empty_questions(person: User, at: dt.datetime) -> None:
    """What was asked as a learner; what a teacher answered is the course's."""
    Inquiry.objects.filter(person=person, answered_at=None).update(answered_at=at)
    Inquiry.objects.filter(person=person).update(text="")
    Reply.objects.filter(person=person, by_teacher=False).update(text="")


def _empty_work(enrolments: "QuerySet[Enrolment]", at: dt.datetime) -> None:
    work = Submission.objects.filter(enrolment__in=enrolments)
    work.filter(state=Submission.State.HANDED_IN).update(
        state=Submission.State.TAKEN_BACK, taken_back_at=at, claimed_by=None, claimed_until=None
    )
    work.update(text="")
    Marking.objects.filter(submission__in=work).update(comment="")
    # Before the rows are emptied: when a file is out of reach all is tried again, and files already gone do no harm.
    for file in SubmissionFile.objects.filter(submission__in=work).exclude(name=_GONE).order_by("pk"):
        try:
            erase_file(file.stored_name)
        except CannotKeep as error:
            raise CannotEraseNow(str(error)) from error
        file.name = _GONE
        file.save(update_fields=["name"])


def _give(person: User) -> dict[str, list[dict[str, Any]]]:
    mine = {"enrolment__person": person}
    submissions = Submission.objects.filter(**mine)
    return {
        _("courses taken"): told(
            Enrolment.objects.filter(person=person), "course__title", "enrolled_at", "withdrawn_at", "last_seen_at"
        ),
        _("steps done"): told(StepProgress.objects.filter(**mine), "step__title", "completed_at"),
        _("courses completed"): told(
            Completion.objects.filter(person=person), "course__title", "score_percent", "started_on", "completed_at"
        ),
        _("tests"): told(
            Attempt.objects.filter(**mine), "quiz__title", "number", "started_at", "submitted_at", "correct", "total"
        ),
        _("answers"): _answers(person),
        _("notes"): told(Note.objects.filter(person=person), "step__title", "text", "saved_at"),
        _("bookmarks"): told(Bookmark.objects.filter(person=person), "step__title", "words", "made_at"),
        _("questions to teachers"): told(Inquiry.objects.filter(person=person), "step__title", "text", "said_at"),
        _("replies"): told(Reply.objects.filter(person=person), "text", "said_at"),
        _("work handed in"): told(submissions, "task__title", "number", "state", "text", "handed_in_at"),
        _("what teachers said about it"): told(
            Marking.objects.filter(submission__in=submissions), "marked_at", "total", "most", "passed", "comment"
        ),
        _("more time in tests"): told(
            Accommodation.objects.filter(person=person), "extra_percent", "reason", "valid_from", "valid_to"
        ),
        _("learnt without a signal"): told(
            OfflineEvent.objects.filter(person=person), "step__title", "kind", "claimed_at", "received_at"
        ),
    }


def _answers(person: User) -> list[dict[str, Any]]:
    """What was answered, in its own words: never what would have been right (courses.asking)."""
    items = AttemptItem.objects.filter(attempt__enrolment__person=person).exclude(chosen=None)
    return [
        {
            str(_("test")): item.attempt_id,
            str(_("question")): item.shown["text"],
            str(_("answer")): _in_words(item.shown, item.chosen),
        }
        for item in items.order_by("attempt", "position")
    ]


def _in_words(shown: dict[str, Any], chosen: list[str]) -> list[str]:
    texts = {option["key"]: option["text"] for option in shown.get("options", [])}
    return [texts.get(key, key) for key in chosen]


def _files(person: User) -> Iterator[File]:
    files = SubmissionFile.objects.filter(submission__enrolment__person=person).exclude(name=_GONE)
    for file in files.order_by("submission", "position"):
        yield File(file.name, lambda name=file.stored_name: read_kept(name))  # type: ignore[misc]


def _hinders(person: User, on: dt.date) -> str:
    if Teaching.objects.held_by(person).exists():
        return _("You teach a course. Ask the administrator to end that first.")
    return ""


HOLDING = Holding(
    name="courses",
    goes=(
        gettext_lazy("your notes and bookmarks, and where you were in each lesson"),
        gettext_lazy("your answers in tests, the texts and files you handed in, and what teachers wrote about them"),
        gettext_lazy("what you asked teachers, and why you were given more time in tests"),
    ),
    stays=(
        gettext_lazy("that somebody completed a course, when and with which result, without your name: for statistics"),
        gettext_lazy("the sealed record of an exam under supervision: it has to be checked years later"),
    ),
    erase=_erase,
    give=_give,
    files=_files,
    hinders=_hinders,
)
