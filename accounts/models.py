"""The person who signs in."""

from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.text import fold, given_name, nfc


class PersonManager(UserManager["User"]):
    def matching(self, words: str) -> "models.QuerySet[User]":
        """People whose name or user name holds every one of `words`, accents and case ignored."""
        people = self.all()
        for word in fold(words).split():
            people = people.filter(models.Q(name_key__contains=word) | models.Q(username__icontains=word))
        return people


class User(AbstractUser):  # type: ignore[django-manager-missing] # Wagtail's image manager is untyped
    """A person. Vietnamese names are one field: family name first, called by the last word.

    `phone` is E.164 (+84…); it and `email` are null, not empty, when unknown, so that both stay unique.
    Who had their data erased (`erased_at`) is a row without an identity, which dated facts go on pointing to.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("full name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False, db_index=True)
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)  # type: ignore[assignment]
    phone = models.CharField(_("telephone"), max_length=16, unique=True, null=True, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)
    wagtail_reference_index_ignore = True

    objects: ClassVar[PersonManager] = PersonManager()

    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.normalise()
        super().save(*args, **kwargs)

    def normalise(self) -> None:
        """Put names and addresses in their stored form; call it before a bulk insert."""
        self.full_name = nfc(self.full_name)
        self.name_key = fold(self.full_name)[:120]
        self.email = self.email or None
        self.phone = self.phone or None

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return given_name(self.full_name)


class ActivationCode(models.Model):
    """A code on paper by which `person` takes over an account that was opened for them, once.

    Only its digest is kept. A newer one ends it; so does its last moment, and the first use of the account.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="activation_codes")
    digest = models.CharField(max_length=64)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"))
    expires_at = models.DateTimeField(_("good until"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    used_at = models.DateTimeField(_("used at"), null=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("activation code")
        verbose_name_plural = _("activation codes")
        constraints = [
            models.UniqueConstraint(
                name="activation_code_one_open", fields=["person"], condition=models.Q(ended_at=None, used_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.given_at:%Y-%m-%d}"


class Notice(models.Model):
    """Something the site has to tell a person, once: on the desk and, when there is an address, by mail.

    `kind` names its words (accounts.telling), `words` fills them in, `key` makes it once-only. The words are
    put together when it is read, in the reader's language.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=120, unique=True)
    words: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    url = models.CharField(max_length=500)
    told_at = models.DateTimeField(_("told at"))
    seen_at = models.DateTimeField(_("seen at"), null=True)
    mailed_at = models.DateTimeField(_("mailed at"), null=True)
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mail_wanted = models.BooleanField(default=True)
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(name="notice_unseen", fields=["person", "told_at"], condition=models.Q(seen_at=None)),
            models.Index(
                name="notice_to_mail", fields=["told_at"], condition=models.Q(mailed_at=None, mail_wanted=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind}"


class ErasureRequestQuerySet(models.QuerySet["ErasureRequest"]):
    def open(self) -> Self:
        """Requests that still lead somewhere: to a decision, or to the erasure."""
        return self.filter(state__in=[ErasureRequest.State.WAITING, ErasureRequest.State.ACCEPTED])


class ErasureRequest(models.Model):
    """That `person` asked for their data to be erased, who decided what about it and why. Ended, never deleted.

    An accepted request is carried out from `due_at` on; until then the person may take it back. `ended_at` is when
    it was carried out or taken back.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an officer")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken_back", _("taken back")
        DONE = "done", _("erased")

    person = models.ForeignKey(User, models.PROTECT, related_name="erasure_requests")
    asked_at = models.DateTimeField(_("asked at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    due_at = models.DateTimeField(_("to be erased from"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    wagtail_reference_index_ignore = True

    objects = ErasureRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to erase data")
        verbose_name_plural = _("requests to erase data")
        constraints = [
            models.UniqueConstraint(
                name="erasure_one_open", fields=["person"], condition=models.Q(state__in=["waiting", "accepted"])
            ),
            models.CheckConstraint(
                name="erasure_decided_whole",
                condition=models.Q(state="waiting", decided_at=None, decided_by=None)
                | models.Q(state="taken_back")
                | models.Q(state__in=["accepted", "refused", "done"], decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="erasure_accepted_for_a_day",
                condition=~models.Q(state__in=["accepted", "done"]) | models.Q(due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="erasure_refused_for_a_reason", condition=~models.Q(state="refused") | ~models.Q(reason="")
            ),
            models.CheckConstraint(
                name="erasure_ended_dated",
                condition=models.Q(state__in=["taken_back", "done"], ended_at__isnull=False)
                | models.Q(state__in=["waiting", "accepted", "refused"], ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        # Without a name: it stands in the log after the name is gone.
        return f"{self.pk}: {self.get_state_display()}"
