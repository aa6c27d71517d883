"""A commune whose figures a report tells."""

import pytest

from accounts.models import User
from courses.models import CoursePage
from coverage.models import Target
from tests.coverage import facts


@pytest.fixture
def world(target: Target, course: CoursePage, sen: User, learner: User, outsider: User) -> Target:
    """Đồng Đăng has two IT staff, one of them certified this year; Thất Khê has one, who is not."""
    facts.certify(sen, course, on="2026-03-01")
    return target
