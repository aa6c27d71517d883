"""The classes of the demo beside the big one: each tells what it is for, and a second run changes nothing."""

import pytest

from classes.cohorts.closing import figures_known, frozen
from classes.cohorts.correcting import corrections_of
from classes.cohorts.public import open_classes
from classes.models import Cohort
from courses.models import CoursePage
from home.models import HomePage
from lms.demo import community
from lms.demo.cast import Cast, make_cast
from lms.demo.exams import EXAM
from lms.demo.staffing import make_staff
from lms.demo.story import DATA_GOVERNANCE, SAFETY
from tests.courses.study import NOW
from tests.coverage import facts
from workforce.loading import load_agencies, load_positions


@pytest.fixture
def cast(site: HomePage) -> Cast:
    """The cast and a few more of the staff, with courses that hold nothing."""
    load_agencies()
    load_positions()
    made = make_cast(at=NOW)
    make_staff(people=30, at=NOW, progress=False)
    for code in (SAFETY, DATA_GOVERNANCE, EXAM):
        facts.make_course(code)
    safety = CoursePage.objects.get(code=SAFETY)
    safety.audience = CoursePage.Audience.CITIZEN
    safety.save_revision().publish()
    return made


def test_three_more_classes_and_nothing_the_second_time(cast: Cast) -> None:
    assert [community.tell_of_more_classes(cast, at=NOW) for _twice in range(2)] == [3, 0]
    closed = Cohort.objects.get(code=community.CLOSED)
    ended, known = frozen(closed), figures_known(closed)
    assert ended is not None
    assert known is not None
    assert (known.attended - ended.attended, len(corrections_of(closed))) == (1, 1)
    (village,) = open_classes(day=NOW.date())
    assert (village.cohort.code, village.seated, village.free) == (community.VILLAGE, 7, 5)
    assert len(village.meetings) == 1
