"""A course with an award, and people who completed it a day ago: written in bulk, decided by the real function."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from certificates.issuing import decide_to_issue_many
from certificates.setting_up import ensure_award, ensure_issuer
from courses.models import Completion, CourseIndexPage, CoursePage, Enrolment
from home.setting_up import ensure_site
from kit.confidence import Confidence
from workforce.models import Agency

CODE = "KHOA-THU"


def make_course() -> None:
    """The site, and a course whose completion earns a paper of one issuer."""
    ensure_site()
    course = CoursePage(title="An toàn trên mạng", slug="an-toan", code=CODE, audience="citizen", summary="…")
    CourseIndexPage.objects.get().add_child(instance=course)
    agency = Agency.add_root(
        code="so-khcn",
        name="Sở Khoa học và Công nghệ",
        kind=Agency.Kind.DEPARTMENT,
        valid_from=dt.date(2025, 3, 1),
        confidence=Confidence.CONFIRMED,
    )
    issuer = ensure_issuer(
        agency=agency,
        parent_line="ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
        name_line="SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        place="Lạng Sơn",
        symbol="GCN-SKHCN",
        signatory_title="Giám đốc",
        signatory_name="Nguyễn Văn Mẫu",
    )
    ensure_award(course=course, issuer=issuer, validity_months=24)


@transaction.atomic
def complete_course(count: int) -> None:
    """`count` people complete the course, and for each of them a paper is decided on."""
    course = CoursePage.objects.get(code=CODE)
    at = timezone.now() - dt.timedelta(days=1)
    people = [
        User(username=f"nguoi{n}", full_name=f"Nông Thị Mẫu {n}", email=f"nguoi{n}@example.vn", password="!")
        for n in range(count)
    ]
    for person in people:
        person.normalise()
    User.objects.bulk_create(people)
    enrolments = [Enrolment(person=person, course=course, enrolled_at=at) for person in people]
    Enrolment.objects.bulk_create(enrolments)
    completions = [
        Completion(
            enrolment=enrolment,
            person=enrolment.person,
            course=course,
            score_percent=88,
            started_on=at.date(),
            completed_at=at,
            completed_on=timezone.localdate(at),
        )
        for enrolment in enrolments
    ]
    Completion.objects.bulk_create(completions)
    decide_to_issue_many(completions=completions, at=at)
