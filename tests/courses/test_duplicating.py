"""A copy of a course is whole, a draft, and leaves what was learnt where it is."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from courses.drawing import fits
from courses.duplicating import CannotDuplicate, duplicate_course
from courses.models import Attempt, CoursePage, Enrolment, LessonPage, Question, QuizPage
from tests.courses.authors import in_group, save_draft, signed_in, told
from tests.courses.study import NOW, quiz_of, ready, slugs_of, step, succeed


def duplicate(course: CoursePage, by: User, **changes: str) -> CoursePage:
    values = {"title": "Khóa thử 2", "slug": "khoa-thu-2", "code": "THU-2", **changes}
    return duplicate_course(course, **values, by=by, at=NOW)


def test_copy_has_pages_rules_and_questions_and_no_facts(course: CoursePage, author: User, lan: User) -> None:
    succeed(ready(lan, course))
    copy = duplicate(course, author)
    steps = list(Page.objects.child_of(copy).order_by("path"))
    assert [page.slug for page in steps] == slugs_of(course)
    assert [page.live for page in [copy, *steps]] == [False] * 4
    assert [outcome.statement for outcome in copy.outcomes.all()] == [
        outcome.statement for outcome in course.outcomes.all()
    ]
    quiz = QuizPage.objects.child_of(copy).get()
    assert [(rule.difficulty, rule.count) for rule in quiz.draw_rules.all()] == [("basic", 3), ("intermediate", 1)]
    assert (copy.enrolments.count(), quiz.attempts.count()) == (0, 0)
    assert (Enrolment.objects.count(), Attempt.objects.count()) == (1, 1)


def test_questions_are_numbered_under_the_new_code_and_live(course: CoursePage, author: User) -> None:
    question = Question.objects.get(code="THU-001")
    question.tags.add("tình huống")
    question.save()
    Question.objects.get(code="THU-002").unpublish()
    copy = duplicate(course, author)
    made = list(copy.questions.order_by("code"))
    assert [(each.code, each.live) for each in made] == [(f"THU-2-{n:03d}", n != 2) for n in range(1, 7)]
    assert [option.text for option in made[0].options.all()] == [option.text for option in question.options.all()]
    assert [tag.name for tag in made[0].tags.all()] == ["tình huống"]
    assert (question.options.count(), Question.objects.filter(course=course).count()) == (made[0].options.count(), 6)
    rule = quiz_of(copy).draw_rules.first()
    assert rule is not None
    assert fits(made[0], rule, tags=frozenset({"tình huống"}))


def test_links_between_steps_lead_within_the_copy(course: CoursePage, author: User) -> None:
    lesson = save_draft(course, author)
    links = '<p><a linktype="page" id="{}">A</a> <a id="{}" linktype="page">B</a> <a href="/khoa-hoc/{}/mot/">C</a></p>'
    outside = course.get_parent().pk
    lesson.body = lesson.body.stream_block.to_python(
        [{"type": "text", "value": links.format(step(course, "mot").pk, outside, "khoa-thu")}]
    )
    lesson.save_revision().publish()
    copy = duplicate(course, author)
    made = LessonPage.objects.child_of(copy).get(slug="hai")
    expected = links.format(step(copy, "mot").pk, outside, "khoa-thu-2")
    assert made.body[0].value.source == expected
    assert made.get_latest_revision_as_object().body[0].value.source == expected
    assert step(course, "hai").specific.body[0].value.source == links.format(
        step(course, "mot").pk, outside, "khoa-thu"
    )


def test_second_click_returns_the_first_copy(course: CoursePage, author: User) -> None:
    first = duplicate(course, author)
    assert duplicate(course, author) == first
    assert (CoursePage.objects.count(), Question.objects.count()) == (2, 12)


@pytest.mark.parametrize(
    ("changes", "field"), [({"code": "KHOA-THU"}, "code"), ({"slug": "khoa-thu"}, "slug"), ({"code": "THU"}, "code")]
)
def test_clash_is_refused_with_its_field(course: CoursePage, author: User, changes: dict[str, str], field: str) -> None:
    with pytest.raises(CannotDuplicate) as refused:
        duplicate(course, author, **changes)
    assert refused.value.field == field
    assert (CoursePage.objects.count(), Question.objects.count()) == (1, 6)


def test_author_duplicates_in_the_administration(course: CoursePage) -> None:
    client = signed_in(in_group("Editors", "duc", "Nguyễn Minh Đức"))
    address = reverse("course_duplicate", args=[course.pk])
    copied = client.get(reverse("wagtailadmin_pages:copy", args=[course.pk]))
    assert copied.headers["Location"] == address
    assert client.get(address).context["form"].initial["code"] == "KHOA-THU-2"
    too_long = client.post(address, {"title": "Mới", "slug": "moi", "code": "A" * 38})
    taken = client.post(address, {"title": "Mới", "slug": "moi", "code": "KHOA-THU"})
    assert [list(response.context["form"].errors) for response in (too_long, taken)] == [["code"], ["code"]]
    made = client.post(address, {"title": "Mới", "slug": "moi", "code": "MOI"}, follow=True)
    assert len(told(made)) == 1
    assert CoursePage.objects.get(code="MOI").owner_id is not None
