"""What was said to whom about which obligation: a log that only grows."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from coverage.models.assignments import Assignment


class ReminderDigest(models.Model):
    """All that one person was reminded of on one day, in one message. `by` is the officer who asked for it, if any."""

    recipient = models.ForeignKey(User, models.PROTECT, related_name="reminder_digests")
    day = models.DateField(_("day"))
    made_at = models.DateTimeField(_("made at"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("asked for by"))
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reminder message")
        verbose_name_plural = _("reminder messages")
        constraints = [models.UniqueConstraint(name="reminder_one_message_a_day", fields=["recipient", "day"])]

    def __str__(self) -> str:
        return f"{self.recipient}, {self.day}"


class Reminder(models.Model):
    """That a message spoke of the obligation of `person` that was due on `due_on`.

    `step` is the day it was due for, counted from `due_on` (−30: a month before); null when an officer asked.
    `to_head` tells messages to the head of the person's unit from those to the person.
    """

    digest = models.ForeignKey(ReminderDigest, models.PROTECT, related_name="reminders")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reminders")
    person = models.ForeignKey(User, models.PROTECT, related_name="reminders")
    due_on = models.DateField(_("due on"))
    step = models.SmallIntegerField(_("days from the date"), null=True)
    to_head = models.BooleanField(_("to the head of the unit"), default=False)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [models.Index(name="reminder_assignment_person", fields=["assignment", "person"])]
        constraints = [
            # A unit may have two heads: each is told once.
            models.UniqueConstraint(
                name="reminder_once_a_step",
                fields=["assignment", "person", "due_on", "step"],
                condition=Q(to_head=False),
            ),
            models.UniqueConstraint(
                name="reminder_once_a_message", fields=["digest", "assignment", "person", "to_head"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.assignment}"


class ReminderSending(models.Model):
    """That a message was handed to a channel."""

    digest = models.ForeignKey(ReminderDigest, models.PROTECT, related_name="sendings")
    channel = models.CharField(_("channel"), max_length=40)
    sent_at = models.DateTimeField(_("sent at"))
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sending of a reminder")
        verbose_name_plural = _("sendings of reminders")
        constraints = [models.UniqueConstraint(name="reminder_sent_once", fields=["digest", "channel"])]

    def __str__(self) -> str:
        return f"{self.digest}: {self.channel}"


class ReminderRun(models.Model):
    """That all reminders of a day were made: the hours after it have nothing to look for."""

    day = models.DateField(_("day"), unique=True)
    finished_at = models.DateTimeField(_("finished at"))
    messages = models.PositiveIntegerField(_("messages"))
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("day of reminders")
        verbose_name_plural = _("days of reminders")

    def __str__(self) -> str:
        return str(self.day)
