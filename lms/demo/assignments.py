"""Two assignments of the demo: one of the province towards its plan, one of a commune that some have missed."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.models import Notice
from courses.models import CoursePage
from coverage.assigning.exempting import exempt
from coverage.assigning.making import Demand, make_assignment
from coverage.assigning.standing import OPEN, list_standing
from coverage.models import Assignment, AssignmentVersion, Target
from coverage.reminding.sending import remind
from lms.demo.cast import HOME_COMMUNE, MEMBERS, PROVINCE, Cast
from lms.demo.story import DATA_GOVERNANCE, SKILLS
from workforce.models import Agency

ASKED_DAYS_AGO, MISSED_DAYS_AGO, TOLD_DAYS_AGO = 90, 10, 2


@transaction.atomic
def tell_of_assignments(cast: Cast, *, at: dt.datetime) -> int:
    """Make both, let one person off, and remind who is late. Returns how many were made; harmless twice."""
    if Assignment.objects.exists():
        return 0
    today = timezone.localdate(at)
    begun_at = at - dt.timedelta(days=ASKED_DAYS_AGO)
    begun, missed = today - dt.timedelta(days=ASKED_DAYS_AGO), today - dt.timedelta(days=MISSED_DAYS_AGO)
    target = Target.objects.filter(code="LS-334-02").first()
    of_plan = Demand(
        population=Target.Population.IT_STAFF,
        course=CoursePage.objects.get(code=DATA_GOVERNANCE),
        asks=AssignmentVersion.Asks.CERTIFICATE,
        document="Kế hoạch 334/KH-UBND",
        document_on=min(dt.date(2025, 12, 31), begun),
        sentence=target.verbatim if target else "",
        due_on=max(dt.date(2027, 12, 31), today),
    )
    make_assignment(
        agency=Agency.objects.get(code=PROVINCE),
        demand=of_plan,
        on=begun,
        target=target,
        by=cast.provincial_officer,
        at=begun_at,
    )
    of_commune = Demand(
        population=Target.Population.STAFF,
        course=CoursePage.objects.get(code=SKILLS),
        asks=AssignmentVersion.Asks.COMPLETION,
        document="Kế hoạch 45/KH-UBND của UBND xã Đồng Đăng",
        document_on=begun,
        sentence="Cán bộ, công chức, viên chức của xã học khóa Kỹ năng số cơ bản; hai năm một lần.",
        due_on=missed,
        repeat_months=24,
    )
    home = Agency.objects.get(code=HOME_COMMUNE)
    made = make_assignment(agency=home, demand=of_commune, on=begun, by=cast.hr_officer, at=begun_at)
    _let_one_off(made, cast, on=missed, at=at - dt.timedelta(days=MISSED_DAYS_AGO))
    _remind(at - dt.timedelta(days=TOLD_DAYS_AGO))
    return 2


def _let_one_off(made: Assignment, cast: Cast, *, on: dt.date, at: dt.datetime) -> None:
    version = made.versions.select_related("assignment__agency").get()
    cast_names = [member.username for member in MEMBERS]
    job = list_standing(version, day=on, states=OPEN).exclude(person__username__in=cast_names).first()
    if job is not None:
        exempt(assignment=made, person=job.person, reason="Nghỉ thai sản", on=on, by=cast.hr_officer, at=at)


def _remind(at: dt.datetime) -> None:
    """As the clock would have at nine in the morning of that day; without mails, for nobody is there."""
    remind(at=timezone.localtime(at).replace(hour=9))
    Notice.objects.filter(kind__startswith="coverage.", mailed_at=None).update(mail_wanted=False)
