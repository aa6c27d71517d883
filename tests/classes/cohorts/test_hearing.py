"""Marks made without a signal: each once, both clocks kept, never over somebody else's newer one."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.devices import device_tag
from accounts.models import User
from classes.cohorts.attending import take_attendance
from classes.cohorts.closing import close_class
from classes.cohorts.hearing import SKIPPED, BadMarks, conflicts_of, hear_marks
from classes.models import Attendance, Cohort, DeviceMark, Membership
from tests.classes.cohorts.together import marks, meeting_of, member, noted
from tests.courses.study import NOW, after


def said(one: Membership, state: str, *, seen: int = 0, **fields: Any) -> dict[str, Any]:
    made = {"id": str(uuid.uuid4()), "member": one.pk, "state": state, "seen": seen, "at": NOW.isoformat()}
    return made | fields


def test_a_mark_sent_twice_is_one_with_both_clocks(cohort: Cohort, learner: User, sen: User, phuong: User) -> None:
    meeting, later = meeting_of(cohort), after(hours=5)
    sent = [said(member(learner, cohort), "late"), said(member(sen, cohort), "present")]
    answers = [
        [one.state for one in hear_marks(meeting=meeting, marks=sent, by=phuong, at=at)]
        for at in (later, after(hours=6))
    ]
    assert answers == [["written", "written"]] * 2
    assert noted(meeting) == [("lan", 1, "late"), ("sen", 1, "present")]
    kept = DeviceMark.objects.order_by("pk")
    assert {(one.claimed_at, one.received_at) for one in kept} == {(NOW, later)}
    assert [one.attendance for one in kept] == list(Attendance.objects.order_by("pk"))
    assert {one.noted_at for one in Attendance.objects.all()} == {later}
    with pytest.raises(IntegrityError), transaction.atomic():
        DeviceMark.objects.update(state="absent")


def test_two_devices_that_disagree_are_told(cohort: Cohort, learner: User, sen: User, phuong: User) -> None:
    meeting, lan = meeting_of(cohort), member(learner, cohort)
    take_attendance(meeting=meeting, marks=marks("present", lan), by=sen, at=NOW)
    (told,) = hear_marks(meeting=meeting, marks=[said(lan, "absent")], by=phuong, at=after(hours=1))
    assert told.words == (
        "Đinh Thị Lan: Hoàng Thị Sen đã điểm danh “có mặt” trong lúc đó. Kết quả ấy được giữ; nếu sai, mời sửa lại."
    )
    (same,) = hear_marks(meeting=meeting, marks=[said(lan, "present")], by=phuong, at=after(hours=1))
    assert (told.state, same.state, noted(meeting)) == ("overtaken", "same", [("lan", 1, "present")])
    assert [(one.state, one.sent_by) for one in conflicts_of(meeting)] == [("absent", phuong)]


def test_what_does_not_count_never_holds_the_rest_back(
    cohort: Cohort, learner: User, sen: User, phuong: User, outsider: User, settings: Any
) -> None:
    meeting, lan, me = meeting_of(cohort), member(learner, cohort), member(sen, cohort)
    bad: list[Any] = [
        7,
        {},
        said(lan, "dancing"),
        said(lan, "late", at="1969-12-31T00:00:00+00:00"),
        said(lan, "late", at="2026-11-22T09:00:00"),
        said(lan, "late", seen=True),
        said(lan, "late", member="1"),
        said(lan, "late", id="x"),
        said(lan, "late", member=999_999),
    ]
    answers = hear_marks(meeting=meeting, marks=[*bad, said(me, "late")], by=phuong, at=NOW)
    assert [one.state for one in answers] == [SKIPPED] * len(bad) + ["written"]
    (stranger,) = hear_marks(meeting=meeting, marks=[said(lan, "late")], by=outsider, at=NOW)
    close_class(cohort=cohort, note="", by=sen, at=NOW)
    (late,) = hear_marks(meeting=meeting, marks=[said(lan, "late")], by=phuong, at=NOW)
    assert (stranger.state, late.state, DeviceMark.objects.count()) == (SKIPPED, SKIPPED, 1)
    settings.OFFLINE_BATCH = 1
    for batch in ("x", [said(lan, "late")] * 2):
        with pytest.raises(BadMarks):
            hear_marks(meeting=meeting, marks=batch, by=phuong, at=NOW)


def test_the_address_hears_only_whose_device_it_is(
    cohort: Cohort, learner: User, phuong: User, outsider: User, signed_in: Callable[[User], Client]
) -> None:
    meeting = meeting_of(cohort)
    meeting.on = timezone.localdate()
    meeting.save()
    where = f"/lop-hoc/{cohort.pk}/buoi/{meeting.pk}/gui/"

    def post(by: User, whose: User, body: Any = None) -> Any:
        sent = {"person": device_tag(whose), "marks": [said(member(learner, cohort), "late")]}
        return signed_in(by).post(where, json.dumps(sent) if body is None else body, content_type="application/json")

    assert [post(one, one).status_code for one in (outsider, learner)] == [404, 404]
    assert [post(phuong, outsider).status_code, post(phuong, phuong, "[").status_code] == [409, 400]
    assert noted(meeting) == []
    assert [one["state"] for one in post(phuong, phuong).json()["marks"]] == ["written"]
    sheet = signed_in(phuong).get(f"/lop-hoc/{cohort.pk}/buoi/{meeting.pk}/diem-danh/").content.decode()
    assert f'data-send="{where}"' in sheet
