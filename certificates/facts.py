"""What the records say about a completion, gathered for its paper."""

import datetime as dt

from django.conf import settings
from django.db.models import Max

from certificates.models import Issuer
from certificates.rules import local_day
from certificates.words import Facts
from courses.models import Completion, CoursePage, Outcome
from workforce.lineage import body_on
from workforce.models import Agency, Employment


def facts_of(
    *,
    completion: Completion,
    issuer: Issuer,
    number: str,
    code: str,
    issued_at: dt.datetime,
    expires_on: dt.date | None,
    has_legal_value: bool,
    replaces_number: str = "",
) -> Facts:
    """The facts for a paper about `completion`, as the records stand now."""
    level, scale = highest_level(completion.course)
    return Facts(
        holder=completion.person.full_name,
        post=post_on(completion),
        course=completion.course.title,
        started_on=completion.started_on,
        completed_on=completion.completed_on,
        score_percent=completion.score_percent,
        level=level,
        scale=scale,
        parent_line=issuer.parent_line,
        name_line=issuer.name_line,
        issuer=full_name_of(body_on(issuer.agency, local_day(issued_at))),
        place=issuer.place,
        signatory_title=issuer.signatory_title,
        signatory_name=issuer.signatory_name,
        is_chung_chi=issuer.may_issue_chung_chi,
        number=number,
        code=code,
        issued_at=issued_at,
        expires_on=expires_on,
        replaces_number=replaces_number,
        has_legal_value=has_legal_value,
    )


def post_on(completion: Completion) -> str:
    """ "Chuyên viên, Ủy ban nhân dân xã Đồng Đăng" on the day of completion; "" for who was not employed then."""
    employment = (
        Employment.objects.at(completion.completed_on)
        .filter(person=completion.person_id)
        .select_related("position", "agency")
        .order_by("starts_on")
        .last()
    )
    return f"{employment.position.name}, {employment.agency.name}" if employment else ""


def highest_level(course: CoursePage) -> tuple[int, int]:
    """The highest level that `course` leads to and how many levels its framework has; (0, 0) without outcomes."""
    outcome = (
        Outcome.objects.filter(course=course)
        .annotate(scale=Max("level__framework__levels__order"))
        .order_by("-level__order")
        .values_list("level__order", "scale")
        .first()
    )
    return outcome or (0, 0)


def full_name_of(agency: Agency) -> str:
    """The agency's name with its province, as a paper that leaves the province must say it."""
    province = settings.PROVINCE_NAME
    if province in agency.name:
        return agency.name
    commune = agency.kind in (Agency.Kind.COMMUNE, Agency.Kind.WARD, Agency.Kind.DISTRICT)
    return f"{agency.name}{',' if commune else ''} tỉnh {province}"
