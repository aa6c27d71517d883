"""After a class is closed: attendance is put right for a reason, for some days, beside what was written."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Notice, User
from classes.cohorts.attending import take_attendance
from classes.cohorts.closing import close_class, figures_known, frozen
from classes.cohorts.correcting import (
    CannotCorrect,
    Change,
    Corrected,
    correct_attendance,
    corrected_at,
    corrections_of,
)
from classes.cohorts.rights import NotYours
from classes.erasing import HOLDING
from classes.models import Attendance, Cohort, Correction
from coverage.hours.counting import trained_in
from kit.pdf import read_pdf
from tests.classes.cohorts.together import TODAY, marks, meeting_of, member, noted
from tests.courses.study import NOW, after
from tests.coverage import facts
from workforce.models import Agency

WHY = "Có ký trên giấy, quên điểm danh"


@pytest.fixture
def closed(cohort: Cohort, sen: User, learner: User, phuong: User) -> Cohort:
    """Lan was marked absent, nobody marked Sen; closed the same day by Sen."""
    take_attendance(meeting=meeting_of(cohort), marks=marks("absent", member(learner, cohort)), by=phuong, at=NOW)
    return close_class(cohort=cohort, note="", by=sen, at=NOW)


def test_what_is_right_is_written_beside_and_what_follows_is_counted_again(
    closed: Cohort, commune: Agency, learner: User, sen: User, phuong: User
) -> None:
    meeting, lan = meeting_of(closed), member(learner, closed)

    def minutes(on: dt.date) -> int:
        jobs = trained_in(2026, agency=commune, day=on).filter(person=learner)
        return jobs.get().minutes  # type: ignore[attr-defined]

    at, right = after(days=2), marks("present", lan, seen=1)
    done = correct_attendance(meeting=meeting, marks=right, reason=WHY, by=phuong, at=at)
    again = correct_attendance(meeting=meeting, marks=right, reason="…", by=phuong, at=at)
    assert (again, done.correction) == (Corrected(None, []), Correction.objects.get())
    assert noted(meeting) == [("lan", 1, "absent"), ("lan", 2, "present")]
    ended, known = frozen(closed), figures_known(closed)
    assert ended is not None
    assert known is not None
    assert [(one.members, one.attended, one.completed) for one in (ended, known)] == [(2, 0, 0), (2, 1, 0)]
    assert [minutes(TODAY), minutes(at.date())] == [0, 180]
    (past,) = corrections_of(closed)
    assert (past.correction.reason, past.correction.made_by) == (WHY, phuong)
    assert past.changes == [Change("Đinh Thị Lan", "vắng", "có mặt")]
    told = Notice.objects.filter(kind__in=["classes.attendance_corrected", "classes.recounted"]).order_by("kind")
    assert [(one.person, one.words["reason"]) for one in told] == [(learner, WHY), (sen, WHY)]
    assert (told[1].words["before"], told[1].words["after"], corrected_at(closed)) == ("0", "1", at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.update(made_by=sen)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.all()._raw_delete("default")


def test_who_may_and_until_when_is_a_setting(
    closed: Cohort, learner: User, sen: User, phuong: User, officer: User, outsider: User, settings: Any
) -> None:
    settings.CLASS_CORRECTION_DAYS, settings.CLASS_CORRECTION_FACILITATOR_DAYS = 10, 3
    meeting, lan, me = meeting_of(closed), member(learner, closed), member(sen, closed)

    def correct(by: User, days: int, reason: str = WHY, right: Any = None) -> Corrected:
        given = right or marks("late", lan, seen=1)
        return correct_attendance(meeting=meeting, marks=given, reason=reason, by=by, at=after(days=days))

    for stranger in (learner, outsider):
        with pytest.raises(NotYours):
            correct(stranger, 1)
    for by, days, reason in ((phuong, 4, WHY), (sen, 11, WHY), (sen, 1, "  ")):
        with pytest.raises(CannotCorrect):
            correct(by, days, reason)
    settings.CLASS_CORRECTION_FACILITATOR_DAYS = 0
    with pytest.raises(CannotCorrect):
        correct(phuong, 0)
    with pytest.raises(CannotCorrect):
        correct(sen, 1, right=marks("present", me))
    assert Correction.objects.count() == 0
    assert correct(officer, 1, right=marks("present", me)).correction
    assert correct(sen, 10).correction
    assert correct(officer, 10) == Corrected(None, [])
    assert correct(officer, 10, right=marks("absent", lan, seen=1)) == Corrected(None, [lan])


def test_a_class_that_goes_on_is_marked_as_usual(cohort: Cohort, learner: User, phuong: User) -> None:
    with pytest.raises(CannotCorrect):
        correct_attendance(
            meeting=meeting_of(cohort),
            marks=marks("late", member(learner, cohort)),
            reason=WHY,
            by=phuong,
            at=NOW,
        )


def test_who_is_erased_takes_the_reason_along(closed: Cohort, learner: User, sen: User) -> None:
    right = marks("excused", member(learner, closed), seen=1)
    correct_attendance(meeting=meeting_of(closed), marks=right, reason="Ốm, có giấy viện", by=sen, at=NOW)
    HOLDING.erase(learner, None, after(days=1))
    assert [(one.reason, one.figures["members"]) for one in Correction.objects.all()] == [("", 2)]
    assert Attendance.objects.filter(correction__isnull=False).count() == 1


def test_the_sheet_is_corrected_on_its_page_and_everybody_of_the_class_sees_it(
    closed: Cohort, learner: User, sen: User, phuong: User, outsider: User, signed_in: Callable[[User], Client]
) -> None:
    meeting, lan = meeting_of(closed), member(learner, closed).pk
    # The page asks the clock of today.
    Cohort.objects.update(ended_at=dt.datetime.now(dt.UTC))
    where, client = f"/lop-hoc/{closed.pk}/buoi/{meeting.pk}/dinh-chinh/", signed_in(phuong)
    assert where in client.get(f"/lop-hoc/{closed.pk}/").content.decode()
    form = {f"state-{lan}": "present", f"was-{lan}": "absent", f"seen-{lan}": "1"}
    refused = client.post(where, form)
    ticked = f'name="state-{lan}" value="present" checked'
    assert (refused.status_code, ticked in refused.content.decode()) == (422, True)
    assert client.post(where, {**form, "reason": WHY}).status_code == 302
    for person, page in ((phuong, ""), (sen, ""), (learner, "cua-toi/"), (phuong, f"buoi/{meeting.pk}/dinh-chinh/")):
        assert WHY in signed_in(person).get(f"/lop-hoc/{closed.pk}/{page}").content.decode(), page
    assert "đính chính" in " ".join(read_pdf(client.get(f"/lop-hoc/{closed.pk}/danh-sach.pdf").content).words)
    for person in (learner, outsider):
        assert signed_in(person).get(where).status_code == 404
    Cohort.objects.update(ended_at=NOW - dt.timedelta(days=900))
    late = client.post(where, {**form, f"state-{lan}": "late", f"seen-{lan}": "2", "reason": WHY})
    assert (late.status_code, Correction.objects.count()) == (422, 1)
    head = facts.make_person("Trưởng phòng", username="truong")
    facts.grant(head, closed.agency, "unit_head")
    assert [signed_in(head).get(page).status_code for page in (where, f"/lop-hoc/{closed.pk}/")] == [404, 200]
