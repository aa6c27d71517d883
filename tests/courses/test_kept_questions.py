"""Questions filled in read exactly like questions rendered whole, and no word of one stands in another."""

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from courses.asking import ask
from courses.models import Attempt, CoursePage
from courses.views.kept_questions import TEMPLATE, questions_of
from tests.courses.study import begin, keep, ready, right_answers


@pytest.fixture
def attempt(course: CoursePage, lan: User) -> Attempt:
    return begin(ready(lan, course), at=timezone.now())


def test_questions_filled_in_read_like_rendered_whole(attempt: Attempt) -> None:
    item = attempt.items.get(position=2)
    item.shown["text"] = "<b>2 & 3</b>?"
    item.save()
    keep(attempt, 1, right_answers(attempt)[1], at=timezone.now())
    asked = ask(attempt.items.order_by("position"))
    places = {"course": attempt.enrolment.course, "quiz": attempt.quiz, "attempt": attempt}
    whole = [render_to_string(TEMPLATE, {**places, "item": item}) for item in asked]
    for _first_and_kept in range(2):
        assert questions_of(asked, **places) == whole
    assert "&lt;b&gt;2 &amp; 3&lt;/b&gt;?" in whole[1]
    assert [" checked" in page for page in whole] == [True, False, False, False]
