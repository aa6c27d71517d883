"""What a paper still needs to know of its holder. Such a paper waits and is no failure; the holder is asked."""

import datetime as dt
from collections.abc import Iterable

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from accounts.models import User
from accounts.telling import register_words, tell
from certificates.models import Award, IssueJob
from kit.text import nfc
from workforce.models import Employment

NAME, BIRTH_DATE = "name", "birth_date"
LABELS = {NAME: gettext_lazy("official full name"), BIRTH_DATE: gettext_lazy("date of birth")}
# Nobody older is known, and a learner younger than this does not sign up alone.
OLDEST_YEARS, YOUNGEST_YEARS = 120, 6
SWEEP = 500

register_words(
    "certificates.lacking",
    gettext_lazy("Your certificate needs one more thing from you"),
    gettext_lazy("To make your certificate for “%(course)s” we need your %(lacks)s. It takes a minute."),
)


class CannotComplete(Exception):
    """What was given about oneself cannot stand on a paper, or is not one's own to change."""


def lacking(person: User, award: Award) -> list[str]:
    """What a paper of `award` lacks of `person`: NAME, BIRTH_DATE. Pure.

    An official name has a family name and a given name: one word alone is what somebody calls themselves.
    """
    lacks = [] if len(person.full_name.split()) > 1 else [NAME]
    return [*lacks, BIRTH_DATE] if award.needs_birth_date and person.birth_date is None else lacks


def in_words(lacks: Iterable[str]) -> str:
    """ "official full name, date of birth" in the language in force."""
    return ", ".join(str(LABELS[datum]) for datum in lacks)


def ask_holder(*, job: IssueJob, at: dt.datetime) -> None:
    """Tell the holder what their paper waits for; once for each job. Inside the transaction that decides."""
    tell(
        people=[job.completion.person],
        kind="certificates.lacking",
        key=f"certificates.lacking:{job.completion_id}",
        url=reverse("certificates:about_me"),
        at=at,
        course=job.completion.course.title,
        lacks=in_words(job.lacks),
    )


def is_named_by_others(person: User, day: dt.date) -> bool:
    """Whether the person's name comes from the roster of an agency, which alone may correct it."""
    return Employment.objects.at(day).filter(person=person).exists()


@transaction.atomic
def complete_about_me(
    *, person: User, full_name: str | None, birth_date: dt.date | None, at: dt.datetime, today: dt.date
) -> int:
    """Keep what the holder says of themselves, and let their papers go on; how many do. Harmless twice.

    None leaves a datum as it is. Raises CannotComplete.
    """
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    changed = []
    if full_name is not None and nfc(full_name) != person.full_name:
        if is_named_by_others(person, today):
            raise CannotComplete(_("Your name comes from your agency. Ask its personnel officer to correct it."))
        if len(full_name.split()) < 2:
            raise CannotComplete(_("Write your full name as it stands on your identity card."))
        person.full_name = full_name
        changed += ["full_name", "name_key"]
    if birth_date is not None and birth_date != person.birth_date:
        if not OLDEST_YEARS > (today - birth_date).days / 365.25 >= YOUNGEST_YEARS:
            raise CannotComplete(_("This cannot be your date of birth. Look at the year again."))
        person.birth_date = birth_date
        changed.append("birth_date")
    if changed:
        person.save(update_fields=changed)
        log(person, "accounts.complete_about_me", user=person, timestamp=at, data={"changed": changed})
    return let_go_on(jobs=_held().filter(completion__person=person), at=at)


def sweep(*, at: dt.datetime) -> int:
    """Let papers go on whose datum came another way, as by the roster; how many. Calling twice is harmless."""
    return let_go_on(jobs=_held().order_by("pk")[:SWEEP], at=at)


def _held() -> "models.QuerySet[IssueJob]":
    return IssueJob.objects.filter(state=IssueJob.State.LACKING)


def let_go_on(*, jobs: "models.QuerySet[IssueJob]", at: dt.datetime) -> int:
    """Those of `jobs` that lack nothing any more join the queue; how many."""
    from certificates.issuing import ask_for_drain  # it asks us what a paper lacks

    found = [
        job.pk
        for job in jobs.select_related("completion__person", "award")
        if not lacking(job.completion.person, job.award)
    ]
    if not found:
        return 0
    gone = IssueJob.objects.filter(pk__in=found, state=IssueJob.State.LACKING).update(
        state=IssueJob.State.WAITING, lacks=[], next_try_at=at
    )
    transaction.on_commit(ask_for_drain)
    return gone
