"""The same work from many sides at once: one piece, one marking at a time, nothing lost between two states."""

from typing import Any

import pytest

from accounts.models import Notice, User
from courses.handing_in import CannotHandIn, hand_in, take_back
from courses.marking import CannotMark, claim
from courses.models import Completion, Enrolment, Marking, Submission, SubmissionFile, TaskPage
from home.models import HomePage
from tests.courses.homework import course_of, give, good, grade, make_practice, teach
from tests.courses.study import NOW, at_once, join

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def task(site: HomePage) -> TaskPage:
    return make_practice()


def kinds(outcomes: list[Any]) -> list[str]:
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_eight_clicks_hand_in_once(task: TaskPage, lan: User, hanh: User) -> None:
    enrolment, file = join(lan, course_of(teach_and(task, hanh))), good()
    outcomes = at_once(8, lambda _: hand_in(enrolment=enrolment, task=task, text="Bài.", files=[file], at=NOW))
    assert kinds(outcomes) == ["Submission"] * 8
    assert (Submission.objects.count(), SubmissionFile.objects.count(), Notice.objects.count()) == (1, 1, 1)


def teach_and(task: TaskPage, teacher: User) -> TaskPage:
    teach(teacher, task)
    return task


def test_two_different_pieces_at_once_leave_one(task: TaskPage, lan: User) -> None:
    enrolment = join(lan, course_of(task))
    outcomes = at_once(6, lambda n: hand_in(enrolment=enrolment, task=task, text=f"Bài {n}.", files=[], at=NOW))
    assert kinds(outcomes) == ["CannotHandIn"] * 5 + ["Submission"]
    assert Submission.objects.count() == 1


def test_two_teachers_claim_and_one_holds(task: TaskPage, lan: User, hanh: User, tan: User) -> None:
    work, teachers = give(lan, task), [teach(hanh, task), teach(tan, task)]
    outcomes = at_once(6, lambda n: claim(submission=work, by=teachers[n % 2], at=NOW))
    assert kinds(outcomes) == ["CannotMark"] * 3 + ["Submission"] * 3
    assert len({outcome.claimed_by_id for outcome in outcomes if isinstance(outcome, Submission)}) == 1


def test_two_teachers_mark_at_once_and_one_is_refused(task: TaskPage, lan: User, hanh: User, tan: User) -> None:
    work, teachers = give(lan, task), [teach(hanh, task), teach(tan, task)]
    outcomes = at_once(2, lambda n: grade(work, teachers[n], seen=0))
    assert kinds(outcomes) == ["CannotMark", "Marking"]
    assert (Marking.objects.count(), Completion.objects.count()) == (1, 1)


def test_taking_back_while_a_teacher_begins(task: TaskPage, lan: User, hanh: User) -> None:
    work, teacher = give(lan, task), teach(hanh, task)
    outcomes = at_once(
        2,
        lambda n: take_back(submission=work, by=lan, at=NOW) if n else claim(submission=work, by=teacher, at=NOW),
    )
    work.refresh_from_db()
    if work.state == "taken_back":
        assert isinstance(outcomes[0], CannotMark)
    else:
        assert (work.claimed_by, type(outcomes[1])) == (hanh, CannotHandIn)


def test_handing_in_while_the_work_is_returned(task: TaskPage, lan: User, hanh: User) -> None:
    """Either refused because the first still waits, or number two: never two that wait."""
    work, teacher = give(lan, task), teach(hanh, task)
    enrolment = Enrolment.objects.get()
    outcomes = at_once(
        2,
        lambda n: (
            hand_in(enrolment=enrolment, task=task, text="Bài hai.", files=[], at=NOW)
            if n
            else grade(work, teacher, passed=False)
        ),
    )
    assert isinstance(outcomes[0], Marking)
    states = list(Submission.objects.order_by("number").values_list("state", flat=True))
    assert states == (["returned"] if isinstance(outcomes[1], CannotHandIn) else ["returned", "handed_in"])
