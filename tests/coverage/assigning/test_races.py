"""Many at the same moment, on real threads and transactions, end as one after the other would."""

import pytest

from accounts.models import Notice, User
from coverage.models import Reminder, ReminderDigest, ReminderRun
from coverage.reminding.sending import remind
from tests.courses.study import at_once
from tests.coverage.assigning.conftest import Assign, morning


@pytest.mark.django_db(transaction=True)
def test_two_workers_remind_each_person_once(assign: Assign, learner: User, sen: User, outsider: User) -> None:
    assign()
    made = at_once(3, lambda _number: remind(at=morning("2026-06-30")))
    assert sum(made) == 3
    counts = (ReminderDigest.objects.count(), Reminder.objects.count(), ReminderRun.objects.count())
    assert (*counts, Notice.objects.count()) == (3, 3, 1, 3)
