"""That holders were told before their papers ran out."""

from django.db import models

from certificates.models.row import Row


class ExpiryNotice(Row):
    """That the holder of a paper was told, within `days` days of its end. Once for each paper and step."""

    certificate = models.ForeignKey("Certificate", models.PROTECT, related_name="expiry_notices")
    days = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="expiry_notice_once", fields=["certificate", "days"])]
