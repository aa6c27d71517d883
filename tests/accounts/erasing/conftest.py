"""Who asks for their data to be erased, and who decides."""

import datetime as dt

import pytest

from accounts.models import User
from tests.accounts.erasing.ways import agency_of
from tests.courses.study import NOW
from workforce.models import AgencyRole


@pytest.fixture
def tan(tan: User) -> User:
    """With everything that an account can hold."""
    tan.email, tan.phone, tan.birth_date = "tan@example.vn", "+84912345678", dt.date(1990, 5, 1)
    tan.set_password("Hoa hồi tháng tám")
    tan.save()
    return tan


@pytest.fixture
def head(lan: User, author: User) -> User:
    """HR officer of the commune where Lan works."""
    head = User.objects.create(username="huong", full_name="Lý Thị Hương")
    AgencyRole.objects.create(
        person=head, agency=agency_of(lan), role=AgencyRole.Role.HR_OFFICER, granted_by=author, granted_at=NOW
    )
    return head
