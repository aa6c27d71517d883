"""Handing in work: where a learner stands with a task, handing in, taking back."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from courses.examining_files import GoodFile
from courses.keeping_files import forget_file, keep_file
from courses.models import Enrolment, Marking, Submission, SubmissionFile, TaskPage
from courses.outline import outline_of
from courses.rules import attempts_left
from courses.task_news import tell_teachers_of_work
from courses.working_days import working_day_after

LONGEST_TEXT = 20_000  # letters; some ten printed pages


class CannotHandIn(Exception):
    """The work cannot be handed in or taken back now; the message says why and what to do."""


@dataclass(frozen=True)
class TaskStanding:
    """Where a learner stands with a task. `submissions`: those not taken back, oldest first, with their markings."""

    submissions: list[Submission]
    left: int | None
    due_on: dt.date | None

    @property
    def last(self) -> Submission | None:
        return self.submissions[-1] if self.submissions else None

    @property
    def waiting(self) -> Submission | None:
        return self.last if self.last and self.last.state == Submission.State.HANDED_IN else None

    @property
    def passed(self) -> Submission | None:
        return next((one for one in self.submissions if one.state == Submission.State.PASSED), None)

    @property
    def returned(self) -> Submission | None:
        return self.last if self.last and self.last.state == Submission.State.RETURNED else None

    @property
    def refusal(self) -> str:
        """Empty when work may be handed in now, else the sentence to show."""
        if self.passed:
            return _("You have passed this task.")
        if self.waiting:
            return _("Your work is waiting to be marked. To hand in something else, take it back first.")
        if self.left == 0:
            return _("You have handed this task in as often as is allowed. Ask your teacher how to go on.")
        return ""


def submissions_of(person: User, task: TaskPage) -> "list[Submission]":
    """The person's work for `task`, oldest first, with files and markings: the one door to it. Three queries."""
    markings = Prefetch("markings", Marking.objects.select_related("marked_by"))
    return list(
        Submission.objects.filter(enrolment__person=person, enrolment__withdrawn_at=None, task=task)
        .select_related("enrolment", "claimed_by")
        .prefetch_related("files", markings)
        .order_by("number")
    )


def task_standing(person: User, task: TaskPage, enrolment: Enrolment) -> TaskStanding:
    """What the task's page says."""
    kept = [one for one in submissions_of(person, task) if one.state != Submission.State.TAKEN_BACK]
    return TaskStanding(
        submissions=kept,
        left=attempts_left(used=len(kept), allowed=task.tries_allowed),
        due_on=task.due_on(timezone.localdate(enrolment.enrolled_at)),
    )


def untried(task: TaskPage) -> TaskStanding:
    """Where anybody stands before enrolling: for an author's preview."""
    return TaskStanding([], attempts_left(used=0, allowed=task.tries_allowed), None)


def why_not_this(task: TaskPage, *, text: str, files: Sequence[object]) -> str:
    """Empty when text and files are what the task asks for, else the sentence that says what is missing."""
    wanted, has_text = TaskPage.Wanted(task.wanted), bool(text.strip())
    if len(text) > LONGEST_TEXT:
        return _("Your text is too long for this page. Put it in a document and hand that in.")
    if wanted == TaskPage.Wanted.TEXT and not has_text:
        return _("Write your work in the box, then hand it in.")
    if wanted == TaskPage.Wanted.FILES and not files:
        return _("Choose the file with your work, then hand it in.")
    if wanted == TaskPage.Wanted.BOTH and not (has_text and files):
        return _("Write in the box and choose a file: this task asks for both.")
    if not has_text and not files:
        return _("Write your work in the box or choose a file, then hand it in.")
    return ""


