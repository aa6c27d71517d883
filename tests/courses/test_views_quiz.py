"""Taking a test in the browser: start, answer, hand in, read the result; nobody else's."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Attempt, Completion, CoursePage, Enrolment, Question, QuizPage
from courses.saving import sequence_at
from tests.courses.study import (
    QUIZ,
    begin,
    fail,
    join,
    our_queries,
    ready,
    right_answers,
    succeed,
    wrong_answers,
)

ATTEMPT = f"{QUIZ}luot/1/"
SAVE = f"{ATTEMPT}luu/"


@pytest.fixture
def attempt(client: Client, course: CoursePage, lan: User) -> Attempt:
    """Lan's first attempt, open, with her signed in."""
    client.force_login(lan)
    return begin(ready(lan, course), at=timezone.now())


def form(answers: dict[int, list[str]]) -> dict[str, Any]:
    return {f"q{position}": keys for position, keys in answers.items()}


def let_time_pass(attempt: Attempt, **time: int) -> None:
    """Move the attempt into the past, as if so much time had passed since it began."""
    passed = dt.timedelta(**time)
    attempt.started_at -= passed
    assert attempt.due_at is not None
    attempt.due_at -= passed
    attempt.save(update_fields=["started_at", "due_at"])


def notices(client: Client, address: str) -> list[str]:
    return [str(message) for message in client.get(address).context["messages"]]


# ── Before the test ───────────────────────────────────────────────────────────────────────────


def test_front_page_of_the_test_tells_its_rules(client: Client, course: CoursePage, lan: User) -> None:
    ready(lan, course)
    client.force_login(lan)
    response = client.get(QUIZ)
    page = response.content.decode()
    assert (response.context["question_count"], response.context["standing"].left) == (4, 3)
    assert _("at least %(percent)s %% right") % {"percent": 75} in page
    assert f'action="{QUIZ}bat-dau/"' in page


def test_starting_opens_an_attempt(client: Client, course: CoursePage, lan: User) -> None:
    ready(lan, course)
    client.force_login(lan)
    assert client.post(f"{QUIZ}bat-dau/").headers["Location"] == ATTEMPT
    assert client.post(f"{QUIZ}bat-dau/").headers["Location"] == ATTEMPT
    assert Attempt.objects.get().enrolment.person == lan


