"""Who teaches a course: marks its tasks, answers its learners' questions, sees how they get on."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models.facts import Fact
from courses.models.pages import CoursePage


class TeachingQuerySet(models.QuerySet["Teaching"]):
    def held_by(self, person: User) -> Self:
        return self.filter(person=person, ended_at=None)


class Teaching(Fact):
    """That a person teaches a course. Begun and ended, never deleted: who could see whose work stays answerable."""

    person = models.ForeignKey(User, models.PROTECT, related_name="teachings", verbose_name=_("teacher"))
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="teachings", verbose_name=_("course"))
    appointed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("appointed by"))
    appointed_at = models.DateTimeField(_("appointed at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = TeachingQuerySet.as_manager()

    class Meta:
        verbose_name = _("teacher of a course")
        verbose_name_plural = _("teachers of courses")
        constraints = [
            models.UniqueConstraint(name="teaching_once", fields=["person", "course"], condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.course}"