def hand_in(
    *, enrolment: Enrolment, task: TaskPage, text: str, files: Sequence[GoodFile], at: dt.datetime
) -> Submission:
    """Hand in work and promise a day to mark it by. Raises CannotHandIn, CannotKeep; then nothing has changed.

    Harmless twice: the same text and files as the work that waits are that work.
    """
    text = text.strip().replace("\r\n", "\n") if task.takes_text else ""
    files = files if task.takes_files else []
    kept: list[str] = []
    try:
        with transaction.atomic():
            return _hand_in(enrolment, task, text, files, kept, at)
    except BaseException:
        for stored_name in kept:
            forget_file(stored_name)
        raise


def _hand_in(
    enrolment: Enrolment, task: TaskPage, text: str, files: Sequence[GoodFile], kept: list[str], at: dt.datetime
) -> Submission:
    """The enrolment row is locked first: of two hand-ins at once the second sees the first."""
    locked = Enrolment.objects.select_for_update(of=("self",)).select_related("course", "person")
    enrolment = locked.get(pk=enrolment.pk)
    standing = task_standing(enrolment.person, task, enrolment)
    content_hash = _hash_of(text, files)
    if standing.waiting and standing.waiting.content_hash == content_hash:
        return standing.waiting
    refusal = _why_not_here(enrolment, task, at) or standing.refusal or why_not_this(task, text=text, files=files)
    if refusal:
        raise CannotHandIn(refusal)
    submission = Submission.objects.create(
        enrolment=enrolment,
        task=task,
        task_revision_id=task.live_revision_id,
        number=Submission.objects.filter(enrolment=enrolment, task=task).count() + 1,
        text=text,
        content_hash=content_hash,
        handed_in_at=at,
        due_on=standing.due_on,
        marking_due_on=working_day_after(timezone.localdate(at), count=task.promised_days),
    )
    for position, file in enumerate(files, start=1):
        kept.append(keep_file(file.content))
        SubmissionFile.objects.create(
            submission=submission,
            position=position,
            name=file.name,
            ending=file.ending,
            content_type=file.content_type,
            size=len(file.content),
            sha256=file.sha256,
            stored_name=kept[-1],
        )
    log(submission, "courses.hand_in", user=enrolment.person, data={"task": task.slug, "number": submission.number})
    tell_teachers_of_work(submission, at=at)
    return submission


def _why_not_here(enrolment: Enrolment, task: TaskPage, at: dt.datetime) -> str:
    if enrolment.withdrawn_at is not None:
        return _("You have left this course. Enrol again to hand in work.")
    today = Submission.objects.filter(enrolment=enrolment, task=task, handed_in_at__gt=at - dt.timedelta(days=1))
    if today.count() >= settings.TASK_HAND_INS_PER_DAY:
        return _("You have handed this task in very often today. Look through your work and try again tomorrow.")
    step = outline_of(enrolment.course, enrolment).find(task.slug)
    return "" if step and step.is_open else _("Finish the steps before this task first.")


def _hash_of(text: str, files: Sequence[GoodFile]) -> str:
    whole = hashlib.sha256(text.encode())
    for file in files:
        whole.update(f"\0{file.name}\0{file.sha256}".encode())
    return whole.hexdigest()


@transaction.atomic
def take_back(*, submission: Submission, by: User, at: dt.datetime) -> None:
    """Take work back before anybody began to mark it; what was handed in stays on record. Harmless twice.

    Raises CannotHandIn.
    """
    submission = Submission.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=submission.pk)
    if submission.enrolment.person_id != by.pk:
        raise CannotHandIn(_("Only who handed work in can take it back."))
    if submission.state == Submission.State.TAKEN_BACK:
        return
    if submission.state != Submission.State.HANDED_IN:
        raise CannotHandIn(_("This work has been marked already."))
    if submission.claimed_until and submission.claimed_until > at:
        raise CannotHandIn(_("Your teacher is marking this work right now, so it cannot be taken back."))
    submission.state, submission.taken_back_at = Submission.State.TAKEN_BACK, at
    submission.claimed_by = submission.claimed_until = None
    submission.save(update_fields=["state", "taken_back_at", "claimed_by", "claimed_until"])
    log(submission, "courses.take_back", user=by, data={"number": submission.number})
