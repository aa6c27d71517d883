"""What every table of ours has in common."""

from django.db import models


class Row(models.Model):
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True
