"""A believable year of learning for the staff of the demo, ending now.

Enrolments, completions and evidence are written in bulk with dates that agree; only the papers
and what the cast has learnt go through the functions that the site itself uses.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from competency.recording import Proof, record_evidence_of_many
from courses.enrolling import enrol
from courses.models import Completion, CoursePage, Enrolment, StepPage, StepProgress
from courses.progress import complete_step, note_visit
from courses.published import minutes_of
from courses.teaching import appoint_teacher
from kit.text import fold
from lms.demo.cast import Cast
from lms.demo.places import EDUCATION, HEALTH, is_commune
from lms.demo.questions import tell_of_questions
from lms.demo.staffing import BATCH, DOMAIN, SEED
from workforce.models import Employment

SKILLS, SAFETY, DATA_GOVERNANCE = "KNS-CB", "ATM-MN", "QTDL-CB"
# Share of an agency's people who have completed the course for all staff; together about 38 in 100.
SHARES = {EDUCATION: 0.36, HEALTH: 0.42}
SHARE_OF_COMMUNES, SHARE_OF_DEPARTMENTS = (0.14, 0.66), (0.3, 0.6)
SHARE_ON_THE_WAY = 0.09
# The safety course is for citizens; some of the staff learn it besides.
SHARE_OF_SAFETY, SHARE_ON_THE_WAY_TO_SAFETY = 0.08, 0.02
# Of the 72 generated IT staff, by how many stand where with the data course.
IT_STAFF, IT_COMPLETED, IT_ON_THE_WAY = 72, 28, 18
# People of one village who learn about public services at its house of culture; the first of them are through.
SERVICES = "DVC-MN"
VILLAGERS = ("Nông Thị Pàn", "Triệu Tài Chìu", "Hoàng Thị Ngần", "Trần Văn Thuận", "Vi Văn Khìn", "Đặng Mùi Khé")
VILLAGERS_COMPLETED = 4


@dataclass(frozen=True, kw_only=True)
class Worker:
    """One of the demo's staff as the story sees them."""

    person_id: int
    number: int
    agency: str
    kind: str
    is_it_staff: bool


@dataclass(frozen=True, kw_only=True)
class Course:
    """Somebody's way through a course; `completed_at` is None for one who is still on the way."""

    person_id: int
    enrolled_at: dt.datetime
    completed_at: dt.datetime | None
    score: int


def tell_of_skills(*, at: dt.datetime) -> int:
    """Who has learnt the basic digital skills, as the plan asks of all staff. Harmless twice."""
    return _tell_of_many(SKILLS, "skills", _share, SHARE_ON_THE_WAY, at=at)


def tell_of_safety(*, at: dt.datetime) -> int:
    """Who of the staff has learnt the citizens' course to be safe online. Harmless twice."""
    return _tell_of_many(SAFETY, "safety", lambda _worker: SHARE_OF_SAFETY, SHARE_ON_THE_WAY_TO_SAFETY, at=at)


def tell_of_data_governance(*, at: dt.datetime) -> int:
    """Twenty-eight of the IT staff hold the data course, others are on the way. Harmless twice."""
    course = CoursePage.objects.get(code=DATA_GOVERNANCE)
    begun = set(Enrolment.objects.filter(course=course).values_list("person", flat=True))
    staff = [worker for worker in workers(at) if worker.is_it_staff]
    by_chance = sorted(staff, key=lambda worker: chance_of("order", worker.number).random())
    completed = IT_COMPLETED * len(staff) // IT_STAFF
    on_the_way = IT_ON_THE_WAY * len(staff) // IT_STAFF
    taken = [
        _course(worker.person_id, chance_of("data", worker.number), at, within=200, is_completed=place < completed)
        for place, worker in enumerate(by_chance[: completed + on_the_way])
        if worker.person_id not in begun
    ]
    return write_courses(course, taken)


def tell_of_services(cast: Cast, *, at: dt.datetime) -> int:
    """A village learns the citizens' course on public services; the volunteer who leads it went first. Harmless twice.

    The villagers cannot sign in: the volunteer's telephone was theirs.
    """
    course = CoursePage.objects.get(code=SERVICES)
    appoint_teacher(person=cast.teacher, course=course, by=cast.admin, at=at - dt.timedelta(days=380))
    taken = []
    for place, name in enumerate(VILLAGERS):
        person, is_new = User.objects.get_or_create(
            username=fold(name).replace(" ", "."),
            defaults={"full_name": name, "password": make_password(None), "date_joined": at - dt.timedelta(days=90)},
        )
        if is_new:
            is_completed = place < VILLAGERS_COMPLETED
            taken.append(_course(person.pk, chance_of("services", place), at, within=60, is_completed=is_completed))
    return (
        write_courses(course, taken)
        + _complete_whole(cast.facilitator, course, at=at - dt.timedelta(days=66))
        + _learn(cast.citizen, course, lessons=4, since=at - dt.timedelta(days=11))
    )


def tell_of_the_cast(cast: Cast, *, at: dt.datetime) -> int:
    """What the named people have learnt: Lan holds two courses and is in the middle of the third. Harmless twice."""
    skills, safety, data = (CoursePage.objects.get(code=code) for code in (SKILLS, SAFETY, DATA_GOVERNANCE))
    for course in (skills, safety, data):
        appoint_teacher(person=cast.teacher, course=course, by=cast.admin, at=at - dt.timedelta(days=380))
    begun = (
        _complete_whole(cast.learner, safety, at=at - dt.timedelta(days=75))
        + _complete_whole(cast.learner, skills, at=at - dt.timedelta(days=48))
        + _complete_whole(cast.hr_officer, skills, at=at - dt.timedelta(days=40))
        + _learn(cast.unit_head, skills, lessons=3, since=at - dt.timedelta(days=20))
        + _learn(cast.learner, data, lessons=3, since=at - dt.timedelta(days=9))
        + _learn(cast.citizen, safety, lessons=2, since=at - dt.timedelta(days=3))
    )
    tell_of_questions(cast, safety=safety, data=data, at=at)
    return begun


