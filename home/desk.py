"""What a learner's desk shows: what is due, what goes on, what was earned, what to learn next, and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from accounts.obligations import Obligation, Whose, obligations_of
from accounts.telling import Told, unseen_by
from certificates.models import Certificate
from classes.cohorts.finding import own_classes
from classes.finding import own_exams_to_come
from classes.models import Membership, RollEntry
from competency.profiling import DomainProfile, profile_of
from courses.models import Enrolment, StepProgress, Teaching
from courses.outline import Outline, Step, build_outline
from courses.published import edition
from home.recommending import Suggestion, suggest
from workforce.models import Employment

# News shown at once; what is older can be opened.
NEWS_SHOWN = 2


@dataclass(frozen=True)
class Going:
    """A course under way."""

    enrolment: Enrolment
    outline: Outline

    @property
    def step(self) -> Step | None:
        """Where "continue" leads."""
        return self.outline.go_on_from(self.enrolment.last_step_id)


@dataclass(frozen=True)
class Desk:
    going: list[Going]
    finished: list[Enrolment]
    certificates: list[Certificate]
    profile: list[DomainProfile]
    employment: Employment | None
    suggestions: list[Suggestion]
    notices: list[Told]
    classes: list[Membership]
    exams: list[RollEntry]
    obligations: list[Obligation]
    is_back: bool  # after a pause
    is_teacher: bool

    @property
    def news(self) -> list[Told]:
        return self.notices[:NEWS_SHOWN]

    @property
    def older_news(self) -> list[Told]:
        return self.notices[NEWS_SHOWN:]

    @property
    def shows_levels(self) -> bool:
        """Whether the profile says anything yet: some level is held, or asked for by the position."""
        return any(domain.held or domain.required for domain in self.profile)

    @property
    def due(self) -> list[Obligation]:
        return [one for one in self.obligations if one.whose is Whose.MINE]

    @property
    def waiting(self) -> list[Obligation]:
        return [one for one in self.obligations if one.whose is Whose.THEIRS]

    @property
    def teaching(self) -> list[Obligation]:
        return [one for one in self.obligations if one.whose is Whose.TEACHING]


def desk_of(person: User, *, at: dt.datetime) -> Desk:
    """The desk of `person` at a moment, in a number of queries that does not grow with courses."""
    on = timezone.localdate(at)
    enrolments = list(
        Enrolment.objects.filter(person=person, withdrawn_at=None)
        .select_related("course", "completion")
        # Databases disagree on where "never seen" stands.
        .order_by(F("last_seen_at").desc(nulls_last=True), "-enrolled_at")
    )
    employment = Employment.objects.at(on).filter(person=person).select_related("agency", "position").first()
    taken = {enrolment.course_id for enrolment in enrolments}
    taught = set(Teaching.objects.held_by(person).values_list("course", flat=True))
    profile = profile_of(person, on)
    return Desk(
        going=_going([e for e in enrolments if not hasattr(e, "completion")]),
        finished=[e for e in enrolments if hasattr(e, "completion")],
        certificates=list(
            Certificate.objects.visible_to(person).select_related("course", "issuer").order_by("-issued_at")[:3]
        ),
        profile=profile,
        employment=employment,
        suggestions=suggest(profile, taken=taken | taught, is_staff=employment is not None, on=on),
        notices=unseen_by(person),
        classes=own_classes(person, day=on),
        exams=own_exams_to_come(person),
        obligations=obligations_of(person, at=at),
        is_back=_is_back(enrolments, at),
        is_teacher=bool(taught),
    )


def _is_back(enrolments: Sequence[Enrolment], at: dt.datetime) -> bool:
    """Whether the person has looked at no lesson for settings.PAUSE_DAYS, but had before."""
    seen = [enrolment.last_seen_at for enrolment in enrolments if enrolment.last_seen_at]
    return bool(seen) and at - max(seen) >= dt.timedelta(days=settings.PAUSE_DAYS)


def _going(enrolments: list[Enrolment]) -> list[Going]:
    """Outlines of several enrolments in one query; what is not published at the moment is left out."""
    steps = edition().steps
    enrolments = [enrolment for enrolment in enrolments if enrolment.course_id in steps]
    if not enrolments:
        return []
    done: dict[int, set[int]] = {}
    for enrolment_id, step_id in StepProgress.objects.filter(enrolment__in=enrolments).values_list(
        "enrolment_id", "step_id"
    ):
        done.setdefault(enrolment_id, set()).add(step_id)
    return [
        Going(
            enrolment,
            build_outline(
                edition().course(enrolment.course),
                steps[enrolment.course_id],
                done.get(enrolment.pk, set()),
            ),
        )
        for enrolment in enrolments
    ]
