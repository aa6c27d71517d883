"""Two supervised exams: one held last week, with sealed records, and one to come, with Lan on its roll.

The exam is a course of its own that holds nothing but the test; its questions are some of the course for all staff.
"""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from classes.beginning import begin_exam
from classes.checking_in import check_in
from classes.closing import close_session
from classes.codes import code_at
from classes.invigilating import give_time, note_incident
from classes.models import ExamSession, RollEntry
from classes.moving import open_session, start_session
from classes.planning import Plan, plan_session
from classes.seating import enter_people
from courses.attempting import submit_attempt
from courses.models import Attempt, CourseIndexPage, CoursePage, DrawRule, Option, Outcome, Question, QuizPage
from courses.published import new_edition
from courses.teaching import appoint_teacher
from lms.demo.cast import MEMBERS, Cast
from lms.demo.staffing import DOMAIN
from lms.demo.story import SKILLS
from workforce.models import Agency, Employment

EXAM = "SH-KNS"
HOST = "so-noi-vu"
QUESTIONS, SITTERS = 10, 6
HOURS = 2


@transaction.atomic
def hold_exams(cast: Cast, *, at: dt.datetime) -> int:
    """Hold the exam of last week and plan the one of next week. Returns how many; harmless twice."""
    if ExamSession.objects.filter(course__code=EXAM).exists():
        return 0
    quiz = _exam_of(cast, at)
    people = _staff(at)
    held = _plan(quiz, cast, "Sát hạch kỹ năng số cơ bản, đợt 1", _morning(at, days=-7), at=at - dt.timedelta(days=20))
    enter_people(session=held, people=people, by=cast.teacher, at=at - dt.timedelta(days=15), mail=False)
    _hold(held, cast.teacher)
    soon = _plan(quiz, cast, "Sát hạch kỹ năng số cơ bản, đợt 2", _morning(at, days=7), at=at - dt.timedelta(days=3))
    invited = [cast.learner, cast.unit_head, cast.hr_officer, cast.outsider]
    enter_people(session=soon, people=invited, by=cast.teacher, at=at - dt.timedelta(days=2), mail=False)
    return 2


def _morning(at: dt.datetime, *, days: int) -> dt.datetime:
    day = timezone.localdate(at) + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(8, 0)))


def _staff(at: dt.datetime) -> list[User]:
    employed = Employment.objects.at(timezone.localdate(at)).values("person")
    generated = User.objects.filter(pk__in=employed, email__endswith=DOMAIN).exclude(
        username__in=[member.username for member in MEMBERS]
    )
    return list(generated.order_by("pk")[:SITTERS])


def _plan(quiz: QuizPage, cast: Cast, title: str, opens_at: dt.datetime, *, at: dt.datetime) -> ExamSession:
    plan = Plan(
        quiz=quiz,
        title=title,
        agency=Agency.objects.get(code=HOST),
        place="Trung tâm Chính trị, phường Đông Kinh",
        room="P.201",
        opens_at=opens_at,
        closes_at=opens_at + dt.timedelta(hours=HOURS),
        seats=24,
    )
    return plan_session(plan=plan, invigilators=[cast.teacher, cast.reviewer], by=cast.teacher, at=at)


def _hold(session: ExamSession, by: User) -> None:
    """All but the last came; one got more time after a power cut, one left a third unanswered."""
    begin = session.opens_at
    open_session(session=session, by=by, at=begin - dt.timedelta(minutes=30))
    entries = list(session.entries.on_the_roll().in_order())
    for place, entry in enumerate(entries[:-1]):
        check_in(entry=entry, identity="card", by=by, at=begin - dt.timedelta(minutes=25 - 3 * place))
    start_session(session=session, by=by, at=begin)
    for place, entry in enumerate(entries[:-1]):
        _sit(entry, session, begin + dt.timedelta(minutes=1, seconds=7 * place), wrong=place)
    note_incident(
        session=session,
        kind="line",
        words="Mất điện ba phút; máy chạy pin, câu trả lời còn nguyên.",
        about=None,
        by=by,
        at=begin + dt.timedelta(minutes=21),
    )
    close_session(session=session, by=by, at=begin + dt.timedelta(minutes=50))


