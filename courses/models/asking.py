"""What learners ask their teachers, and what is said to it. Hidden when unfit, never deleted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from courses.models.facts import Enrolment, Fact
from courses.models.pages import CoursePage


class Said(Fact):
    """Plain words of a person. A teacher may hide them, with a reason, from all but their author and the teachers."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("text"))
    said_at = models.DateTimeField(_("said at"))
    hidden_at = models.DateTimeField(_("hidden at"), null=True)
    hidden_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    hidden_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        abstract = True


def hidden_whole(name: str) -> models.CheckConstraint:
    """Hidden by somebody, at a moment, for a reason; or not at all."""
    return models.CheckConstraint(
        name=name,
        condition=Q(hidden_at=None, hidden_by=None, hidden_reason="")
        | (Q(hidden_at__isnull=False, hidden_by__isnull=False) & ~Q(hidden_reason="")),
    )


class Inquiry(Said):
    """A learner's question to the teachers of a course, asked in one of its steps.

    `answered_at` is empty while it waits: until a teacher answers, and again when the learner asks on.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="inquiries")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="inquiries")
    step = models.ForeignKey(Page, models.PROTECT, related_name="+")
    is_private = models.BooleanField(_("only for the teachers"), default=False)
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = _("question to the teacher")
        verbose_name_plural = _("questions to the teacher")
        indexes = [
            models.Index(name="inquiry_step", fields=["step", "said_at"]),
            models.Index(name="inquiry_person", fields=["person", "said_at"]),
            models.Index(name="inquiry_waiting", fields=["course", "said_at"], condition=Q(answered_at=None)),
        ]
        constraints = [hidden_whole("inquiry_hidden_whole")]


class Reply(Said):
    """What a teacher answers, or what the learner asks on. `by_teacher` is how it was at that moment."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="replies")
    by_teacher = models.BooleanField()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        indexes = [
            models.Index(name="reply_inquiry", fields=["inquiry", "said_at"]),
            models.Index(name="reply_person", fields=["person", "said_at"]),
        ]
        constraints = [hidden_whole("reply_hidden_whole")]