def test_starting_too_early_is_refused_with_the_reason(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    client.force_login(lan)
    assert client.post(f"{QUIZ}bat-dau/").headers["Location"] == QUIZ
    assert Attempt.objects.count() == 0


def test_starting_in_the_cool_down_is_refused_with_the_reason(client: Client, course: CoursePage, lan: User) -> None:
    fail(ready(lan, course), at=timezone.now())
    client.force_login(lan)
    assert f'action="{QUIZ}bat-dau/"' not in client.get(QUIZ).content.decode()
    assert client.post(f"{QUIZ}bat-dau/").headers["Location"] == QUIZ
    assert len(notices(client, QUIZ)) == 1
    assert Attempt.objects.count() == 1


def test_starting_a_staff_course_test_is_refused_to_a_citizen(client: Client, course: CoursePage, tan: User) -> None:
    client.force_login(tan)
    assert client.post(f"{QUIZ}bat-dau/").status_code == 302
    assert (Enrolment.objects.count(), Attempt.objects.count()) == (0, 0)


@pytest.mark.parametrize(("method", "address"), [("post", f"{QUIZ}bat-dau/"), ("get", ATTEMPT), ("post", ATTEMPT)])
def test_stranger_is_sent_to_sign_in(client: Client, course: CoursePage, method: str, address: str) -> None:
    response = getattr(client, method)(address)
    assert (response.status_code, response.headers["Location"]) == (302, f"/tai-khoan/login/?next={address}")


def test_address_of_starting_leads_to_the_test_after_signing_in(client: Client, course: CoursePage, lan: User) -> None:
    ready(lan, course)
    client.force_login(lan)
    response = client.get(f"{QUIZ}bat-dau/")
    assert (response.status_code, response.headers["Location"]) == (302, QUIZ)
    assert Attempt.objects.count() == 0


def test_open_attempt_is_offered_again(client: Client, attempt: Attempt) -> None:
    page = client.get(QUIZ).content.decode()
    assert f'href="{ATTEMPT}"' in page
    assert f'action="{QUIZ}bat-dau/"' not in page


# ── The attempt ───────────────────────────────────────────────────────────────────────────────


def test_attempt_shows_its_questions_in_order_with_what_was_chosen(client: Client, attempt: Attempt) -> None:
    answers = right_answers(attempt)
    client.post(SAVE, {"item": 2, "chosen": answers[2]})
    context = client.get(ATTEMPT).context
    assert [item.position for item in context["items"]] == [1, 2, 3, 4]
    assert [sorted(item.chosen) for item in context["items"]] == [[], sorted(answers[2]), [], []]
    assert context["answered"] == "1"


def test_autosave_is_acknowledged_when_it_is_on_disk(client: Client, attempt: Attempt) -> None:
    answers = right_answers(attempt)
    response = client.post(SAVE, {"item": 1, "chosen": answers[1]})
    assert (response.status_code, response.content) == (204, b"")
    assert sorted(attempt.items.get(position=1).chosen) == sorted(answers[1])


@pytest.mark.parametrize("item", ["", "x", "-1", "5", "1.0", "9" * 5000, "²"])
def test_autosave_of_a_made_up_question_is_refused(client: Client, attempt: Attempt, item: str) -> None:
    response = client.post(SAVE, {"item": item, "chosen": "x"})
    assert (response.status_code, response.headers["Content-Type"]) == (400, "text/plain")
    assert attempt.items.exclude(chosen=None).count() == 0


def test_autosave_of_a_question_that_was_not_asked_is_not_found(client: Client, attempt: Attempt) -> None:
    for item in ("0", "99999"):
        assert client.post(SAVE, {"item": item, "chosen": "x"}).status_code == 404


@pytest.mark.parametrize("chosen", ["x" * 201, ["x"] * 61])
def test_autosave_of_far_too_much_is_refused(client: Client, attempt: Attempt, chosen: Any) -> None:
    assert client.post(SAVE, {"item": 1, "chosen": chosen}).status_code == 400
    assert attempt.items.exclude(chosen=None).count() == 0


def test_autosave_asks_a_stranger_to_sign_in(client: Client, attempt: Attempt) -> None:
    client.logout()
    assert client.post(SAVE, {"item": 1, "chosen": "x"}).status_code == 401
    assert attempt.items.exclude(chosen=None).count() == 0


@pytest.mark.parametrize("change", [{"password": "pbkdf2_sha256$1$khac$khac"}, {"is_active": False}])
def test_autosave_refuses_a_session_that_no_longer_holds(
    client: Client, attempt: Attempt, lan: User, change: dict[str, Any]
) -> None:
    """The password was changed elsewhere, or the person was shut out, after the page was opened."""
    User.objects.filter(pk=lan.pk).update(**change)
    assert client.post(SAVE, {"item": 1, "chosen": "x"}).status_code == 401
    assert attempt.items.exclude(chosen=None).count() == 0


def test_autosave_accepts_a_session_from_before_the_secret_key_changed(
    client: Client, attempt: Attempt, settings: Any
) -> None:
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "khoa-moi"
    assert client.post(SAVE, {"item": 1, "chosen": "x"}).status_code == 204


def test_autosave_keeps_the_newest_whatever_comes_last(client: Client, attempt: Attempt) -> None:
    now = sequence_at(timezone.now())
    for chosen, sequence in (("moi", now - 1000), ("cu", now - 2000)):
        assert client.post(SAVE, {"item": 1, "chosen": chosen, "n": sequence}).status_code == 204
    assert attempt.items.get(position=1).chosen == ["moi"]


def test_autosave_after_the_hand_in_says_that_it_is_over(client: Client, attempt: Attempt) -> None:
    answers = right_answers(attempt)
    client.post(ATTEMPT, form(wrong_answers(attempt)))
    response = client.post(SAVE, {"item": 1, "chosen": answers[1]})
    assert response.status_code == 409
    assert response.content.decode() == _("The time for this test is over. Answers given before the end were kept.")
    attempt.refresh_from_db()
    assert attempt.correct == 0


@pytest.mark.parametrize(("late", "status"), [(598, 204), (604, 204), (620, 409)])
def test_autosave_counts_until_the_end_and_its_way(
    client: Client, attempt: Attempt, settings: Any, late: int, status: int
) -> None:
    settings.QUIZ_GRACE_SECONDS = 15
    let_time_pass(attempt, seconds=late)
    assert client.post(SAVE, {"item": 1, "chosen": right_answers(attempt)[1]}).status_code == status


def test_autosave_needs_post(client: Client, attempt: Attempt) -> None:
    assert client.get(SAVE).status_code == 405


def test_autosave_needs_the_token_of_our_own_form(attempt: Attempt, lan: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lan)
    assert client.post(SAVE, {"item": 1, "chosen": right_answers(attempt)[1]}).status_code == 403


# ── Handing in ────────────────────────────────────────────────────────────────────────────────


def test_handing_in_shows_the_result_and_completes_the_course(client: Client, attempt: Attempt) -> None:
    response = client.post(ATTEMPT, form(right_answers(attempt)))
    assert (response.status_code, response.headers["Location"]) == (302, ATTEMPT)
    page = client.get(ATTEMPT)
    assert page.templates[0].name == "courses/result.html"
    assert _("You passed. Congratulations!") in page.content.decode()
    assert Completion.objects.get().score_percent == 100


def test_failing_names_the_lessons_to_read_and_when_to_try_again(client: Client, attempt: Attempt) -> None:
    client.post(ATTEMPT, form(wrong_answers(attempt)))
    response = client.get(ATTEMPT)
    page = response.content.decode()
    assert _("Not yet. You are on the way.") in page
    assert response.context["review"].standing.refusal in page
    assert all(lesson.url in page for lesson in response.context["review"].lessons_to_read)
    assert f'action="{QUIZ}bat-dau/"' not in page


def test_failing_without_a_cool_down_offers_another_try(client: Client, attempt: Attempt) -> None:
    QuizPage.objects.update(cool_down_minutes=0)
    client.post(ATTEMPT, form(wrong_answers(attempt)))
    assert f'action="{QUIZ}bat-dau/"' in client.get(ATTEMPT).content.decode()


def test_handing_in_twice_changes_nothing(client: Client, attempt: Attempt) -> None:
    client.post(ATTEMPT, form(wrong_answers(attempt)))
    before = Attempt.objects.values().get()
    client.post(ATTEMPT, form(right_answers(attempt)))
    assert Attempt.objects.values().get() == before


def test_handing_in_far_too_much_is_refused_and_can_be_mended(client: Client, attempt: Attempt) -> None:
    answers = right_answers(attempt)
    client.post(ATTEMPT, form({**answers, 1: ["x" * 201]}))
    assert notices(client, ATTEMPT) == [_("This answer is too long. Please shorten it.")]
    client.post(ATTEMPT, form(answers))
    attempt.refresh_from_db()
    assert attempt.passed is True


def test_form_says_when_each_answer_was_given(client: Client, attempt: Attempt) -> None:
    """An answer given later in another window stays; one emptied in this window is emptied."""
    right, now = right_answers(attempt), sequence_at(timezone.now())
    for position in (1, 2):
        client.post(SAVE, {"item": position, "chosen": right[position], "n": now - 5000})
    client.post(ATTEMPT, {"q1": "cu", "n1": now - 9000, "n2": now - 1000, "q3": right[3], "n3": now, "n4": "x"})
    assert list(attempt.items.order_by("position").values_list("is_correct", flat=True)) == [True, False, True, False]
    assert attempt.items.get(position=2).chosen == []


def test_hand_in_without_javascript_keeps_what_was_saved(client: Client, attempt: Attempt) -> None:
    answers = right_answers(attempt)
    client.post(SAVE, {"item": 1, "chosen": answers[1]})
    client.post(ATTEMPT, form({position: keys for position, keys in answers.items() if position > 1}))
    attempt.refresh_from_db()
    assert attempt.correct == 4


def test_late_hand_in_counts_what_was_saved_in_time(client: Client, attempt: Attempt, settings: Any) -> None:
    settings.QUIZ_GRACE_SECONDS = 0
    client.post(SAVE, {"item": 1, "chosen": right_answers(attempt)[1]})
    let_time_pass(attempt, minutes=10, seconds=1)
    client.post(ATTEMPT, form(right_answers(attempt)))
    attempt.refresh_from_db()
    assert (attempt.correct, attempt.submitted_at) == (1, attempt.due_at)


def test_opening_the_page_after_the_end_hands_in(client: Client, attempt: Attempt) -> None:
    client.post(SAVE, {"item": 1, "chosen": right_answers(attempt)[1]})
    let_time_pass(attempt, hours=1)
    assert client.get(ATTEMPT).headers["Location"] == ATTEMPT
    attempt.refresh_from_db()
    assert (attempt.state, attempt.correct) == ("graded", 1)
    assert client.get(ATTEMPT).templates[0].name == "courses/result.html"


def test_opening_the_page_while_answers_are_on_their_way_waits_for_them(
    client: Client, attempt: Attempt, settings: Any
) -> None:
    """A second tab looked at just after the end must not shut out the first one's answers."""
    settings.QUIZ_GRACE_SECONDS = 60
    let_time_pass(attempt, minutes=10, seconds=5)
    assert client.get(ATTEMPT).status_code == 200
    client.post(ATTEMPT, form(right_answers(attempt)))
    attempt.refresh_from_db()
    assert (attempt.correct, attempt.submitted_at) == (4, attempt.due_at)


def test_result_stays_readable_when_questions_change(client: Client, attempt: Attempt) -> None:
    client.post(ATTEMPT, form(right_answers(attempt)))
    before = client.get(ATTEMPT).content.decode()
    shown = [item.shown["text"] for item in attempt.items.all()]
    for question in Question.objects.all():
        question.text = "Câu đã đổi"
        question.options.all().delete()
        question.save_revision().publish()
    after = client.get(ATTEMPT).content.decode()
    assert all(text in before and text in after for text in shown)
    assert "Câu đã đổi" not in after


# ── Nobody else's ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("has_joined", [False, True])
def test_attempt_of_another_person_is_not_found(
    client: Client, attempt: Attempt, course: CoursePage, hanh: User, has_joined: bool
) -> None:
    if has_joined:
        ready(hanh, course)
    client.force_login(hanh)
    answers = right_answers(attempt)
    assert client.get(ATTEMPT).status_code == 404
    assert client.post(ATTEMPT, form(answers)).status_code == 404
    assert client.post(SAVE, {"item": 1, "chosen": answers[1]}).status_code == 404
    attempt.refresh_from_db()
    assert attempt.state == "open"
    assert attempt.items.exclude(chosen=None).count() == 0


def test_same_number_is_each_person_s_own_attempt(
    client: Client, attempt: Attempt, course: CoursePage, hanh: User
) -> None:
    hers = begin(ready(hanh, course), at=timezone.now())
    client.force_login(hanh)
    assert client.get(ATTEMPT).context["attempt"] == hers
    client.post(ATTEMPT, form(right_answers(attempt)))
    attempt.refresh_from_db()
    hers.refresh_from_db()
    assert (attempt.state, hers.state, hers.correct) == ("open", "graded", 0)


@pytest.mark.parametrize(
    "address",
    [f"{QUIZ}luot/2/", f"{QUIZ}luot/0/", f"{QUIZ}luot/{'9' * 30}/", "/khoa-hoc/khoa-thu/mot/luot/1/", "/x/y/luot/1/"],
)
def test_attempt_that_is_not_there_is_not_found(client: Client, attempt: Attempt, address: str) -> None:
    assert client.get(address).status_code == 404


# ── Queries ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("earlier", [1, 3])
def test_test_takes_the_same_queries_after_one_attempt_as_after_three(
    client: Client, course: CoursePage, lan: User, earlier: int
) -> None:
    QuizPage.objects.update(cool_down_minutes=0, attempts_allowed=0)
    enrolment = ready(lan, course)
    for _try in range(earlier):
        fail(enrolment, at=timezone.now())
    client.force_login(lan)
    for address in (QUIZ, ATTEMPT):
        client.get(address)
    counts = {}
    for address in (QUIZ, ATTEMPT):
        with our_queries() as queries:
            assert client.get(address).status_code == 200
        counts[address] = len(queries)
    assert counts == {QUIZ: 5, ATTEMPT: 5}


def test_autosave_takes_one_statement_once_the_session_is_known(client: Client, attempt: Attempt) -> None:
    chosen = right_answers(attempt)[1]
    asked = []
    for _again in range(2):
        with our_queries() as queries:
            assert client.post(SAVE, {"item": 1, "chosen": chosen}).status_code == 204
        asked.append([sql.split()[0] for sql in queries])
    assert asked == [["SELECT", "UPDATE"], ["UPDATE"]]


def test_passed_test_is_not_offered_again(client: Client, course: CoursePage, lan: User) -> None:
    succeed(ready(lan, course), at=timezone.now())
    client.force_login(lan)
    page = client.get(QUIZ).content.decode()
    assert _("You have passed this test.") in page
    assert "bat-dau" not in page
