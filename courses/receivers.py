"""What processes keep is read anew when a page or what it shows changes. Grading: exams are sealed."""

import datetime as dt
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from courses.models import Attempt, Film, Picture, Term
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


@receiver(post_save, sender=Film)
@receiver(post_save, sender=Picture)
@receiver(post_save, sender=Term)
def read_anew_what_lessons_show(**_: Any) -> None:
    new_edition()
