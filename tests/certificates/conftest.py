"""A course that awards a paper, its issuer, and people who complete it, built row by row."""

import datetime as dt
import itertools
from typing import Protocol

import pytest
from django.utils import timezone

from accounts.models import User
from certificates.issuing import Drained, decide_to_issue, drain
from certificates.keys import enter_officer_key
from certificates.models import Award, Certificate, Issuer, PreparedPaper, Suspension
from certificates.officer_signing import Returned, take_signed
from certificates.register import append
from certificates.setting_up import ensure_award, ensure_issuer
from competency.models import Competency, Domain, Framework, Level
from courses.models import Completion, CourseIndexPage, CoursePage, Enrolment, Outcome
from home.models import HomePage
from kit.confidence import Confidence
from tests.certificates.tokens import Token, new_token
from workforce.models import Agency, Employment, Position

# 09:14 on 5 December 2026 in Vietnam.
AT = dt.datetime(2026, 12, 5, 2, 14, tzinfo=dt.UTC)
DAY = dt.date(2026, 12, 5)


class Completes(Protocol):
    def __call__(self, person: User, course: CoursePage | None = None) -> Completion: ...


@pytest.fixture
def agency(db: None) -> Agency:
    return Agency.add_root(
        code="so-khcn",
        name="Sở Khoa học và Công nghệ",
        kind=Agency.Kind.DEPARTMENT,
        valid_from=dt.date(2025, 3, 1),
        confidence=Confidence.CONFIRMED,
    )


@pytest.fixture
def issuer(agency: Agency) -> Issuer:
    return ensure_issuer(
        agency=agency,
        parent_line="ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
        name_line="SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        place="Lạng Sơn",
        symbol="GCN-SKHCN",
        signatory_title="Giám đốc",
        signatory_name="Hoàng Minh Tuấn",
    )


@pytest.fixture
def levels(db: None) -> list[Level]:
    """Eight levels of one framework, lowest first."""
    framework = Framework.objects.create(code="tt02", document="Thông tư 02/2025/TT-BGDĐT", confidence="confirmed")
    return [
        Level.objects.create(framework=framework, code=f"B{order}", order=order, name_vi=f"Bậc {order}")
        for order in range(1, 9)
    ]


@pytest.fixture
def governance(site: HomePage, levels: list[Level]) -> CoursePage:
    """A course that leads to levels 3 and 5 of eight; it awards nothing yet."""
    domain = Domain.objects.create(framework=levels[0].framework, code="1", order=1, name_vi="Dữ liệu")
    course = CoursePage(title="Quản trị dữ liệu cơ bản", slug="quan-tri", code="KHOA-QT", audience="staff", summary="…")
    CourseIndexPage.objects.get().add_child(instance=course)
    for number, level in ((1, levels[2]), (2, levels[4])):
        competency = Competency.objects.create(domain=domain, code=f"1.{number}", order=number, name_vi="…")
        Outcome.objects.create(course=course, competency=competency, level=level, statement="…")
    return course


@pytest.fixture
def award(governance: CoursePage, issuer: Issuer) -> Award:
    return ensure_award(course=governance, issuer=issuer, validity_months=24)


@pytest.fixture
def complete(governance: CoursePage) -> Completes:
    """Record that somebody completed the course, with 88 percent, as if long before anybody listened."""

    def record(person: User, course: CoursePage | None = None) -> Completion:
        course = course or governance
        enrolment = Enrolment.objects.create(person=person, course=course, enrolled_at=AT - dt.timedelta(days=40))
        return Completion.objects.create(
            enrolment=enrolment,
            person=person,
            course=course,
            score_percent=88,
            started_on=dt.date(2026, 10, 26),
            completed_at=AT,
            completed_on=DAY,
        )

    return record


_numbers = itertools.count(1)


def make_person(name: str) -> User:
    return User.objects.create(username=f"nguoi{next(_numbers)}", full_name=name)


@pytest.fixture
def nguyet(agency: Agency) -> User:
    """Employed in the department since 2025."""
    person = make_person("Nông Thị Ánh Nguyệt")
    Employment.objects.create(
        person=person,
        agency=agency,
        position=Position.objects.create(code="chuyen-vien", name="Chuyên viên"),
        category=Employment.Category.CIVIL_SERVANT,
        starts_on=dt.date(2025, 7, 1),
    )
    return person


def issue(completion: Completion, at: dt.datetime = AT) -> Certificate:
    """Decide, drain, and hand over the paper."""
    decide_to_issue(completion=completion, at=at)
    assert drain(limit=1, at=at).issued == 1
    return Certificate.objects.get(completion=completion)


@pytest.fixture
def paper(award: Award, complete: Completes, nguyet: User) -> Certificate:
    """Number 0001/2026/GCN-SKHCN, valid for two years."""
    return issue(complete(nguyet))


def examine(paper: Certificate, times: int, *, by: User, at: dt.datetime = AT) -> None:
    """Suspend and lift in turns, so often in all, without telling anybody: entries for the log, quickly."""
    for number in range(times):
        if number % 2 == 0:
            Suspension.objects.create(certificate=paper, reason="…", starts_at=at, starts_on=DAY, by=by)
        else:
            paper.suspensions.running().update(lifted_at=at, lifted_on=DAY, lifted_by=by)
        append(kind="lift" if number % 2 else "suspend", certificate=paper, at=at)


@pytest.fixture(scope="module")
def token() -> Token:
    return new_token("Hoàng Minh Tuấn")


@pytest.fixture
def tuan(issuer: Issuer, token: Token) -> User:
    """The director, who signs the papers of the issuer with a token that the state recognises."""
    officer = make_person("Hoàng Minh Tuấn")
    issuer.signed_by = Issuer.Signs.OFFICER
    issuer.save()
    enter_officer_key(
        certificate=token.der, officer=officer, issuer=issuer, has_legal_value=True, by=None, at=timezone.now()
    )
    return officer


@pytest.fixture
def prepared(tuan: User, award: Award, complete: Completes, nguyet: User) -> PreparedPaper:
    decide_to_issue(completion=complete(nguyet), at=AT)
    assert drain(limit=5, at=AT) == Drained(issued=1)
    return PreparedPaper.objects.get()


def bring(officer: User, *files: tuple[str, bytes]) -> list[Returned]:
    return take_signed(files=files, by=officer, at=AT)
