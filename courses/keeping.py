"""What may be deleted: nothing that a record of learning, or of anything else, points at."""

from django.db import router
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import Attempt, AttemptItem, Completion, Enrolment, Question, StepProgress, Submission


def why_not_delete(thing: Page | Question) -> str:
    """Empty when a page with everything below it, or a question, may be deleted; else the sentence to show."""
    if _has_been_learnt_with(thing):
        sentence = _(
            "People have learnt with “%(title)s”, so it cannot be deleted. Unpublish it instead; the records stay."
        )
    elif _is_held(thing):
        sentence = _("“%(title)s” is still used: questions, certificates or targets name it. Unpublish it instead.")
    else:
        return ""
    return sentence % {"title": thing}


def _has_been_learnt_with(thing: Page | Question) -> bool:
    if isinstance(thing, Question):
        return AttemptItem.objects.filter(question=thing).exists()
    pages = thing.get_descendants(inclusive=True).values("pk")
    return (
        StepProgress.objects.filter(step__in=pages).exists()
        or Attempt.objects.filter(quiz__in=pages).exists()
        or Submission.objects.filter(task__in=pages).exists()
        or Enrolment.objects.filter(course__in=pages).exists()
        or Completion.objects.filter(course__in=pages).exists()
    )


def _is_held(thing: Page | Question) -> bool:
    """Whether the database would refuse, for the sake of rows of whatever app."""
    rows = thing.get_descendants(inclusive=True) if isinstance(thing, Page) else [thing]
    try:
        Collector(using=router.db_for_write(type(thing))).collect(rows)
    except ProtectedError:
        return True
    return False
