"""One running class of the demo: made from those still missing of LS-334-02, with two meetings held."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import Notice
from classes.cohorts.attending import Mark, take_attendance
from classes.cohorts.forming import form_class
from classes.cohorts.joining import staff_of
from classes.cohorts.planning import ClassPlan
from classes.cohorts.scheduling import MeetingPlan, repeated
from classes.cohorts.writing import write_to_all
from classes.models import Attendance, Cohort
from courses.models import CoursePage
from coverage.forming.choosing import missing_jobs
from coverage.models import Target
from lms.demo.cast import PROVINCE, Cast
from lms.demo.story import DATA_GOVERNANCE
from workforce.models import Agency

TARGET = "LS-334-02"
SEATS, INVITED, MEETINGS = 16, 18, 4
State = Attendance.State
# Who came how, again and again: most are there.
CAME = (State.PRESENT, State.PRESENT, State.LATE, State.PRESENT, State.EXCUSED, State.PRESENT, State.ABSENT)


@transaction.atomic
def hold_a_class(cast: Cast, *, at: dt.datetime) -> int:
    """Make the class three weeks ago, hold two of its meetings, and write a letter. Harmless twice."""
    target = Target.objects.filter(code=TARGET).first()
    if target is None or Cohort.objects.exists():
        return 0
    made_at, today = at - dt.timedelta(days=21), timezone.localdate(at)
    province = Agency.objects.get(code=PROVINCE)
    course = CoursePage.objects.get(code=DATA_GOVERNANCE)
    missing = missing_jobs(target, agency=province, day=today).exclude(person=cast.learner)
    then = staff_of(cast.provincial_officer, on=timezone.localdate(made_at)).values("person")
    people = [cast.learner, *[job.person for job in missing.filter(person__in=then)[: INVITED - 1]]]
    first = today - dt.timedelta(days=9)
    morning = MeetingPlan(on=first, begins=dt.time(8, 0), ends=dt.time(11, 0), periods=4, room="P.302")
    cohort, _added = form_class(
        plan=ClassPlan(
            course=course,
            agency=province,
            code=f"{DATA_GOVERNANCE}-01",
            title="Lớp quản trị dữ liệu cơ bản, khóa 1",
            document="Kế hoạch 334/KH-UBND",
            place="Trung tâm Chính trị, phường Đông Kinh",
            online_link="",
            bring="Máy tính xách tay, thẻ cán bộ",
            capacity=SEATS,
            first_on=first,
            last_on=first + dt.timedelta(days=7 * MEETINGS),
        ),
        facilitators=[cast.facilitator],
        meetings=repeated(morning, times=MEETINGS, days_between=7),
        people=people,
        by=cast.provincial_officer,
        at=made_at,
    )
    for meeting in cohort.meetings.filter(on__lt=today).order_by("on"):
        when = timezone.make_aware(dt.datetime.combine(meeting.on, dt.time(8, 20)))
        seated = cohort.memberships.on_the_roll().values_list("pk", flat=True)
        marks = {pk: Mark(CAME[(place + meeting.on.day) % len(CAME)].value) for place, pk in enumerate(seated)}
        take_attendance(meeting=meeting, marks=marks, by=cast.facilitator, at=when)
    write_to_all(
        cohort=cohort,
        subject="Chuẩn bị cho buổi tới",
        text="Anh chị học xong bài 3 trước khi đến lớp và mang theo một bảng số liệu của đơn vị mình để cùng làm.",
        by=cast.facilitator,
        at=at - dt.timedelta(days=1),
    )
    # Nobody of the demo reads mail.
    Notice.objects.filter(kind__startswith="classes.", mailed_at=None).update(mail_wanted=False)
    return 1
