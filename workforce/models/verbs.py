"""What an officer may be allowed to do in a branch, and which of it each role brings along."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    UNIT_HEAD = "unit_head", _("head of unit")
    HR_OFFICER = "hr_officer", _("HR officer")
    PROVINCIAL_OFFICER = "provincial_officer", _("provincial officer")


class Verb(models.TextChoices):
    """One right. A grant is a role over a branch, less the verbs that are withheld from it."""

    SEE = "see", _("see people and figures")
    EXPORT = "export", _("take lists out as files")
    STAFF = "staff", _("enter, move and end staff")
    ASSIGN = "assign", _("assign courses and send reminders")
    PAPERS = "papers", _("look after certificates")
    GRANT = "grant", _("give rights on to others")
    RULES = "rules", _("decide how targets are counted")
    AGENCIES = "agencies", _("merge, split, rename, move and close agencies")


VERBS_OF: dict[str, frozenset[str]] = {
    Role.UNIT_HEAD: frozenset({Verb.SEE, Verb.EXPORT}),
    Role.HR_OFFICER: frozenset({Verb.SEE, Verb.EXPORT, Verb.STAFF, Verb.ASSIGN, Verb.PAPERS, Verb.GRANT}),
    Role.PROVINCIAL_OFFICER: frozenset(Verb),
}


def roles_with(verb: str) -> list[str]:
    """The roles that bring `verb` along."""
    return [role for role, verbs in VERBS_OF.items() if verb in verbs]


def written(verbs: Iterable[str]) -> str:
    """Verbs as one column holds them, in the order of `Verb`: “,export,staff,”; nothing for none."""
    kept = set(verbs)
    return "," + "".join(f"{verb.value}," for verb in Verb if verb in kept) if kept else ""


def read(column: str) -> frozenset[str]:
    return frozenset(verb for verb in column.split(",") if verb)
