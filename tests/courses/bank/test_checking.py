"""What makes a question whole, type by type: the rule, and the form that goes by it."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from accounts.models import User
from courses.bank.checking import faults_of
from courses.bank.drafts import OptionDraft, QuestionDraft
from courses.models import CoursePage, Question
from tests.courses.bank.files import made

Type = Question.Type


def faults(type_: str, *options: tuple[str, str, bool], **more: Any) -> int:
    draft = QuestionDraft(line=0, type=type_, text="Hỏi", explanation="Vì.", options=(), **more)
    return len(faults_of(draft, [OptionDraft(*option) for option in options]))


A, B, RIGHT, ALSO = ("a", "", False), ("b", "", False), ("c", "", True), ("d", "", True)
PAIR, PAIR_2, SPARE = ("a", "1", False), ("b", "2", False), ("", "3", False)


@pytest.mark.parametrize("number", range(14))
def test_whole_questions_have_no_fault(number: int) -> None:
    assert faults_of(made(number), made(number).options) == []


@pytest.mark.parametrize(
    ("type_", "options"),
    [
        ("single", [A, B]),
        ("single", [RIGHT]),
        ("single", [RIGHT, ALSO]),
        ("single", [A, A, RIGHT]),
        ("single", [RIGHT, ("", "", False)]),
        ("single", [RIGHT, ("x" * 501, "", False)]),
        ("single", [RIGHT, ("a", "thừa", False)]),
        ("multiple", [RIGHT, ALSO]),
        ("multiple", [A, B]),
        ("true_false", [RIGHT, A, B]),
        ("true_false", [RIGHT, ALSO]),
        ("matching", [PAIR]),
        ("matching", [PAIR, SPARE]),
        ("matching", [PAIR, PAIR_2, ("a", "3", False)]),
        ("matching", [PAIR, PAIR_2, ("c", "1", False)]),
        ("matching", [PAIR, PAIR_2, ("c", "", False)]),
        ("ordering", [A]),
        ("ordering", [A, A]),
        ("short_text", []),
        ("number", []),
        ("essay", []),
    ],
)
def test_question_that_cannot_be_answered_is_told_why(type_: str, options: list[tuple[str, str, bool]]) -> None:
    assert faults(type_, *options) == 1


@pytest.mark.parametrize(("number", "tolerance"), [("1", "-1"), ("1.0000001", "0"), ("1e15", "0"), ("1", "0.0000001")])
def test_number_the_column_cannot_hold_is_told(number: str, tolerance: str) -> None:
    assert faults("number", number=Decimal(number), tolerance=Decimal(tolerance)) == 1


def test_explanation_and_words_are_needed() -> None:
    draft = QuestionDraft(line=0, type="single", text=" ", explanation="\n")
    assert len(faults_of(draft, [OptionDraft("a", correct=True), OptionDraft("b")])) == 2


# ── The form ──────────────────────────────────────────────────────────────────────────────────


def form(course: CoursePage, *options: dict[str, Any], **changes: Any) -> dict[str, Any]:
    outcome = course.outcomes.first()
    values = {
        "code": "MOI-1",
        "course": course.pk,
        "type": "single",
        "difficulty": "basic",
        "competency": outcome.competency.pk,
        "level": outcome.level.pk,
        "text": "Hỏi",
        "explanation": "Vì.",
        "tolerance": "0",
        "tags": "",
        "options": inline_formset(list(options)),
        "translations": inline_formset([]),
        "action-publish": "1",
        **changes,
    }
    data: dict[str, Any] = nested_form_data(values)
    return data


def send(client: Client, data: dict[str, Any]) -> Any:
    return client.post(reverse("wagtailsnippets_courses_question:add"), data)


def test_author_is_told_what_keeps_a_question_from_being_asked(
    client: Client, course: CoursePage, author: User
) -> None:
    client.force_login(author)
    response = send(client, form(course, {"text": "a", "correct": "on"}, {"text": "b", "correct": "on"}))
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == faults_of(
        QuestionDraft(line=0, type="single", text="Hỏi", explanation="Vì."),
        [OptionDraft("a", correct=True), OptionDraft("b", correct=True)],
    )
    assert Question.objects.count() == 6


def test_whole_question_is_published_and_its_twin_refused(client: Client, course: CoursePage, author: User) -> None:
    client.force_login(author)
    options = ({"text": "a", "correct": "on"}, {"text": "b"})
    assert send(client, form(course, *options)).status_code == 302
    assert Question.objects.get(code="MOI-1").live
    response = send(client, form(course, *options[::-1], code="MOI-2"))
    assert "“MOI-1”" in response.context["form"].non_field_errors()[0]


def test_draft_may_be_saved_half_done(client: Client, course: CoursePage, author: User) -> None:
    client.force_login(author)
    data = form(course, {"text": "a"})
    del data["action-publish"]
    assert send(client, data).status_code == 302
    assert Question.objects.get(code="MOI-1").live is False
