"""Publishing, unpublishing, moving and deleting pages, changing what they show: what processes keep is read anew."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from courses.models import Film, Picture, Term
from courses.published import new_edition


@receiver([page_published, page_unpublished, page_slug_changed, post_page_move])
def read_anew(**_: Any) -> None:
    new_edition()


@receiver(post_delete)
def read_anew_after_deletion(sender: type, **_: Any) -> None:
    if issubclass(sender, Page):
        new_edition()


@receiver(post_save, sender=Film)
@receiver(post_save, sender=Picture)
@receiver(post_save, sender=Term)
def read_anew_what_lessons_show(**_: Any) -> None:
    new_edition()
