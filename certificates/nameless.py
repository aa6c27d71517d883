"""Whoever had their data erased has no name on record any more: nothing new is printed for them.

What they were given stays as it is, in the register and for whoever checks it (docs/personal-data.md).
"""

from django.db.models import Q
from django.utils.translation import gettext as _

from certificates.models import Certificate

# That somebody still has a name, asked of completions and of jobs.
HAS_NAME = Q(person__erased_at=None)
HAS_NAME_OF_JOB = Q(completion__person__erased_at=None)


def why_no_new_paper(paper: Certificate) -> str:
    """Empty while a new paper could bear the name of its holder, else the sentence to show."""
    if paper.person.erased_at is None:
        return ""
    return _(
        "The holder had their personal data erased, so there is no name any more to print on a new paper. "
        "The old paper stays as it is."
    )
