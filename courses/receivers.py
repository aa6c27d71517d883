"""What is heard: what processes keep is read anew; the steps of a review; a graded exam is sealed."""

import datetime as dt
from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from courses.models import Attempt, Film, Picture, Term
from courses.published import new_edition
from courses.publishing import CheckedBeforePublishing, refuse_unready
from courses.records import seal_attempt
from courses.review_news import no_mail, tell_live, tell_reviewers, tell_sent_back
from courses.signals import attempt_graded


@receiver([page_published, page_unpublished, page_slug_changed, post_page_move])
def read_anew(**_: Any) -> None:
    new_edition()


@receiver(post_delete)
def read_anew_after_deletion(sender: type, **_: Any) -> None:
    if issubclass(sender, Page):
        new_edition()


@receiver(attempt_graded)
def seal(attempt: Attempt, at: dt.datetime, **_: Any) -> None:
    seal_attempt(attempt=attempt, at=at)


@receiver(post_save, sender=Film)
@receiver(post_save, sender=Picture)
@receiver(post_save, sender=Term)
def read_anew_what_lessons_show(**_: Any) -> None:
    new_edition()


@receiver(pre_save, sender=WorkflowState)
def refuse_to_hand_in(instance: WorkflowState, **_: Any) -> None:
    """A review begins, or is taken up again: only with a page that is ready. Raises courses.publishing.NotReady."""
    begins = instance.status == WorkflowState.STATUS_IN_PROGRESS and instance.current_task_state_id is None
    page = instance.content_object if begins else None
    if isinstance(page, Page) and issubclass(page.specific_class, CheckedBeforePublishing):
        refuse_unready(page.specific.get_latest_revision_as_object())


published.connect(tell_live)
# Under the names of Wagtail's own (English) mails, which are registered later and so never take hold: we tell instead.
task_submitted.connect(
    tell_reviewers, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification"
)
workflow_rejected.connect(
    tell_sent_back, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification"
)
workflow_submitted.connect(no_mail, sender=WorkflowState, dispatch_uid="workflow_state_submitted_email_notification")
workflow_approved.connect(no_mail, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification")
