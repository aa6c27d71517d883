"""The answer key stays on the server: nothing sent to a learner before the review tells right from wrong.

Every right answer, every explanation and every quick check's feedback carries a marker; all that a whole
attempt sends (pages, headers, cookies, redirects, refusals) is searched for what must not be there.
"""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.asking import Asked
from courses.models import Attempt, CoursePage, LessonPage, Option, Question, QuizPage
from tests.courses.study import QUIZ, fail, ready, right_answers, succeed, wrong_answers

KEY_WORDS = ("correct", "is_right", "GIAI-THICH", "DAU-HIEU", "explanation", "seed")


class Listener(Client):
    """A browser whose traffic is written down."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.heard: list[str] = []

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        self.heard.append(f"{response.headers}\n{response.cookies}\n{response.getvalue().decode()}")
        return response

    def heard_any(self, *words: str) -> list[str]:
        return [word for word in words if any(word in text for text in self.heard)]


@pytest.fixture
def listener(course: CoursePage, lan: User) -> Listener:
    client = Listener()
    client.force_login(lan)
    ready(lan, course)
    QuizPage.objects.update(cool_down_minutes=0)
    return client


def keys_in_order(client: Listener) -> list[list[str]]:
    return [[option.key for option in item.options] for item in client.get(f"{QUIZ}luot/1/").context["items"]]


def test_a_whole_attempt_sends_no_key(listener: Listener, course: CoursePage) -> None:
    listener.get("/khoa-hoc/khoa-thu/")
    listener.get("/khoa-hoc/khoa-thu/mot/")
    listener.get(QUIZ)
    listener.post(f"{QUIZ}bat-dau/")
    listener.get(QUIZ)
    attempt = Attempt.objects.get()
    for position, chosen in {**right_answers(attempt), 2: wrong_answers(attempt)[2]}.items():
        assert listener.post(f"{QUIZ}luot/1/luu/", {"item": position, "chosen": chosen}).status_code == 204
    listener.post(f"{QUIZ}luot/1/luu/", {"item": 1, "chosen": "khong-co"})
    listener.post(f"{QUIZ}luot/1/luu/", {"item": 99, "chosen": "khong-co"})
    listener.get(f"{QUIZ}luot/1/")
    listener.post(f"{QUIZ}luot/1/", {"q1": "khong-co"})
    listener.get(f"{QUIZ}luot/1/")
    assert listener.heard_any(*KEY_WORDS, attempt.seed) == []
    assert Attempt.objects.get().state == "open"


def test_right_and_wrong_options_look_the_same(listener: Listener, course: CoursePage) -> None:
    listener.post(f"{QUIZ}bat-dau/")
    page = listener.get(f"{QUIZ}luot/1/").content.decode()
    for item in Attempt.objects.get().items.all():
        forms = {
            page[page.index(f'value="{option["key"]}"') :].split(">", 1)[0].replace(option["key"], "…")
            for option in item.shown["options"]
        }
        assert forms == {'value="…"'}


def test_context_of_the_page_holds_words_and_opaque_names_only(listener: Listener, course: CoursePage) -> None:
    listener.post(f"{QUIZ}bat-dau/")
    items = listener.get(f"{QUIZ}luot/1/").context["items"]
    assert {type(item) for item in items} == {Asked}
    assert {tuple(option.__dict__) for item in items for option in item.options} == {("key", "text")}
    known = {str(pk) for pk in [*Option.objects.values_list("pk", flat=True), *Question.objects.values_list("pk")]}
    assert known & {option.key for item in items for option in item.options} == set()


def test_reload_keeps_order_and_names(listener: Listener, course: CoursePage) -> None:
    listener.post(f"{QUIZ}bat-dau/")
    assert keys_in_order(listener) == keys_in_order(listener)


def test_failed_attempt_is_reviewed_without_the_key(listener: Listener, course: CoursePage, lan: User) -> None:
    fail(ready(lan, course), at=timezone.now())
    page = listener.get(f"{QUIZ}luot/1/")
    assert page.templates[0].name == "courses/result.html"
    assert listener.heard_any("GIAI-THICH", 'class="answer right"', "option-correct") == []


def test_open_last_attempt_keeps_the_key_of_the_earlier_ones(listener: Listener, course: CoursePage, lan: User) -> None:
    """With the third of three attempts open, the results of the first two must not answer it."""
    enrolment = ready(lan, course)
    for _try in (1, 2):
        fail(enrolment, at=timezone.now())
    listener.post(f"{QUIZ}bat-dau/")
    for address in (f"{QUIZ}luot/1/", f"{QUIZ}luot/2/", f"{QUIZ}luot/3/", QUIZ):
        assert listener.get(address).status_code == 200
    assert listener.heard_any("GIAI-THICH", 'class="answer right"') == []
    listener.post(f"{QUIZ}luot/3/")
    listener.get(f"{QUIZ}luot/1/")
    assert listener.heard_any("GIAI-THICH") == ["GIAI-THICH"]


def test_passed_attempt_tells_why(listener: Listener, course: CoursePage, lan: User) -> None:
    succeed(ready(lan, course), at=timezone.now())
    page = listener.get(f"{QUIZ}luot/1/").content.decode()
    for item in Attempt.objects.get().items.all():
        assert item.shown["explanation"] in page


def test_feedback_of_other_options_is_not_in_the_page(listener: Listener, course: CoursePage) -> None:
    block = next(block for block in LessonPage.objects.get(slug="mot").body if block.block_type == "check")
    listener.get("/khoa-hoc/khoa-thu/mot/", {"kiem-tra": block.id, "chon": 1})
    listener.get("/khoa-hoc/khoa-thu/mot/", {"kiem-tra": block.id, "chon": 1}, headers={"HX-Request": "true"})
    assert listener.heard_any("DAU-HIEU-SAI", "DAU-HIEU-DUNG") == ["DAU-HIEU-SAI"]


def test_question_bank_is_closed_to_learners(listener: Listener, course: CoursePage) -> None:
    for address in (
        "/quan-tri/snippets/courses/question/",
        f"/quan-tri/snippets/courses/question/edit/{Question.objects.get(code='THU-001').pk}/",
        "/quan-tri/",
    ):
        assert listener.get(address).status_code in (302, 403)
    assert listener.heard_any("GIAI-THICH", "Câu đúng 1") == []
