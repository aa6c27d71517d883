"""Short ways to write down the dated facts that coverage counts. Days may be given as "2026-03-01"."""

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from accounts.models import User
from certificates.models import Certificate, Issuer, SigningKey, Suspension
from courses.models import Completion, CourseIndexPage, CoursePage, Enrolment
from coverage.models import Target
from kit.confidence import Confidence
from workforce.models import Agency, AgencyRole, Employment, Position

_numbers = itertools.count(1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def noon(on: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(on, dt.time(12)))


def make_agency(
    name: str, *, code: str = "", under: Agency | None = None, since: str = "2000-01-01", until: str | None = None
) -> Agency:
    fields: dict[str, Any] = {
        "name": name,
        "code": code or f"A{next(_numbers)}",
        "kind": Agency.Kind.COMMUNE if under else Agency.Kind.PROVINCE,
        "valid_from": day(since),
        "valid_to": day(until) if until else None,
        "confidence": Confidence.CONFIRMED,
    }
    if under is None:
        return Agency.add_root(**fields)
    under.refresh_from_db()
    return under.add_child(**fields)


def make_person(name: str = "Hoàng Thị Sen", **fields: Any) -> User:
    username = fields.pop("username", f"person{next(_numbers)}")
    return User.objects.create(username=username, full_name=name, **fields)


def employ(
    person: User,
    agency: Agency,
    *,
    since: str = "2020-01-01",
    until: str | None = None,
    category: str = Employment.Category.CIVIL_SERVANT,
    it: bool = False,
    leader: bool = False,
) -> Employment:
    position, _ = Position.objects.get_or_create(code="chuyen-vien", defaults={"name": "Chuyên viên"})
    return Employment.objects.create(
        person=person,
        agency=agency,
        position=position,
        category=category,
        is_it_staff=it,
        is_leader=leader,
        starts_on=day(since),
        ends_on=day(until) if until else None,
    )


def make_course(code: str) -> CoursePage:
    index = CourseIndexPage.objects.get()
    return index.add_child(
        instance=CoursePage(title=code, slug=code, code=code, audience=CoursePage.Audience.STAFF, summary="…")
    )


def make_target(*courses: CoursePage, code: str = "LS-334-02", **fields: Any) -> Target:
    values: dict[str, Any] = {
        "document": "Kế hoạch 334/KH-UBND",
        "province": "Lạng Sơn",
        "issued": day("2025-12-31"),
        "kind": Target.Kind.TARGET,
        "verbatim": "Phấn đấu 50% cán bộ chuyên trách đạt chứng chỉ quản trị dữ liệu cơ bản.",
        "training": "Chứng chỉ quản trị dữ liệu cơ bản",
        "percent": 50,
        "deadline": day("2027-12-31"),
        "population": Target.Population.IT_STAFF,
        "numerator": Target.Numerator.CERTIFIED,
        "confidence": Confidence.CONFIRMED,
    }
    target = Target.objects.create(code=code, **(values | fields))
    target.courses.set(courses)
    return target


def enrol(person: User, course: CoursePage, *, at: dt.datetime, withdrawn_at: dt.datetime | None = None) -> Enrolment:
    return Enrolment.objects.create(person=person, course=course, enrolled_at=at, withdrawn_at=withdrawn_at)


def complete(person: User, course: CoursePage, *, on: str) -> Completion:
    """One completion; the enrolment is closed so that the person may take the course again."""
    at = noon(day(on))
    enrolment = enrol(person, course, at=at, withdrawn_at=at)
    return Completion.objects.create(
        enrolment=enrolment, person=person, course=course, started_on=at.date(), completed_at=at, completed_on=day(on)
    )


def certify(
    person: User,
    course: CoursePage,
    *,
    on: str,
    expires: str | None = None,
    revoked: str | None = None,
    replaces: Certificate | None = None,
) -> Certificate:
    serial = next(_numbers)
    return Certificate.objects.create(
        completion=replaces.completion if replaces else complete(person, course, on=on),
        person=person,
        course=course,
        issuer=_issuer(),
        year=day(on).year,
        serial=serial,
        number=f"{serial:04}/{day(on).year}/GCN-THU",
        code=f"CODE{serial:022}",
        words={},
        issued_at=noon(day(on)),
        issued_on=day(on),
        expires_on=day(expires) if expires else None,
        pdf_sha256="0" * 64,
        pdf_name="thu.pdf",
        signing_key=_signing_key(),
        revoked_at=noon(day(revoked)) if revoked else None,
        revoked_on=day(revoked) if revoked else None,
        revocation_reason=Certificate.Reason.FRAUD if revoked else "",
        replaces=replaces,
    )


def suspend(paper: Certificate, *, on: str, until: str | None = None) -> Suspension:
    """That `paper` was examined from a day on, and lifted on the day `until`."""
    return Suspension.objects.create(
        certificate=paper,
        reason="…",
        starts_at=noon(day(on)),
        starts_on=day(on),
        by=paper.person,
        lifted_at=noon(day(until)) if until else None,
        lifted_on=day(until) if until else None,
        lifted_by=paper.person if until else None,
    )


def grant(person: User, agency: Agency, role: str = AgencyRole.Role.HR_OFFICER) -> AgencyRole:
    return AgencyRole.objects.create(person=person, agency=agency, role=role, granted_at=timezone.now())


def _issuer() -> Issuer:
    found = Issuer.objects.first()
    return found or Issuer.objects.create(
        agency=make_agency("Đơn vị cấp"), name_line="ĐƠN VỊ CẤP", place="Lạng Sơn", symbol="GCN-THU"
    )


def _signing_key() -> SigningKey:
    found = SigningKey.objects.first()
    return found or SigningKey.objects.create(fingerprint="0" * 64, algorithm="test", active_from=timezone.now())
