"""The log of reminders on the screen: who was told what, why, by which way, and only of one's own people."""

import datetime as dt
from collections.abc import Callable

from django.test import Client
from django.utils import timezone

from accounts.models import User
from coverage.models import Assignment, Reminder, ReminderDigest, ReminderSending
from tests.courses.study import our_queries
from tests.coverage.assigning.conftest import Assign

NOW = timezone.now()


def said(
    assignment: Assignment, person: User, *, days: int, step: int | None, to: User | None = None, by: User | None = None
) -> None:
    """That `person` (or the head, `to`) was told `days` ago."""
    day = timezone.localdate() - dt.timedelta(days=days)
    digest = ReminderDigest.objects.create(recipient=to or person, day=day, made_at=NOW, by=by)
    Reminder.objects.create(
        digest=digest, assignment=assignment, person=person, due_on=day, step=step, to_head=to is not None
    )
    ReminderSending.objects.create(digest=digest, channel="desk-and-mail", sent_at=NOW)


def test_log_says_to_whom_why_and_how(
    as_: Callable[[User], Client], assign: Assign, sen: User, learner: User, outsider: User
) -> None:
    made = assign()
    page = f"/don-vi/nhiem-vu/{made.pk}/da-nhac/"
    client = as_(sen)
    assert client.get(page).context["lines"] == []
    said(made, learner, days=3, step=-7)
    said(made, outsider, days=3, step=-7)
    client.get(page)
    with our_queries() as queries:
        client.get(page)
    one = len(queries)
    said(made, learner, days=2, step=0)
    said(made, learner, days=1, step=14, to=sen)
    said(made, learner, days=0, step=None, by=sen)
    with our_queries() as queries:
        shown = client.get(page)
    assert len(queries) == one, "\n".join(queries)
    lines = shown.context["lines"]
    assert [(line.digest.recipient, reason, ways) for line, reason, ways in lines] == [
        (learner, f"theo yêu cầu của {sen.full_name}", "bàn học tập và thư"),
        (sen, "14 ngày sau hạn", "bàn học tập và thư"),
        (learner, "đúng ngày đến hạn", "bàn học tập và thư"),
        (learner, "7 ngày trước hạn", "bàn học tập và thư"),
    ]
    assert page in client.get(f"/don-vi/nhiem-vu/{made.pk}/").content.decode()
