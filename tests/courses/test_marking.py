"""Marking: who may, when, with which points; what a second marking does; who is told."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail

from accounts.models import Notice, User
from accounts.telling import mail_notices, unseen_by
from courses.marking import CannotMark, claim, let_go, mark, rubric_of
from courses.models import Completion, CriterionLevel, Enrolment, Marking, StepProgress, Submission, TaskPage
from courses.task_news import tell_of_late_marking
from courses.teaching import end_teaching
from courses.waiting import teaching_counts, waiting_for, waiting_in
from home.models import HomePage
from tests.courses.homework import WEAKEST, course_of, give, grade, levels, make_practice, teach
from tests.courses.study import NOW, after, our_queries


@pytest.fixture
def task(site: HomePage) -> TaskPage:
    return make_practice()


@pytest.fixture
def work(task: TaskPage, lan: User, hanh: User) -> Submission:
    """Lan's, in a course that Hạnh teaches."""
    teach(hanh, task)
    return give(lan, task)


def mark_with(work: Submission, by: User, chosen: dict[int, int]) -> Marking:
    return mark(submission=work, by=by, chosen=chosen, comment="", passed=True, seen=0, at=NOW)


def test_pass_finishes_the_step_and_the_course(work: Submission, lan: User, hanh: User) -> None:
    marking = grade(work, hanh, at=after(days=1))
    work.refresh_from_db()
    assert (work.state, marking.total, marking.most, marking.needed) == ("passed", 10, 10, 5)
    assert marking.points == [
        {"criterion": "Đầy đủ", "level": "Tốt", "points": 5, "most": 5},
        {"criterion": "Rõ người chịu trách nhiệm", "level": "Tốt", "points": 5, "most": 5},
    ]
    assert StepProgress.objects.get().completed_at == after(days=1)
    assert Completion.objects.get().person == lan


def test_returned_work_finishes_nothing_and_is_handed_in_again(work: Submission, lan: User, hanh: User) -> None:
    grade(work, hanh, passed=False, comment="Thêm cột chủ dữ liệu.")
    work.refresh_from_db()
    assert (work.state, StepProgress.objects.count()) == ("returned", 0)
    again = give(lan, work.task, text="Đã thêm.")
    assert again.number == 2
    grade(again, hanh)
    assert Completion.objects.count() == 1


def test_marking_twice_alike_is_one_marking(work: Submission, hanh: User) -> None:
    first = grade(work, hanh)
    assert grade(work, hanh, at=after(seconds=2)) == first
    assert (Marking.objects.count(), Notice.objects.filter(kind="courses.work_passed").count()) == (1, 1)


def test_second_marking_counts_and_the_first_stays(work: Submission, hanh: User, author: User) -> None:
    first = grade(work, hanh, passed=False, comment="Chưa đủ.")
    second = grade(work, author, comment="Xem lại: đủ.", at=after(hours=1))
    work.refresh_from_db()
    assert (second.number, work.state) == (2, "passed")
    assert list(work.markings.values_list("marked_by", "passed")) == [(first.marked_by_id, False), (author.pk, True)]


def test_nobody_overrules_a_marking_unread(work: Submission, hanh: User, author: User) -> None:
    grade(work, hanh, passed=False, comment="Chưa đủ.")
    with pytest.raises(CannotMark, match="trong lúc"):
        grade(work, author, seen=0, at=after(hours=1))
    assert Marking.objects.count() == 1


def test_a_pass_stays(work: Submission, hanh: User) -> None:
    grade(work, hanh)
    with pytest.raises(CannotMark, match="không rút lại"):
        grade(work, hanh, passed=False, comment="Xem lại.")
    lower = grade(work, hanh, comment="Điểm như cũ, góp ý khác.", at=after(hours=1))
    assert (lower.number, Submission.objects.get().state) == (2, "passed")


def test_too_few_points_do_not_pass(work: Submission, hanh: User) -> None:
    with pytest.raises(CannotMark, match="cần 5 điểm"):
        mark_with(work, hanh, levels(work.task, WEAKEST))
    assert (Marking.objects.count(), Submission.objects.get().state) == (0, "handed_in")


