"""The answer key stays on the server: nothing sent to a learner before the review tells right from wrong.

Every right answer, every explanation and every quick check's feedback carries a marker; all that a whole
attempt sends (pages, headers, cookies, redirects, refusals) is searched for what must not be there.
"""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.asking import Asked
from courses.models import Attempt, CoursePage, LessonPage, Option, Question, QuizPage
from tests.courses.kinds import ask_one_of_each, picture
from tests.courses.study import QUIZ, fail, ready, right_answers, succeed, wrong_answers

KEY_WORDS = ("correct", "is_right", "GIAI-THICH", "DAU-HIEU", "explanation", "seed")


class Listener(Client):
    """A browser whose traffic is written down."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.heard: list[str] = []

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        self.heard.append(f"{response.headers}\n{response.cookies}\n{response.getvalue().decode(errors='replace')}")
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


def keys_in_order(client: Listener) -> list[tuple[str, str]]:
    page = client.get(f"{QUIZ}luot/1/").content.decode()
    return re.findall(r'name="q(\d+)" value="([0-9a-f]{12})"', page)


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
    assert (Attempt.objects.get().state, Attempt.objects.get().passed) == ("graded", False)


def test_no_type_of_question_sends_its_key(listener: Listener, course: CoursePage) -> None:
    """Accepted words, the right number, the place of a thing, what belongs to what, the name of a picture's file."""
    ask_one_of_each(course)
    Question.objects.filter(type="short_text").update(text="Cửa khẩu nào?")
    for option in Option.objects.filter(question__type="short_text"):
        Option.objects.filter(pk=option.pk).update(text=f"DAU-HIEU {option.pk}")
    Question.objects.filter(type="number").update(number="73.210000", tolerance="0.030000")
    Question.objects.update(picture=picture("DAU-HIEU-dap-an.png", alt="Một cửa khẩu"))
    listener.post(f"{QUIZ}bat-dau/")
    attempt = Attempt.objects.get()
    listener.get(QUIZ)
    listener.get(f"{QUIZ}luot/1/")
    for position, chosen in wrong_answers(attempt).items():
        assert listener.post(f"{QUIZ}luot/1/luu/", {"item": position, "chosen": chosen}).status_code == 204
        seen = listener.get(f"{QUIZ}luot/1/hinh/{position}/")
        assert (seen.status_code, seen.headers["Content-Type"]) == (200, "image/webp")
    listener.get(f"{QUIZ}luot/1/")
    listener.post(f"{QUIZ}luot/1/")
    listener.get(f"{QUIZ}luot/1/")
    listener.get(QUIZ)
    assert Attempt.objects.get().correct == 0
    for item in attempt.items.all():
        if item.shown["type"] == "matching":
            pairs = [f"{o['key']}:{m['key']}" for o in item.shown["options"] for m in item.shown["matches"]]
            assert set(listener.heard_any(*pairs)) == set(pairs)  # all of them, so that none stands out
    assert listener.heard_any(*KEY_WORDS, "73.21", "73,21", "0.03", "/media/", attempt.seed) == []


def test_picture_of_a_question_is_for_who_has_it_before_them(
    listener: Listener, course: CoursePage, hanh: User
) -> None:
    ask_one_of_each(course)
    Question.objects.filter(type="single").update(picture=picture("mot.png", alt="Một"))
    listener.post(f"{QUIZ}bat-dau/")
    shown = {item.position: item.shown["picture"] for item in Attempt.objects.get().items.all()}
    answers = {p: listener.get(f"{QUIZ}luot/1/hinh/{p}/").status_code for p in (*shown, 0, 99, 10**9)}
    assert answers == {**{p: 200 if pk else 404 for p, pk in shown.items()}, 0: 404, 99: 404, 10**9: 404}
    ready(hanh, course)
    listener.force_login(hanh)
    assert {listener.get(f"{QUIZ}luot/1/hinh/{position}/").status_code for position in shown} == {404}


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
    first = keys_in_order(listener)
    assert {position for position, _key in first} == {"1", "2", "3", "4"}
    assert keys_in_order(listener) == first


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
