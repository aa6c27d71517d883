"""What decides when a test may be taken and for how long: opening and closing, presets, more time, admission."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from accounts.models import User
from courses.accommodating import CannotAccommodate, end_accommodation, extra_percent_of, grant_accommodation
from courses.admitting import CannotAdmit, add_minutes, admit, force_end, withdraw_admission
from courses.attempting import CannotStart, standing, submit_attempt
from courses.models import Accommodation, Admission, Attempt, CoursePage, Enrolment, QuizPreset
from courses.presets import load_presets
from courses.saving import AttemptClosed
from tests.courses.kinds import ask_one_of_each
from tests.courses.study import (
    NOW,
    QUIZ,
    after,
    begin,
    keep,
    quiz_of,
    ready,
    right_answers,
    set_rules,
    succeed,
    wrong_answers,
)


def refusal_to_start(enrolment: Enrolment, *, at: dt.datetime = NOW) -> str:
    with pytest.raises(CannotStart) as refusal:
        begin(enrolment, at=at)
    return str(refusal.value)


def moment(at: dt.datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


# ── Opening and closing ───────────────────────────────────────────────────────────────────────


def test_test_is_taken_between_its_opening_and_its_closing(course: CoursePage, lan: User) -> None:
    set_rules(course, opens_at=after(hours=1), closes_at=after(hours=2))
    enrolment = ready(lan, course)
    early, late = after(minutes=59), after(hours=2)
    assert refusal_to_start(enrolment, at=early) == _("This test opens at %(moment)s.") % {
        "moment": moment(after(hours=1))
    }
    assert refusal_to_start(enrolment, at=late) == _("This test closed at %(moment)s.") % {"moment": moment(late)}
    assert begin(enrolment, at=after(hours=1)).due_at == after(hours=1, minutes=10)


def test_attempt_ends_when_the_test_closes(course: CoursePage, lan: User) -> None:
    set_rules(course, closes_at=after(minutes=4))
    attempt = begin(ready(lan, course))
    assert attempt.due_at == after(minutes=4)
    with pytest.raises(AttemptClosed):
        keep(attempt, 1, right_answers(attempt)[1], at=after(minutes=5))


# ── Presets ───────────────────────────────────────────────────────────────────────────────────


def test_presets_are_loaded_once_and_stay_as_they_were_left(course: CoursePage) -> None:
    assert QuizPreset.objects.count() == 3
    QuizPreset.objects.filter(code="tt-03-2023-bnv").update(pass_percent=60)
    assert (load_presets().created, load_presets().unchanged) == (0, 3)
    assert QuizPreset.objects.get(code="tt-03-2023-bnv").pass_percent == 60
    exam = QuizPreset.objects.get(code="bo-hoc-lieu-26-cuoi-khoa")
    assert (exam.time_limit_minutes, exam.pass_percent, sum(rule["count"] for rule in exam.draw)) == (90, 70, 50)
    assert exam.pass_percent * 50 == 35 * 100


def test_test_with_a_preset_takes_its_numbers_and_its_questions(course: CoursePage) -> None:
    quiz = quiz_of(course)
    quiz.preset = QuizPreset.objects.get(code="bo-hoc-lieu-26-cuoi-khoa")
    quiz.pass_percent, quiz.time_limit_minutes = 10, 5
    quiz.draw_rules.set([])
    quiz.save_revision().publish()
    quiz = quiz_of(course)
    assert (quiz.pass_percent, quiz.time_limit_minutes, quiz.attempts_allowed) == (70, 90, 0)
    drawn = [(rule.difficulty, rule.count) for rule in quiz.draw_rules.order_by("sort_order")]
    assert drawn == [("basic", 35), ("intermediate", 15)]
    assert quiz.get_latest_revision_as_object().draw_rules.count() == 2


def test_author_s_own_questions_stay_beside_a_preset(course: CoursePage) -> None:
    quiz = quiz_of(course)
    before = [(rule.difficulty, rule.count) for rule in quiz.draw_rules.order_by("sort_order")]
    quiz.preset = QuizPreset.objects.get(code="bo-hoc-lieu-26-cuoi-khoa")
    quiz.save_revision().publish()
    assert [(rule.difficulty, rule.count) for rule in quiz_of(course).draw_rules.order_by("sort_order")] == before


def test_only_administrators_change_presets(client: Client, course: CoursePage, author: User, lan: User) -> None:
    address = reverse("wagtailsnippets_courses_quizpreset:list")
    client.force_login(lan)
    assert client.get(address).status_code == 302
    client.force_login(author)
    assert client.get(address).status_code == 200


# ── More time ─────────────────────────────────────────────────────────────────────────────────


def grant(person: User, by: User, **changes: Any) -> Accommodation:
    terms = {"extra_percent": 50, "reason": "Khiếm thị", "valid_from": NOW.date(), "valid_to": None, **changes}
    return grant_accommodation(person=person, by=by, at=NOW, **terms)


def test_more_time_counts_from_the_start_and_is_told(
    client: Client, course: CoursePage, lan: User, author: User
) -> None:
    enrolment = ready(lan, course)
    grant(lan, author, valid_from=timezone.localdate())
    client.force_login(lan)
    page = client.get(QUIZ)
    assert (page.context["minutes"], page.context["extra_percent"]) == (15, 50)
    attempt = begin(enrolment, at=timezone.now())
    assert attempt.due_at == attempt.started_at + dt.timedelta(minutes=15)


def test_more_time_holds_for_its_days_and_its_person(lan: User, hanh: User, author: User) -> None:
    today = NOW.date()
    grant(lan, author, valid_to=today + dt.timedelta(days=10))
    grant(lan, author, extra_percent=25)
    days = [extra_percent_of(lan, on=today + dt.timedelta(days=days)) for days in (-1, 0, 9, 10)]
    assert (days, extra_percent_of(hanh, on=today)) == ([0, 50, 50, 25], 0)


def test_granting_and_ending_twice_is_harmless(lan: User, author: User) -> None:
    assert grant(lan, author) == grant(lan, author)
    with pytest.raises(CannotAccommodate):
        grant(lan, author, valid_to=NOW.date())
    for later in (5, 9):
        ended = end_accommodation(accommodation=Accommodation.objects.get(), on=after(days=later).date(), by=author)
        assert ended.valid_to == after(days=5).date()
    actions = ModelLogEntry.objects.filter(action__endswith="accommodation").values_list("action", flat=True)
    assert sorted(actions) == ["courses.end_accommodation", "courses.grant_accommodation"]


def test_more_time_is_granted_and_ended_in_the_administration(
    client: Client, course: CoursePage, lan: User, author: User
) -> None:
    form = {"person": "lan", "extra_percent": 50, "reason": "Tay đau", "valid_from": "01/10/2026", "valid_to": ""}
    client.force_login(lan)
    assert client.post(reverse("accommodations:add"), form).status_code == 302
    assert Accommodation.objects.count() == 0
    client.force_login(author)
    assert client.post(reverse("accommodations:add"), {**form, "valid_to": "01/09/2026"}).status_code == 200
    assert client.post(reverse("accommodations:add"), form).status_code == 302
    granted = Accommodation.objects.get()
    assert (granted.person, granted.extra_percent, granted.granted_by) == (lan, 50, author)
    assert client.get(reverse("accommodations:index")).status_code == 200
    client.post(reverse("accommodations:delete", args=[granted.pk]))
    granted.refresh_from_db()
    assert granted.valid_to == timezone.localdate()


# ── Supervised tests ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def exam(course: CoursePage, lan: User) -> Enrolment:
    set_rules(course, supervised=True, cool_down_minutes=0)
    return ready(lan, course)


def let_in(enrolment: Enrolment, by: User, **changes: Any) -> Admission:
    terms = {"opens_at": NOW, "closes_at": after(minutes=30), "extra_minutes": 0, "place": "Phòng 1, máy 7", **changes}
    return admit(enrolment=enrolment, quiz=quiz_of(enrolment.course), by=by, at=NOW, **terms)


def test_supervised_test_waits_for_the_invigilator(client: Client, exam: Enrolment, author: User, lan: User) -> None:
    sentence = _("This is a supervised exam. It opens here once the invigilator has let you in.")
    assert refusal_to_start(exam) == sentence
    client.force_login(lan)
    assert sentence in client.get(QUIZ).content.decode()
    let_in(exam, author, opens_at=after(minutes=5))
    assert refusal_to_start(exam) == sentence
    assert refusal_to_start(exam, at=after(minutes=30)) == sentence


def test_admission_lets_in_once(exam: Enrolment, author: User) -> None:
    admission = let_in(exam, author)
    assert let_in(exam, author) == admission
    attempt = begin(exam)
    assert (attempt.admission, attempt.due_at) == (admission, after(minutes=10))
    submit_attempt(attempt=attempt, answers=wrong_answers(attempt), at=after(minutes=2))
    assert let_in(exam, author) == admission
    refusal_to_start(exam, at=after(minutes=3))
    again = let_in(exam, author, opens_at=after(minutes=3))
    assert begin(exam, at=after(minutes=4)).admission == again


def test_admission_ends_the_attempt_and_extra_minutes_come_on_top(exam: Enrolment, author: User) -> None:
    let_in(exam, author, closes_at=after(minutes=6), extra_minutes=5)
    assert begin(exam).due_at == after(minutes=11)


def test_withdrawn_admission_lets_nobody_in(exam: Enrolment, author: User) -> None:
    admission = let_in(exam, author)
    first = withdraw_admission(admission=admission, by=author, at=after(minutes=1))
    assert withdraw_admission(admission=admission, by=author, at=after(minutes=2)).withdrawn_at == first.withdrawn_at
    refusal_to_start(exam, at=after(minutes=2))
    let_in(exam, author)
    begin(exam, at=after(minutes=3))
    with pytest.raises(CannotAdmit):
        withdraw_admission(admission=Admission.objects.get(withdrawn_at=None), by=author, at=after(minutes=4))


def test_admission_is_refused_where_it_makes_no_sense(exam: Enrolment, author: User, course: CoursePage) -> None:
    let_in(exam, author)
    wrong: list[dict[str, Any]] = [
        {"closes_at": NOW},
        {"extra_minutes": -1},
        {"extra_minutes": 601},
        {"place": "Phòng 2", "opens_at": after(minutes=5)},
    ]
    for changes in wrong:
        with pytest.raises(CannotAdmit):
            let_in(exam, author, **changes)
    set_rules(course, supervised=False)
    with pytest.raises(CannotAdmit):
        let_in(exam, author)
    assert Admission.objects.count() == 1


def test_admission_of_one_person_lets_in_no_other(
    exam: Enrolment, author: User, hanh: User, course: CoursePage
) -> None:
    let_in(exam, author)
    refusal_to_start(ready(hanh, course))


def test_invigilator_adds_minutes(exam: Enrolment, author: User) -> None:
    let_in(exam, author)
    attempt = begin(exam)
    add_minutes(attempt=attempt, minutes=5, by=author, at=after(minutes=1))
    keep(attempt, 1, right_answers(attempt)[1], at=after(minutes=14))
    late = add_minutes(attempt=attempt, minutes=5, by=author, at=after(minutes=20))
    assert late.due_at == after(minutes=25)
    for minutes in (0, 601):
        with pytest.raises(CannotAdmit):
            add_minutes(attempt=attempt, minutes=minutes, by=author, at=after(minutes=20))
    submit_attempt(attempt=attempt, answers={}, at=after(minutes=21))
    with pytest.raises(AttemptClosed):
        add_minutes(attempt=attempt, minutes=5, by=author, at=after(minutes=22))


def test_invigilator_ends_an_attempt_and_what_was_saved_counts(exam: Enrolment, author: User) -> None:
    let_in(exam, author)
    attempt = begin(exam)
    keep(attempt, 1, right_answers(attempt)[1])
    for reason in ("Dùng điện thoại", "Bấm lần nữa"):
        ended = force_end(attempt=attempt, by=author, at=after(minutes=2), reason=reason)
        assert (ended.state, ended.correct, ended.submitted_at) == ("graded", 1, after(minutes=2))
    assert ModelLogEntry.objects.get(action="courses.end_attempt").data == {"reason": "Dùng điện thoại", "void": False}


def test_start_keeps_where_it_came_from(client: Client, course: CoursePage, lan: User) -> None:
    ready(lan, course)
    client.force_login(lan)
    client.post(f"{QUIZ}bat-dau/", REMOTE_ADDR="192.0.2.7")
    assert Attempt.objects.get().from_address == "192.0.2.7"


def test_one_of_each_type_is_drawn_and_passes(course: CoursePage, lan: User) -> None:
    ask_one_of_each(course)
    enrolment = ready(lan, course)
    attempt = succeed(enrolment)
    assert (attempt.correct, attempt.total) == (7, 7)
    assert standing(lan, quiz_of(course), at=NOW).has_passed is True
