"""Papers that an officer looks at first: confirmed, many at once, or declined with a reason the learner reads."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from accounts.telling import register_words, tell
from certificates.issuing import ask_for_drain
from certificates.lacking import ask_holder, lacking
from certificates.models import IssueBatch, IssueJob
from certificates.nameless import HAS_NAME_OF_JOB

State = IssueJob.State
UNDECIDED = (State.UNCONFIRMED, State.DECLINED)

register_words(
    "certificates.declined",
    gettext_lazy("About your certificate for “%(course)s”"),
    gettext_lazy("It was not issued: %(reason)s. Your result is kept. Ask the issuing agency if you have a question."),
)


class NothingToConfirm(Exception):
    """None of the chosen papers waits to be confirmed, or is the officer's to confirm."""


class CannotDecline(Exception):
    """The paper no longer waits for an officer, or no reason was given."""


@dataclass(frozen=True)
class BatchProgress:
    """How far a batch is. `lacking` and `failed` wait for somebody; the rest is on its way."""

    total: int
    done: int
    lacking: int
    failed: int

    @property
    def is_over(self) -> bool:
        return self.done + self.lacking + self.failed == self.total


@transaction.atomic
def approve(*, jobs: "models.QuerySet[IssueJob]", by: User, at: dt.datetime) -> IssueBatch:
    """Confirm those of `jobs` that wait for an officer and are `by`'s to confirm; they join the queue together.

    A declined paper may be confirmed after all, unless its holder had their data erased. Papers that lack a datum of
    their holder wait for it.
    Not harmless twice: raises NothingToConfirm.
    """
    chosen = jobs.kept_by(by).filter(HAS_NAME_OF_JOB, state__in=UNDECIDED)  # type: ignore[attr-defined]
    locked = list(
        IssueJob.objects.select_for_update(of=("self",))
        .select_related("completion__person", "completion__course", "award")
        .filter(pk__in=chosen.values("pk"))
        .order_by("pk")
    )
    locked = [job for job in locked if job.state in UNDECIDED]
    if not locked:
        raise NothingToConfirm(_("None of these papers waits for confirmation. Somebody else may have confirmed them."))
    batch = IssueBatch.objects.create(by=by, at=at)
    for job in locked:
        job.batch, job.next_try_at, job.lacks = batch, at, lacking(job.completion.person, job.award)
        job.state = State.LACKING if job.lacks else State.WAITING
        if job.lacks:
            ask_holder(job=job, at=at)
    IssueJob.objects.bulk_update(locked, ["batch", "next_try_at", "lacks", "state"], batch_size=500)
    log(batch, "certificates.approve", user=by, timestamp=at, data={"count": len(locked)})
    transaction.on_commit(ask_for_drain)
    return batch


@transaction.atomic
def decline(*, job: IssueJob, reason: str, by: User, at: dt.datetime) -> IssueJob:
    """Decline a paper for a `reason` that the learner reads. Not harmless twice: raises CannotDecline."""
    if not reason.strip():
        raise CannotDecline(_("Say why, in words for the learner."))
    locked = (
        IssueJob.objects.kept_by(by)
        .select_for_update(of=("self",))
        .select_related("completion__person", "completion__course")
        .filter(pk=job.pk, state=State.UNCONFIRMED)
        .first()
    )
    if locked is None:
        raise CannotDecline(_("This paper no longer waits for you. Somebody else may have decided."))
    locked.state, locked.declined_by, locked.declined_at = State.DECLINED, by, at
    locked.decline_reason = reason.strip()[:300]
    locked.save(update_fields=["state", "declined_by", "declined_at", "decline_reason"])
    log(locked, "certificates.decline", user=by, timestamp=at, data={"reason": locked.decline_reason})
    tell(
        people=[locked.completion.person],
        kind="certificates.declined",
        key=f"certificates.declined:{locked.completion_id}:{at.isoformat()}",
        url=reverse("certificates:mine"),
        at=at,
        course=locked.completion.course.title,
        reason=locked.decline_reason,
    )
    return locked


def progress_of(batch: IssueBatch) -> BatchProgress:
    """How far `batch` is. One query."""
    counts: dict[str, Any] = batch.jobs.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(state=State.DONE)),
        lacking=Count("pk", filter=Q(state=State.LACKING)),
        failed=Count("pk", filter=Q(state=State.FAILED)),
    )
    return BatchProgress(**counts)
