"""Recomputing adds what is missing, once, says so in the log, and takes nothing away."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import PageLogEntry

from accounts.models import User
from certificates.models import Award, IssueJob, Issuer
from competency.models import Evidence
from courses.models import Completion, CoursePage, Enrolment, LessonPage, StepPage, StepProgress
from courses.recomputing import Recomputed, recompute
from home.models import HomePage
from tests.courses.study import NOW, add_lesson, after, join, make_course, our_queries, read_lessons, ready, succeed
from workforce.models import Agency


def learn_unnoticed(person: User, course: CoursePage) -> Enrolment:
    """Every step done, and nobody who wrote down the completion."""
    enrolment = join(person, course)
    StepProgress.objects.bulk_create(
        StepProgress(enrolment=enrolment, step=step, completed_at=NOW)
        for step in StepPage.objects.child_of(CoursePage.objects.get(pk=course.pk))
    )
    return enrolment


def people(count: int) -> list[User]:
    return [User.objects.create_user(username=f"nguoi.{n}", full_name=f"Hoàng Thị {n}") for n in range(count)]


def test_completion_that_nobody_wrote_down_is_added_once(site: HomePage, lan: User) -> None:
    course = make_course("mo")
    enrolment = learn_unnoticed(lan, course)
    assert recompute(at=NOW) == Recomputed(looked_at=1, steps=[], completions=[enrolment.pk])
    first = Completion.objects.get()
    assert (first.person, first.course_id, first.completed_at, first.score_percent) == (lan, course.pk, NOW, None)
    assert recompute(at=after(days=1)) == Recomputed(looked_at=1)
    assert Completion.objects.get() == first
    assert [entry.data for entry in PageLogEntry.objects.filter(action="courses.recompute")] == [
        {"steps": [], "completions": [enrolment.pk]}
    ]


def test_passed_test_that_marked_no_step_is_found(course: CoursePage, lan: User) -> None:
    enrolment = ready(lan, course)
    attempt = succeed(enrolment)
    Completion.objects.all().delete()
    Evidence.objects.all().delete()
    StepProgress.objects.filter(step=attempt.quiz_id).delete()
    assert recompute(at=after(days=2)) == Recomputed(looked_at=1, steps=[enrolment.pk], completions=[enrolment.pk])
    assert StepProgress.objects.get(step=attempt.quiz_id).completed_at == attempt.submitted_at
    assert Completion.objects.get().score_percent == 100
    assert Evidence.objects.filter(person=lan).count() == course.outcomes.count()


def test_step_taken_out_completes_and_step_added_undoes_nothing(site: HomePage, lan: User, hanh: User) -> None:
    course = make_course("mo")
    waiting, done = join(lan, course), read_lessons(join(hanh, course))
    completed_at = Completion.objects.get(enrolment=done).completed_at
    add_lesson(course, "bai-3")
    assert recompute(at=after(days=1)).completions == []
    assert Completion.objects.get().completed_at == completed_at
    read_lessons(waiting)
    StepProgress.objects.filter(enrolment=waiting, step__slug="bai-2").delete()
    Completion.objects.filter(enrolment=waiting).delete()
    LessonPage.objects.get(slug="bai-2").unpublish()
    assert recompute(at=after(days=2)).completions == [waiting.pk]


def test_dry_run_changes_nothing(site: HomePage, lan: User) -> None:
    enrolment = learn_unnoticed(lan, make_course("mo"))
    assert recompute(at=NOW, dry_run=True).completions == [enrolment.pk]
    assert (Completion.objects.count(), PageLogEntry.objects.filter(action="courses.recompute").count()) == (0, 0)


def test_who_is_not_done_or_has_left_is_left_alone(site: HomePage, lan: User, hanh: User) -> None:
    course = make_course("mo")
    join(lan, course)
    gone = learn_unnoticed(hanh, course)
    Enrolment.objects.filter(pk=gone.pk).update(withdrawn_at=NOW)
    assert recompute(at=NOW) == Recomputed(looked_at=1)


def test_course_that_gives_a_paper_gets_its_jobs(site: HomePage, lan: User) -> None:
    course = make_course("mo")
    issuer = Issuer.objects.create(
        agency=Agency.objects.get(name="UBND xã Đồng Đăng"),
        parent_line="ỦY BAN NHÂN DÂN TỈNH",
        name_line="SỞ THỬ",
        place="Lạng Sơn",
        symbol="GCN-THU",
        signatory_title="Giám đốc",
        signatory_name="Hoàng Minh Tuấn",
    )
    Award.objects.create(course=course, issuer=issuer)
    learn_unnoticed(lan, course)
    recompute(at=NOW)
    recompute(at=NOW)
    assert IssueJob.objects.get().completion == Completion.objects.get()


@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_people(site: HomePage, frameworks: None, count: int) -> None:
    course = make_course("mo")
    for person in people(count):
        learn_unnoticed(person, course)
    recompute(at=NOW, dry_run=True)
    with our_queries() as queries:
        recompute(at=NOW)
    # Numbers, the lock, tests, work, steps, completions there are, the new ones, the award, three to log, no more.
    assert len(queries) == 12, "\n".join(queries)


def test_command_says_what_it_did(site: HomePage, lan: User) -> None:
    enrolment = learn_unnoticed(lan, make_course("mo"))
    said: Any = StringIO()
    call_command("recompute_progress", "--course", "MO", "--json", stdout=said)
    assert json.loads(said.getvalue()) == {"looked_at": 1, "steps": [], "completions": [enrolment.pk]}
    with pytest.raises(CommandError):
        call_command("recompute_progress", "--course", "KHONG-CO")
