"""How sure we are of a fact taken from a document: shown to administrators beside the fact."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Confidence(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed in the document")
    SECONDARY = "secondary", _("from a second-hand source")
    OWN_KNOWLEDGE = "own_knowledge", _("general knowledge, not checked")
    INFERENCE = "inference", _("inferred")
    UNCERTAIN = "uncertain", _("uncertain")
