import datetime as dt

import pytest

from accounts.models import User
from courses.models import CourseIndexPage, CoursePage
from coverage.models import Target
from home.models import HomePage
from tests.coverage import facts
from workforce.models import Agency, AgencyRole

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def catalogue(site: HomePage) -> CourseIndexPage:
    return CourseIndexPage.objects.get()


@pytest.fixture
def course(catalogue: CourseIndexPage) -> CoursePage:
    return facts.make_course("quan-tri-du-lieu")


@pytest.fixture
def target(course: CoursePage) -> Target:
    return facts.make_target(course)


@pytest.fixture
def province(db: None) -> Agency:
    return facts.make_agency("Ủy ban nhân dân tỉnh", code="20")


@pytest.fixture
def commune(province: Agency) -> Agency:
    return facts.make_agency("UBND xã Đồng Đăng", code="06184", under=province)


@pytest.fixture
def other_commune(province: Agency, commune: Agency) -> Agency:
    return facts.make_agency("UBND xã Thất Khê", code="06001", under=province)


@pytest.fixture
def sen(commune: Agency) -> User:
    """HR officer of Đồng Đăng, and one of its IT staff."""
    person = facts.make_person("Hoàng Thị Sen", username="sen")
    facts.employ(person, commune, it=True)
    facts.grant(person, commune)
    return person


@pytest.fixture
def outsider(other_commune: Agency) -> User:
    """HR officer of Thất Khê: the outsider to everything of Đồng Đăng."""
    person = facts.make_person("Lý Văn Ơn", username="on")
    facts.employ(person, other_commune, it=True)
    facts.grant(person, other_commune)
    return person


@pytest.fixture
def officer(province: Agency) -> User:
    """Provincial officer: sees every agency."""
    person = facts.make_person("Lương Thị Ánh", username="anh")
    facts.grant(person, province, AgencyRole.Role.PROVINCIAL_OFFICER)
    return person


@pytest.fixture
def learner(commune: Agency) -> User:
    """One of the staff of Đồng Đăng, without any role."""
    person = facts.make_person("Đinh Thị Lan", username="lan")
    facts.employ(person, commune, it=True)
    return person
