"""Credentials that were made, and the public lists that say which of them no longer count."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.papers import Certificate
from certificates.models.row import Row


class StatusList(Row):
    """A public list of bits, one for each credential in it; its number is in the credential, for ever.

    Many credentials share a list, so that who fetches it does not tell us whose paper is being looked at.
    """

    LENGTH = 131_072  # the least that Bitstring Status List 1.0 allows

    taken = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("status list")
        verbose_name_plural = _("status lists")


class Credential(Row):
    """The verifiable credential of a paper, exactly as it was signed. Made when first asked for, then never again.

    `document` is the JSON text with its Data Integrity proof, `jwt` the same facts as a JWT. Kept as text: a
    database that reads JSON would hand it back in another order. Both are empty once its holder had them erased;
    the row keeps its place in the status list, so that no other credential gets it.
    """

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="credential")
    status_list = models.ForeignKey(StatusList, models.PROTECT, related_name="credentials")
    status_index = models.PositiveIntegerField(_("place in the status list"))
    document = models.TextField(_("document"))
    jwt = models.TextField()
    made_at = models.DateTimeField(_("made at"))
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        constraints = [
            models.UniqueConstraint(name="credential_place_once", fields=["status_list", "status_index"]),
            models.CheckConstraint(
                name="credential_place_in_list", condition=models.Q(status_index__lt=StatusList.LENGTH)
            ),
            models.CheckConstraint(
                name="credential_erased_whole",
                condition=(models.Q(erased_at=None) & ~models.Q(document="") & ~models.Q(jwt=""))
                | models.Q(erased_at__isnull=False, document="", jwt=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.certificate)
