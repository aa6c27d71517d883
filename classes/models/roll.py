"""Who sits where in an exam, how far they have come, and how it was made sure who they are."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from classes.models.sessions import ExamSession, Fact
from courses.models import Admission, Attempt


class RollEntryQuerySet(models.QuerySet["RollEntry"]):
    def on_the_roll(self) -> Self:
        """Entries that count: those not struck off."""
        return self.exclude(state=RollEntry.State.STRUCK_OFF)

    def in_order(self) -> Self:
        return self.order_by("seat")

    def with_progress(self) -> Self:
        """Each with `answered`: how many questions of the attempt have an answer. One query for a whole room."""
        given = Q(admission__attempt__items__chosen__isnull=False) & ~Q(admission__attempt__items__chosen=[])
        return self.select_related("person", "admission__attempt").annotate(
            answered=Count("admission__attempt__items", filter=given)
        )


class RollEntry(Fact):
    """That a person is to sit an exam at a seat. Struck off or excluded, never deleted.

    `admission` (and through it the attempt) is there from the moment the right code was typed.
    `wrong_codes` counts since `wrong_since`, so that codes cannot be guessed.
    """

    class State(models.TextChoices):
        EXPECTED = "expected", _("expected")
        PRESENT = "present", _("present")
        ABSENT = "absent", _("absent")
        EXCLUDED = "excluded", _("excluded")
        STRUCK_OFF = "struck_off", _("struck off the roll")

    class Identity(models.TextChoices):
        """What the invigilator looked at."""

        CARD = "card", _("citizen's card")
        VNEID = "vneid", _("VNeID")
        STAFF_CARD = "staff_card", _("staff card")
        KNOWN = "known", _("known to the invigilator")

    session = models.ForeignKey(ExamSession, models.PROTECT, related_name="entries")
    person = models.ForeignKey(User, models.PROTECT, related_name="exam_entries")
    seat = models.PositiveSmallIntegerField(_("seat"), validators=[MinValueValidator(1)])
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.EXPECTED)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    checked_in_at = models.DateTimeField(_("checked in at"), null=True)
    checked_in_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    identity = models.CharField(_("identity"), max_length=12, choices=Identity.choices, blank=True)
    extra_minutes = models.PositiveSmallIntegerField(_("extra minutes"), default=0)
    extra_reason = models.CharField(_("reason"), max_length=300, blank=True)
    admission = models.OneToOneField(Admission, models.PROTECT, null=True, related_name="exam_entry")
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    wrong_since = models.DateTimeField(null=True)

    objects = RollEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the roll")
        verbose_name_plural = _("entries of the roll")
        constraints = [
            models.UniqueConstraint(
                name="roll_person_once", fields=["session", "person"], condition=~Q(state="struck_off")
            ),
            models.UniqueConstraint(
                name="roll_seat_once", fields=["session", "seat"], condition=~Q(state="struck_off")
            ),
            models.CheckConstraint(
                name="roll_checked_in_whole",
                condition=Q(checked_in_at=None, checked_in_by=None, identity="")
                | (Q(checked_in_at__isnull=False, checked_in_by__isnull=False) & ~Q(identity="")),
            ),
            models.CheckConstraint(
                name="roll_present_is_checked_in", condition=~Q(state="present") | Q(checked_in_at__isnull=False)
            ),
            models.CheckConstraint(
                name="roll_admitted_is_checked_in", condition=Q(admission=None) | Q(checked_in_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}. {self.person}"

    @property
    def attempt(self) -> Attempt | None:
        """The attempt that was begun in this session, if any."""
        return getattr(self.admission, "attempt", None)

    @property
    def is_answering(self) -> bool:
        return self.attempt is not None and self.attempt.state == Attempt.State.OPEN

    @property
    def has_handed_in(self) -> bool:
        return self.attempt is not None and self.attempt.state == Attempt.State.GRADED
