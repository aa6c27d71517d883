"""What a learner's desk shows: what goes on, what was earned, what one can do, what to learn next."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F

from accounts.models import User
from accounts.telling import Told, unseen_by
from certificates.models import Certificate
from classes.finding import own_exams_to_come
from classes.models import RollEntry
from competency.profiling import DomainProfile, profile_of
from courses.finding import open_courses
from courses.models import CoursePage, Enrolment, StepProgress
from courses.outline import Outline, build_outline
from courses.published import edition
from workforce.models import Employment


@dataclass(frozen=True)
class Going:
    """A course under way."""

    enrolment: Enrolment
    outline: Outline


@dataclass(frozen=True)
class Desk:
    going: list[Going]
    finished: list[Enrolment]
    certificates: list[Certificate]
    profile: list[DomainProfile]
    employment: Employment | None
    suggestions: list[CoursePage]
    notices: list[Told]
    exams: list[RollEntry]


def desk_of(person: User, *, on: dt.date) -> Desk:
    """The desk of `person` on a day, in a number of queries that does not grow with courses."""
    enrolments = list(
        Enrolment.objects.filter(person=person, withdrawn_at=None)
        .select_related("course", "completion")
        # Databases disagree on where "never seen" stands.
        .order_by(F("last_seen_at").desc(nulls_last=True), "-enrolled_at")
    )
    employment = Employment.objects.at(on).filter(person=person).select_related("agency", "position").first()
    taken = {enrolment.course_id for enrolment in enrolments}
    return Desk(
        going=_going([e for e in enrolments if not hasattr(e, "completion")]),
        finished=[e for e in enrolments if hasattr(e, "completion")],
        certificates=list(
            Certificate.objects.visible_to(person).select_related("course", "issuer").order_by("-issued_at")[:3]
        ),
        profile=profile_of(person, on),
        employment=employment,
        suggestions=[c for c in open_courses() if c.pk not in taken and (c.is_public or employment)][:3],
        notices=unseen_by(person),
        exams=own_exams_to_come(person),
    )


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