def test_needed_points_are_rounded_up(site: HomePage) -> None:
    assert rubric_of(make_practice(pass_percent=51)).needed == 6


def test_marking_must_be_whole(work: Submission, hanh: User) -> None:
    some = dict(list(levels(work.task).items())[:1])
    with pytest.raises(CannotMark, match="Rõ người chịu trách nhiệm"):
        mark_with(work, hanh, some)
    with pytest.raises(CannotMark, match="góp ý"):
        grade(work, hanh, passed=False, comment="  ")
    with pytest.raises(CannotMark, match="dài"):
        grade(work, hanh, comment="x" * 5001)


def test_levels_of_another_criterion_are_not_taken(work: Submission, hanh: User) -> None:
    first, second = levels(work.task)
    best = levels(work.task)
    with pytest.raises(CannotMark):
        mark_with(work, hanh, {first: best[second], second: best[first]})


def test_changing_the_rubric_changes_no_marking(work: Submission, hanh: User) -> None:
    marking = grade(work, hanh)
    CriterionLevel.objects.update(points=1, text="Khác")
    marking.refresh_from_db()
    assert (marking.total, marking.points[0]["level"]) == (10, "Tốt")


@pytest.mark.parametrize("who", ["lan", "tan", "gone"])
def test_who_does_not_teach_marks_nothing(work: Submission, lan: User, tan: User, hanh: User, who: str) -> None:
    """The learner, a stranger, and a teacher whose appointment has ended."""
    by = {"lan": lan, "tan": tan, "gone": hanh}[who]
    if who == "gone":
        end_teaching(teaching=hanh.teachings.get(), by=hanh, at=NOW)
    for attempt in (lambda: grade(work, by), lambda: claim(submission=work, by=by, at=NOW)):
        with pytest.raises(CannotMark):
            attempt()
    assert Submission.objects.get().claimed_by is None


def test_nobody_marks_their_own_work(task: TaskPage, lan: User) -> None:
    with pytest.raises(CannotMark, match="tự chấm"):
        grade(give(teach(lan, task), task), lan)


def test_claim_keeps_others_out_until_it_ends(work: Submission, hanh: User, author: User) -> None:
    claim(submission=work, by=hanh, at=NOW)
    with pytest.raises(CannotMark, match="Lương Thị Hạnh đang chấm bài này, chậm nhất đến 10:00"):
        claim(submission=work, by=author, at=after(minutes=59))
    with pytest.raises(CannotMark):
        grade(work, author, at=after(minutes=59))
    assert claim(submission=work, by=author, at=after(minutes=61)).claimed_by == author
    with pytest.raises(CannotMark):
        grade(work, hanh, at=after(minutes=62))


def test_claim_given_up_is_free_for_others(work: Submission, hanh: User, author: User) -> None:
    claim(submission=work, by=hanh, at=NOW)
    let_go(submission=work, by=author)
    work.refresh_from_db()
    assert work.claimed_by == hanh
    let_go(submission=work, by=hanh)
    assert claim(submission=work, by=author, at=NOW).claimed_by == author


def test_work_taken_back_or_left_is_not_marked(work: Submission, lan: User, hanh: User) -> None:
    Enrolment.objects.update(withdrawn_at=NOW)
    with pytest.raises(CannotMark, match="rời"):
        grade(work, hanh)
    Enrolment.objects.update(withdrawn_at=None)
    Submission.objects.update(state="taken_back", taken_back_at=NOW)
    with pytest.raises(CannotMark, match="rút"):
        grade(work, hanh)


def test_older_work_is_not_marked_over_newer(work: Submission, lan: User, hanh: User) -> None:
    grade(work, hanh, passed=False)
    give(lan, work.task, text="Bài mới.")
    with pytest.raises(CannotMark, match="mới hơn"):
        grade(work, hanh, comment="Nghĩ lại.")


