"""Beside the big class: one closed and corrected, one that ends with an exam, one at a village's culture house."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import Notice, User
from classes.cohorts.attending import Mark, take_attendance
from classes.cohorts.closing import close_class
from classes.cohorts.correcting import correct_attendance
from classes.cohorts.forming import form_class
from classes.cohorts.joining import staff_of
from classes.cohorts.planning import ClassPlan
from classes.cohorts.registering import register, register_by_name
from classes.cohorts.scheduling import MeetingPlan
from classes.cohorts.turning_up import add_who_turned_up
from classes.models import Attendance, Cohort, ExamSession, Membership
from courses.models import CoursePage
from lms.demo.cast import HOME_COMMUNE, PROVINCE, Cast
from lms.demo.exams import EXAM
from lms.demo.story import DATA_GOVERNANCE, SAFETY
from workforce.models import Agency

CLOSED, BEFORE_EXAM, VILLAGE = f"{DATA_GOVERNANCE}-00", f"{EXAM}-01", f"{SAFETY}-NP-01"
FEW = 8
State = Attendance.State
EVENING = {"begins": dt.time(19, 30), "ends": dt.time(21, 0), "periods": 2}
# Registered with nothing but a name; and who simply came.
REGISTERED = [("Hoàng Thị Sủi", ""), ("Lý Văn Páo", ""), ("Nông Thị Sen", "Nà Pàn"), ("Nông Thị Sen", "Khuổi Lầy")]
TURNED_UP = [("Chu Văn Khìn", ""), ("Mã Thị Liềng", "Nà Pàn")]


@transaction.atomic
def tell_of_more_classes(cast: Cast, *, at: dt.datetime) -> int:
    """Make the three classes that are not there yet; how many. Harmless twice."""
    ways = {CLOSED: _closed_and_corrected, BEFORE_EXAM: _before_an_exam, VILLAGE: _in_the_village}
    missing = [make for code, make in ways.items() if not Cohort.objects.filter(code=code).exists()]
    for make in missing:
        make(cast, at)
    # Nobody of the demo reads mail.
    Notice.objects.filter(kind__startswith="classes.", mailed_at=None).update(mail_wanted=False)
    return len(missing)


def _at(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, 0)))


def _hold(
    cast: Cast,
    *,
    course: str,
    code: str,
    title: str,
    first: dt.date,
    people: list[User],
    made_at: dt.datetime,
    exam: ExamSession | None = None,
) -> Cohort:
    """A class of the province that meets on one morning."""
    cohort, _added = form_class(
        plan=ClassPlan(
            course=CoursePage.objects.get(code=course),
            agency=Agency.objects.get(code=PROVINCE),
            code=code,
            title=title,
            document="Kế hoạch 334/KH-UBND",
            place="Trung tâm Chính trị, phường Đông Kinh",
            online_link="",
            bring="Máy tính xách tay",
            capacity=20,
            first_on=first,
            last_on=first + dt.timedelta(days=1),
            exam=exam,
        ),
        facilitators=[cast.facilitator],
        meetings=[MeetingPlan(on=first, begins=dt.time(8, 0), ends=dt.time(11, 0), periods=4, room="P.302")],
        people=people,
        by=cast.provincial_officer,
        at=made_at,
    )
    return cohort


def _colleagues(cast: Cast, day: dt.date, course: str) -> list[User]:
    """A few whom the provincial officer looks after, beside the cast; in no open class of the course."""
    cast_keys = [person.pk for person in cast]
    jobs = staff_of(cast.provincial_officer, on=day).exclude(person__in=cast_keys)
    jobs = jobs.exclude(person__in=Membership.objects.running().filter(course__code=course).values("person"))
    return [job.person for job in jobs.order_by("-person__pk")[:FEW]]


def _closed_and_corrected(cast: Cast, at: dt.datetime) -> None:
    today = timezone.localdate(at)
    first, before = today - dt.timedelta(days=12), at - dt.timedelta(days=30)
    people = _colleagues(cast, timezone.localdate(before), DATA_GOVERNANCE)
    cohort = _hold(
        cast,
        course=DATA_GOVERNANCE,
        code=CLOSED,
        title="Lớp quản trị dữ liệu cơ bản, khóa mở đầu",
        first=first,
        people=people,
        made_at=before,
    )
    (meeting,) = cohort.meetings.all()
    members = list(cohort.memberships.on_the_roll())
    states = [State.ABSENT if place == 0 else State.PRESENT for place, _one in enumerate(members)]
    marks = {one.pk: Mark(state.value) for one, state in zip(members, states, strict=True)}
    take_attendance(meeting=meeting, marks=marks, by=cast.facilitator, at=_at(first, 10))
    closed_at = at - dt.timedelta(days=5)
    close_class(cohort=cohort, note="Lớp học đủ buổi.", by=cast.provincial_officer, at=closed_at)
    correct_attendance(
        meeting=meeting,
        marks={members[0].pk: Mark(State.LATE.value, seen=1)},
        reason="Có ký trên danh sách giấy, đến lúc 8 giờ 40.",
        by=cast.facilitator,
        at=at - dt.timedelta(days=3),
    )


def _before_an_exam(cast: Cast, at: dt.datetime) -> None:
    """All but one came; the roll of the exam waits for one click."""
    first = timezone.localdate(at) - dt.timedelta(days=2)
    exam = ExamSession.objects.filter(course__code=EXAM, opens_at__gt=at).order_by("opens_at").first()
    people = _colleagues(cast, first, EXAM)
    cohort = _hold(
        cast,
        course=EXAM,
        code=BEFORE_EXAM,
        title="Lớp ôn trước kỳ sát hạch, đợt 2",
        first=first,
        people=people,
        made_at=at - dt.timedelta(days=9),
        exam=exam,
    )
    (meeting,) = cohort.meetings.all()
    members = list(cohort.memberships.on_the_roll())
    marks = {one.pk: Mark((State.PRESENT if place else State.EXCUSED).value) for place, one in enumerate(members)}
    take_attendance(meeting=meeting, marks=marks, by=cast.facilitator, at=_at(first, 10))


def _in_the_village(cast: Cast, at: dt.datetime) -> None:
    """An evening class at a culture house: some registered, some simply came, the next evening is to come."""
    today = timezone.localdate(at)
    first, before = today - dt.timedelta(days=4), at - dt.timedelta(days=10)
    cohort, _added = form_class(
        plan=ClassPlan(
            course=CoursePage.objects.get(code=SAFETY),
            agency=Agency.objects.get(code=HOME_COMMUNE),
            code=VILLAGE,
            title="An toàn trên mạng cho bà con thôn Nà Pàn",
            document="Kế hoạch Bình dân học vụ số của xã",
            place="Nhà văn hóa thôn Nà Pàn, xã Đồng Đăng",
            online_link="",
            bring="Điện thoại của bà con, sạc đầy pin",
            capacity=12,
            first_on=first,
            last_on=today + dt.timedelta(days=17),
            for_everyone=True,
        ),
        facilitators=[cast.facilitator],
        meetings=[
            MeetingPlan(on=first, topic="Nhận ra tin nhắn lừa đảo", **EVENING),  # type: ignore[arg-type]
            MeetingPlan(on=today + dt.timedelta(days=3), topic="Mật khẩu và VNeID", **EVENING),  # type: ignore[arg-type]
        ],
        people=[],
        by=cast.hr_officer,
        at=before,
    )
    register(cohort=cohort, person=cast.citizen, at=before)
    for name, hint in REGISTERED:
        register_by_name(cohort=cohort, full_name=name, hint=hint, at=before)
    meeting = cohort.meetings.in_order()[0]
    evening = _at(first, 20)
    members = list(cohort.memberships.on_the_roll())
    marks = {one.pk: Mark((State.ABSENT if place == 1 else State.PRESENT).value) for place, one in enumerate(members)}
    take_attendance(meeting=meeting, marks=marks, by=cast.facilitator, at=evening)
    for name, hint in TURNED_UP:
        add_who_turned_up(meeting=meeting, full_name=name, hint=hint, by=cast.facilitator, at=evening)
