"""What a learner leaves in a lesson: the place in it, private notes, bookmarks. Seen by nobody else."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from courses.models.facts import Enrolment, Fact
from courses.models.pages import CoursePage


class Place(models.Model):
    """Where a learner is in a step: overwritten at every turn, and gone with the step. A convenience, not a fact.

    `block` is the id of an element of the page, empty at the top; `films` how far each film was watched
    (its id → seconds). `moved_at` is when the learner was there, by the learner's clock, never in our future.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="places")
    step = models.ForeignKey(Page, models.CASCADE, related_name="+")
    block = models.CharField(max_length=64, blank=True)
    films: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    moved_at = models.DateTimeField(_("moved at"))
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(name="place_once", fields=["enrolment", "step"])]


class Note(Fact):
    """What a person wrote down in a lesson. `version` counts the savings: two devices never overwrite each other."""

    person = models.ForeignKey(User, models.PROTECT, related_name="notes")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="+")
    step = models.ForeignKey(Page, models.PROTECT, related_name="+")
    text = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [models.Index(name="note_person_course", fields=["person", "course"])]
        constraints = [models.UniqueConstraint(name="note_once", fields=["person", "step"])]


class Bookmark(models.Model):
    """A passage that a person wants to find again. `words` are its beginning, as they stood then."""

    person = models.ForeignKey(User, models.CASCADE, related_name="bookmarks")
    course = models.ForeignKey(CoursePage, models.CASCADE, related_name="+")
    step = models.ForeignKey(Page, models.CASCADE, related_name="+")
    block = models.CharField(max_length=64)
    words = models.CharField(max_length=200)
    made_at = models.DateTimeField(_("made at"))
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bookmark")
        verbose_name_plural = _("bookmarks")
        indexes = [models.Index(name="bookmark_person_course", fields=["person", "course"])]
        constraints = [models.UniqueConstraint(name="bookmark_once", fields=["person", "step", "block"])]