def test_learner_is_told_once_each_time_in_words(
    work: Submission, lan: User, hanh: User, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(pk=lan.pk).update(email="lan@example.com")
    with django_capture_on_commit_callbacks(execute=True):
        grade(work, hanh, passed=False, comment="Thêm cột.")
    mail_notices(limit=10, at=NOW)
    (told,) = unseen_by(lan)
    assert told.title == "Bài của bạn cần làm thêm: Lập danh mục"
    assert told.text == "Lương Thị Hạnh đã đọc (0/10 điểm) và góp ý cụ thể. Bạn sửa theo rồi nộp lại."
    assert told.url == "/khoa-hoc/thuc-hanh/bai-thuc-hanh/"
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [(["lan@example.com"], f"[Hoa Hồi] {told.title}")]


def test_promise_that_is_broken_is_told_to_both_once(work: Submission, lan: User, hanh: User) -> None:
    assert work.marking_due_on == dt.date(2026, 11, 30)
    Notice.objects.all().delete()
    assert tell_of_late_marking(at=after(days=8)) == 0  # the last day is not late
    for _time in range(2):
        assert tell_of_late_marking(at=after(days=9)) == 1
    told = list(Notice.objects.order_by("pk").values_list("person__username", "kind"))
    assert told == [("lan", "courses.work_late"), ("hanh", "courses.marking_late")]
    assert "thứ 2, 30/11" in unseen_by(lan)[0].text
    tell_of_late_marking(at=after(days=15, hours=1))
    assert Notice.objects.filter(person=hanh).count() == 2  # reminded again a week later
    assert Notice.objects.filter(person=lan).count() == 1
    grade(work, hanh, at=after(days=16))
    assert tell_of_late_marking(at=after(days=30)) == 0


def test_what_waits_is_told_in_words(work: Submission, lan: User, hanh: User) -> None:
    (waiting,) = waiting_for(lan)
    assert waiting.sentence == "Bài thực hành “Lập danh mục” đang chờ chấm, chậm nhất thứ 2, 30/11."
    assert waiting_in(work.enrolment) == [waiting]
    assert waiting_for(hanh) == []
    today = NOW.date()
    counts = teaching_counts(hanh, on=today)
    assert (counts.courses, counts.to_mark, counts.late) == (1, 1, 0)
    assert teaching_counts(hanh, on=dt.date(2026, 12, 1)).late == 1
    assert teaching_counts(lan, on=today).courses == 0
    grade(work, hanh, passed=False)
    (waiting,) = waiting_for(lan)
    assert waiting.sentence == "Bài thực hành “Lập danh mục” cần làm lại."
    give(lan, work.task, text="Lại.")
    assert [one.is_returned for one in waiting_for(lan)] == [False]


def test_what_waits_costs_one_query(work: Submission, lan: User) -> None:
    give(lan, make_practice(slug="khac"))
    with our_queries() as queries:
        assert len(waiting_for(lan)) == 2
    assert len(queries) == 1


def test_optional_task_holds_nobody_up(site: HomePage, lan: User) -> None:
    from courses.outline import outline_of
    from courses.progress import complete_step
    from tests.courses.homework import make_task
    from tests.courses.study import add_lesson, join, make_course, step

    course = make_course("tu-chon", audience="staff", order="locked", lessons=1)
    task = make_task(course, required=False)
    add_lesson(course, "bai-cuoi")
    enrolment = join(lan, course_of(task))
    assert [s.is_open for s in outline_of(enrolment.course, enrolment).steps] == [True, False, False]
    complete_step(enrolment=enrolment, step=step(course, "bai-1"), at=NOW)
    outline = outline_of(enrolment.course, enrolment)
    assert [s.is_open for s in outline.steps] == [True, True, True]
    assert (outline.next_step.page.slug, outline.percent) == ("bai-cuoi", 50)
    complete_step(enrolment=enrolment, step=step(course, "bai-cuoi"), at=NOW)
    outline = outline_of(enrolment.course, enrolment)
    assert (outline.is_complete, outline.percent, outline.missing) == (True, 100, [])
    assert outline.next_step.page.slug == "bai-thuc-hanh"
    assert Completion.objects.count() == 1
