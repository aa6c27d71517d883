import datetime as dt

import pytest
from django.utils import timezone

from lms.demo.cast import Cast, make_cast
from tests.snapshots import written_back
from workforce.loading import load_agencies, load_positions


@pytest.fixture
def agencies(db: None) -> None:
    written_back("agencies", lambda: (load_agencies(), load_positions()))


@pytest.fixture
def cast(agencies: None) -> Cast:
    return make_cast(at=timezone.now())


@pytest.fixture
def now() -> dt.datetime:
    return dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
