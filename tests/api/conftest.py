"""Two communes of a province, a completion and a paper in each, and a system of the first."""

import base64
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from api.clients import Made, make_client
from api.models import Scope
from certificates.models import Certificate
from courses.models import CoursePage
from coverage.models import Report, ReportJob, Target
from coverage.reporting.figures import Period, gather, targets_of
from coverage.reporting.storing import keep_file
from home.models import HomePage
from tests.coverage import facts
from workforce.models import Agency

ALL = list(Scope.values)
REPORTED = dt.date(2026, 6, 30)
Ask = Callable[..., Any]


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create_superuser(username="quan.tri", full_name="Quản Thị Trị")


@pytest.fixture
def province(db: None) -> Agency:
    return facts.make_agency("Tỉnh thử", code="20")


@pytest.fixture
def commune(province: Agency) -> Agency:
    return facts.make_agency("UBND xã Đồng Đăng", code="06184", under=province)


@pytest.fixture
def other_commune(province: Agency, commune: Agency) -> Agency:
    return facts.make_agency("UBND xã Thất Khê", code="06001", under=province)


@pytest.fixture
def course(site: HomePage) -> CoursePage:
    return facts.make_course("quan-tri-du-lieu")


@pytest.fixture
def papers(course: CoursePage, commune: Agency, other_commune: Agency) -> list[Certificate]:
    """Of Lan, who works in Đồng Đăng, and of Ơn, who works in Thất Khê; both in force."""
    made = []
    for name, username, agency in (("Đinh Thị Lan", "lan", commune), ("Lý Văn Ơn", "on", other_commune)):
        person = facts.make_person(name, username=username)
        facts.employ(person, agency, it=True)
        made.append(facts.certify(person, course, on="2026-03-01", expires="2090-03-01"))
    return made


@pytest.fixture
def target(course: CoursePage) -> Target:
    return facts.make_target(course)


@pytest.fixture
def made(admin: User, commune: Agency) -> Made:
    """The HR system of Đồng Đăng, which may do everything."""
    return connect(commune, admin)


def freeze(agency: Agency, by: User, *, kind: str = "yearly", with_people: bool = True) -> Report:
    """A report with true figures and small files; how real ones are made is tested in tests/coverage."""
    about: dict[str, Any] = {"kind": kind, "agency": agency, "since": facts.day("2025-12-31"), "day": REPORTED}
    job = ReportJob.objects.create(
        **about, head={}, with_people=with_people, state=ReportJob.State.DONE, by=by, at=facts.noon(REPORTED)
    )
    period = Period(agency=agency, since=about["since"], day=REPORTED)
    return Report.objects.create(
        **about,
        job=job,
        figures=gather(period, targets_of(REPORTED)),
        words={"sentences": {"LS-334-02": "Phấn đấu 50%."}},
        files={form: keep_file(f"{form} {agency.code}".encode(), form=form) for form in ("csv", "docx", "xlsx")},
        made_at=facts.noon(REPORTED),
    )


def connect(agency: Agency, by: User, *, scopes: list[str] = ALL, officer: User | None = None) -> Made:
    """`by` is an administrator, who may also bring rosters where no other officer is named."""
    return make_client(
        name="Phần mềm nhân sự", agency=agency, scopes=scopes, by=by, at=timezone.now(), officer=officer or by
    )


def ask_for_token(client: Client, made: Made, *, secret: str = "", **more: str) -> Any:
    basic = base64.b64encode(f"{made.client.oauth_id}:{secret or made.secret}".encode()).decode()
    words = {"grant_type": "client_credentials", **more}
    return client.post("/api/v1/token", words, headers={"authorization": f"Basic {basic}"})


def token_of(client: Client, made: Made, **more: str) -> str:
    token: str = ask_for_token(client, made, **more).json()["access_token"]
    return token


@pytest.fixture
def ask(client: Client, made: Made) -> Ask:
    """GET an address under /api/v1/ as the system of Đồng Đăng."""
    token = token_of(client, made)

    def get(address: str, *, headers: dict[str, str] | None = None, **asked: Any) -> Any:
        return client.get(f"/api/v1/{address}", asked, headers={"authorization": f"Bearer {token}", **(headers or {})})

    return get


def later(**more: float) -> dt.datetime:
    return timezone.now() + dt.timedelta(**more)