def _sit(entry: RollEntry, session: ExamSession, at: dt.datetime, *, wrong: int) -> None:
    """Begin with the code of the moment, and hand in with so many questions wrong."""
    code = code_at(session.secret, at=at, seconds=settings.EXAM_CODE_SECONDS)
    attempt = begin_exam(entry=entry, code=code, from_address=f"192.0.2.{10 + entry.seat}", at=at)
    if entry.seat == 2:
        give_time(
            entry=entry,
            minutes=5,
            reason="Máy khởi động lại.",
            by=session.created_by,
            at=at + dt.timedelta(minutes=4),
        )
    submit_attempt(attempt=attempt, answers=_answers(attempt, wrong), at=at + dt.timedelta(minutes=14 + 2 * wrong))


def _answers(attempt: Attempt, wrong: int) -> dict[int, list[str]]:
    """The right answers, but wrong ones to the first questions."""
    answers = {}
    for item in attempt.items.order_by("position"):
        options = item.shown["options"]
        picked = [option["key"] for option in options if option["correct"] is (item.position > wrong)]
        answers[item.position] = picked if item.position > wrong else picked[:1]
    return answers


@transaction.atomic
def _exam_of(cast: Cast, at: dt.datetime) -> QuizPage:
    """The course that is only an exam, with its bank and its teacher; made once."""
    skills = CoursePage.objects.get(code=SKILLS)
    course = CourseIndexPage.objects.get().add_child(
        instance=CoursePage(
            title="Sát hạch kỹ năng số cơ bản",
            slug="sat-hach-ky-nang-so-co-ban",
            code=EXAM,
            audience=CoursePage.Audience.STAFF,
            order=CoursePage.Order.FREE,
            summary="Bài thi có giám thị, dành cho người đã học xong khóa Kỹ năng số cơ bản.",
        )
    )
    for place, outcome in enumerate(skills.outcomes.all()[:1]):
        Outcome.objects.create(
            course=course,
            sort_order=place,
            competency=outcome.competency,
            level=outcome.level,
            statement=outcome.statement,
        )
    _copy_questions(skills, course)
    quiz = course.add_child(
        instance=QuizPage(
            title="Bài sát hạch",
            slug="bai-sat-hach",
            intro="Mười câu, ba mươi phút, có giám thị. Chỉ mở trong ca thi.",
            minutes=30,
            time_limit_minutes=30,
            pass_percent=70,
            attempts_allowed=2,
            review_rule="never",
            supervised=True,
        )
    )
    DrawRule.objects.create(quiz=quiz, count=QUESTIONS, sort_order=0)
    for page in (course, quiz):
        page.save_revision().publish()
    new_edition()
    appoint_teacher(person=cast.teacher, course=course, by=cast.admin, at=at - dt.timedelta(days=60))
    return QuizPage.objects.get(pk=quiz.pk)


def _copy_questions(source: CoursePage, course: CoursePage) -> None:
    kinds = (Question.Type.SINGLE, Question.Type.MULTIPLE, Question.Type.TRUE_FALSE)
    bank = Question.objects.filter(course=source, live=True, type__in=kinds).order_by("code")
    for question in bank[::3]:  # some of every lesson
        copy = Question.objects.create(
            code=f"{EXAM}-{question.code}".lower(),
            course=course,
            type=question.type,
            competency=question.competency,
            level=question.level,
            difficulty=question.difficulty,
            text=question.text,
            explanation=question.explanation,
            source=question.source,
        )
        Option.objects.bulk_create(
            Option(question=copy, text=option.text, correct=option.correct, sort_order=option.sort_order)
            for option in question.options.all()
        )
