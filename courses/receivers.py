"""Publishing, unpublishing, moving and deleting pages: what processes keep is read anew. Grading: exams are sealed."""

import datetime as dt
from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from courses.models import Attempt
from courses.published import new_edition
from courses.records import seal_attempt
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
