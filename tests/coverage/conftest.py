import datetime as dt

import pytest
from wagtail.models import Page

from courses.models import CourseIndexPage, CoursePage
from coverage.models import Target
from tests.coverage import facts
from workforce.models import Agency

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def catalogue(db: None) -> CourseIndexPage:
    return Page.get_first_root_node().add_child(instance=CourseIndexPage(title="Khóa học", slug="khoa-hoc-thu"))


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
