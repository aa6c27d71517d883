"""Which people an officer may write about, and what is known of one, in the order of days."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from workforce.models import Agency, Employment, Leave, Posting
from workforce.people.forms import CATEGORIES
from workforce.roster.rights import may_import_to


@dataclass(frozen=True)
class Stage:
    """A stretch of a working life, in words. `kind` is the word of its badge, `tone` its colour."""

    kind: str
    tone: str
    title: str
    where: str
    starts_on: dt.date
    ends_on: dt.date | None
    note: str = ""


def working_at(agency: Agency, *, day: dt.date) -> "QuerySet[Employment]":
    """Who works in the branch on `day`, by name."""
    return _listed(Employment.objects.at(day).within(agency))


def gone_from(agency: Agency, *, day: dt.date) -> "QuerySet[Employment]":
    """Whose last employment was in the branch and has ended by `day`, by name."""
    later = Employment.objects.filter(person=OuterRef("person"), starts_on__gt=OuterRef("starts_on"))
    return _listed(Employment.objects.within(agency).filter(~Exists(later), ends_on__lte=day))


def _listed(jobs: "QuerySet[Employment]") -> "QuerySet[Employment]":
    return jobs.select_related("person", "agency", "position", "departure").order_by("person__name_key", "person", "pk")


def person_for(by: User, username: str) -> Employment:
    """The one door to a person: their last employment, whose agency `by` must look after.

    Raises Employment.DoesNotExist for anybody else, known or not.
    """
    jobs = Employment.objects.filter(person__username=username).select_related("person", "agency", "position")
    last = jobs.order_by("-starts_on").first()
    if last is None or not may_import_to(by, last.agency):
        raise Employment.DoesNotExist
    return last


def history_of(person: User) -> list[Stage]:
    """All that is recorded, newest first: employments, leaves, posts besides. Three queries."""
    jobs = Employment.objects.filter(person=person).select_related("agency", "position", "departure")
    stages = [_stage_of(job) for job in jobs.order_by("starts_on")]
    stages += [
        Stage(_("away"), "due", leave.get_kind_display(), "", leave.starts_on, leave.ends_on, leave.document)
        for leave in Leave.objects.filter(person=person)
    ]
    stages += [
        Stage(
            post.get_kind_display(),
            "info",
            str(post.position),
            str(post.agency),
            post.starts_on,
            post.ends_on,
            post.document,
        )
        for post in Posting.objects.filter(person=person).select_related("agency", "position")
    ]
    return sorted(stages, key=lambda stage: (stage.starts_on, stage.kind, stage.title), reverse=True)


def _stage_of(job: Employment) -> Stage:
    departure = getattr(job, "departure", None)
    said = [str(CATEGORIES[job.category])]
    if departure:
        said += [departure.get_reason_display(), departure.document]
    note = " · ".join(word for word in said if word)
    return Stage(_("employment"), "ok", str(job.position), str(job.agency), job.starts_on, job.ends_on, note)


def standing_of(people: list[int], *, day: dt.date) -> dict[int, list[str]]:
    """Who of `people` is away or has a post besides on `day`, in words. Two queries."""
    found: dict[int, list[str]] = {}
    for leave in Leave.objects.filter(person__in=people).at(day).order_by("starts_on"):
        found.setdefault(leave.person_id, []).append(leave.get_kind_display())
    posts = Posting.objects.filter(person__in=people).at(day).select_related("agency").order_by("starts_on")
    for post in posts:
        found.setdefault(post.person_id, []).append(f"{post.get_kind_display()}: {post.agency}")
    return found
