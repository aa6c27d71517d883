"""Who issues, and what a course awards: the rows that must stand before the first paper."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from certificates.models import Award, Design, Issuer
from certificates.rights import Verb
from courses.models import CoursePage
from workforce.models import Agency

OFFICERS = "Cán bộ cấp giấy"


@transaction.atomic
def ensure_officers() -> Group:
    """The group of those who may do everything to papers, each within the role over agencies; harmless twice.

    A group that exists keeps its permissions: they are changed by hand, in the administration.
    """
    group, made = Group.objects.get_or_create(name=OFFICERS)
    if made:
        names = ["access_admin", "view_certificate", "view_issuejob", *(f"{verb}_certificate" for verb in Verb)]
        group.permissions.set(Permission.objects.filter(codename__in=names))
    return group


@transaction.atomic
def ensure_issuer(
    *,
    agency: Agency,
    parent_line: str,
    name_line: str,
    place: str,
    symbol: str,
    signatory_title: str,
    signatory_name: str,
) -> Issuer:
    """The issuer of `agency`, made with these words when there is none yet. Calling twice is harmless.

    An issuer that exists keeps its words: they are changed by hand, in the administration.
    """
    issuer, _made = Issuer.objects.get_or_create(
        agency=agency,
        defaults={
            "parent_line": parent_line,
            "name_line": name_line,
            "place": place,
            "symbol": symbol,
            "signatory_title": signatory_title,
            "signatory_name": signatory_name,
        },
    )
    return issuer


@transaction.atomic
def ensure_award(
    *, course: CoursePage, issuer: Issuer, design: Design | None = None, validity_months: int | None = None
) -> Award:
    """That `course` earns a paper of `issuer`; an award that exists stays as it is. Calling twice is harmless."""
    award, _made = Award.objects.get_or_create(
        course=course, defaults={"issuer": issuer, "design": design, "validity_months": validity_months}
    )
    return award