def workers(at: dt.datetime) -> Iterator[Worker]:
    """The generated staff employed today, by number."""
    rows = (
        Employment.objects.at(timezone.localdate(at))
        .filter(person__email__endswith=DOMAIN)
        .values_list("person", "person__username", "agency__code", "agency__kind", "is_it_staff")
    )
    for person_id, username, agency, kind, is_it_staff in rows:
        tail = username.rpartition(".")[2]
        if tail.isdigit():
            yield Worker(person_id=person_id, number=int(tail), agency=agency, kind=kind, is_it_staff=is_it_staff)


def chance_of(about: str, number: int | str) -> random.Random:
    return random.Random(f"{SEED}-{about}-{number}")  # noqa: S311 (believable, not secret)


def _tell_of_many(
    code: str, about: str, share_of: Callable[[Worker], float], on_the_way: float, *, at: dt.datetime
) -> int:
    """A share of the staff has completed the course, others are on the way. Returns how many began."""
    course = CoursePage.objects.get(code=code)
    begun = set(Enrolment.objects.filter(course=course).values_list("person", flat=True))
    taken = []
    for worker in workers(at):
        chance = chance_of(about, worker.number)
        drawn, share = chance.random(), share_of(worker)
        if worker.person_id not in begun and drawn < share + on_the_way:
            taken.append(_course(worker.person_id, chance, at, within=360, is_completed=drawn < share))
    return write_courses(course, taken)


def _share(worker: Worker) -> float:
    if worker.agency in SHARES:
        return SHARES[worker.agency]
    low, high = SHARE_OF_COMMUNES if is_commune(worker.kind) else SHARE_OF_DEPARTMENTS
    return chance_of("share", worker.agency).uniform(low, high)


def _course(person_id: int, chance: random.Random, at: dt.datetime, *, within: int, is_completed: bool) -> Course:
    """A way through a course that began some weeks before its end, which came days before `at`."""
    days_ago = int(chance.triangular(2, within, within / 4))
    moment = dt.time(chance.randint(7, 20), chance.randint(0, 59))
    end = timezone.make_aware(dt.datetime.combine(timezone.localdate(at) - dt.timedelta(days=days_ago), moment))
    begin = end - dt.timedelta(days=chance.randint(0, 20), minutes=chance.randint(45, 200))
    score = chance.choice([70, 75, 80, 80, 85, 90, 90, 95, 100])
    return Course(person_id=person_id, enrolled_at=begin, completed_at=end if is_completed else None, score=score)


@transaction.atomic
def write_courses(course: CoursePage, taken: list[Course]) -> int:
    """Enrolments, completions and evidence of many people, with dates that agree."""
    enrolments = Enrolment.objects.bulk_create(
        [Enrolment(person_id=one.person_id, course=course, enrolled_at=one.enrolled_at) for one in taken],
        batch_size=BATCH,
    )
    minutes = minutes_of(course)
    completions = Completion.objects.bulk_create(
        [
            Completion(
                enrolment=enrolment,
                person_id=one.person_id,
                course=course,
                course_revision_id=course.live_revision_id,
                score_percent=one.score,
                minutes=minutes,
                started_on=timezone.localdate(one.enrolled_at),
                completed_at=one.completed_at,
                completed_on=timezone.localdate(one.completed_at),
            )
            for enrolment, one in zip(enrolments, taken, strict=True)
            if one.completed_at
        ],
        batch_size=BATCH,
    )
    _record_evidence(course, completions)
    return len(taken)


def _record_evidence(course: CoursePage, completions: list[Completion]) -> None:
    outcomes = course.outcomes.select_related("competency", "level")
    record_evidence_of_many(
        proofs=(
            Proof(person_id=done.person_id, source=f"course-completion:{done.pk}", on=done.completed_on)
            for done in completions
        ),
        outcomes=[(outcome.competency, outcome.level, outcome.statement) for outcome in outcomes],
    )


def _complete_whole(person: User, course: CoursePage, *, at: dt.datetime) -> int:
    """A course done in one afternoon, every step of it."""
    if Enrolment.objects.filter(person=person, course=course).exists():
        return 0
    begin = at - dt.timedelta(hours=2)
    write_courses(course, [Course(person_id=person.pk, enrolled_at=begin, completed_at=at, score=90)])
    enrolment = Enrolment.objects.get(person=person, course=course)
    StepProgress.objects.bulk_create(
        StepProgress(enrolment=enrolment, step_id=step.pk, completed_at=begin + dt.timedelta(minutes=12 * place))
        for place, step in enumerate(_steps(course), start=1)
    )
    return 1


def _learn(person: User, course: CoursePage, *, lessons: int, since: dt.datetime) -> int:
    """The first lessons of a course, one a day, and a look into the next; through the site's own functions."""
    if Enrolment.objects.filter(person=person, course=course).exists():
        return 0
    enrolment = enrol(person=person, course=course, at=since, on=timezone.localdate(since))
    steps = _steps(course)
    for day, step in enumerate(steps[:lessons]):
        complete_step(enrolment=enrolment, step=step, at=since + dt.timedelta(days=day, minutes=25))
    note_visit(enrolment=enrolment, step=steps[lessons], at=since + dt.timedelta(days=lessons, minutes=5))
    return 1


def _steps(course: CoursePage) -> list[StepPage]:
    return list(StepPage.objects.child_of(course).live().order_by("path"))
