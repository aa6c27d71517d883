"""The courses that we ship are whole, and say what they rest on."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from competency.loading import FRAMEWORKS_FILE
from courses.curriculum.importing import import_course
from courses.curriculum.reading import read_course
from courses.linting.checking import check_course
from courses.models import Question
from home.models import HomePage
from workforce.loading import read_json

FOLDERS = sorted(path.parent for path in (Path(settings.BASE_DIR) / "curriculum").glob("*/course.yaml"))
COURSES = [pytest.param(folder, id=folder.name) for folder in FOLDERS]
KNOWN = {
    f"{framework['code']}/{competency['code']}": {level["code"] for level in framework["levels"]}
    for framework in read_json(FRAMEWORKS_FILE)["frameworks"]
    for domain in framework["domains"]
    for competency in domain["competencies"]
}


def test_these_courses_are_shipped() -> None:
    assert {folder.name: len(read_course(folder).questions) for folder in FOLDERS} == {
        "an-toan-tren-mang": 30,
        "dich-vu-cong-truc-tuyen": 40,
        "ky-nang-so-co-ban": 70,
        "ky-so-van-ban": 8,
        "quan-tri-du-lieu-co-ban": 60,
    }


@pytest.mark.parametrize("folder", COURSES)
def test_every_file_is_in_one_unicode_form(folder: Path) -> None:
    # A table begins with a mark by which Excel knows that it is in UTF-8.
    texts = {
        path.name: path.read_text(encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert [name for name, text in texts.items() if not unicodedata.is_normalized("NFC", text)] == []
    assert [name for name, text in texts.items() if "\u200b" in text or "\ufeff" in text or "\r" in text] == []


@pytest.mark.parametrize("folder", COURSES)
def test_every_lesson_has_a_quick_check_and_sources(folder: Path) -> None:
    for lesson in read_course(folder).lessons:
        checks = [block["value"] for block in lesson.body if block["type"] == "check"]
        assert checks, lesson.file
        assert lesson.sources, lesson.file
        for check in checks:
            assert sum(option["correct"] for option in check["options"]) == 1, lesson.file
            assert all(option["feedback"] for option in check["options"]), lesson.file


@pytest.mark.parametrize("folder", COURSES)
def test_competencies_and_levels_are_in_the_frameworks(folder: Path) -> None:
    course = read_course(folder)
    rated = [*course.facts["outcomes"], *course.questions]
    assert [item for item in rated if item["level"] not in KNOWN.get(item["competency"], ())] == []
    assert {key for lesson in course.lessons for key in lesson.competencies} <= KNOWN.keys()


@pytest.mark.parametrize("folder", COURSES)
def test_every_lesson_is_asked_about_and_ends_in_a_test(folder: Path) -> None:
    course = read_course(folder)
    assert {question["lesson"] for question in course.questions} == {lesson.slug for lesson in course.lessons}
    assert [step.kind for step in course.steps[-2:]] == ["lesson", "quiz"]


@pytest.mark.parametrize("folder", COURSES)
def test_questions_are_built_as_their_type_asks(folder: Path) -> None:
    for question in read_course(folder).questions:
        options = question.get("options", [])
        texts = [str(option.get("text", "")) for option in options]
        right = sum(bool(option.get("correct")) for option in options)
        assert len(set(texts)) == len(texts), question["code"]
        if question["type"] == Question.Type.SINGLE:
            assert (len(texts), right) == (4, 1), question["code"]
        elif question["type"] == Question.Type.TRUE_FALSE:
            assert texts == ["Đúng", "Sai"], question["code"]
        elif question["type"] == Question.Type.MULTIPLE:
            assert len(texts) in (4, 5), question["code"]
            assert right in (2, 3), question["code"]
        elif question["type"] in (Question.Type.MATCHING, Question.Type.ORDERING):
            # One slip loses the whole question (decision 0013), so they stay short.
            assert 3 <= len([text for text in texts if text]) <= 4, question["code"]
        assert len(question["explanation"].strip()) > 20, question["code"]


@pytest.mark.parametrize("folder", COURSES)
def test_right_option_is_given_away_neither_by_its_length_nor_by_its_place(folder: Path) -> None:
    """Of four options a quarter would be so by chance."""
    questions = [q["options"] for q in read_course(folder).questions if q["type"] == Question.Type.SINGLE]
    right = [next(option for option in options if option.get("correct")) for options in questions]
    most = 0.4 * len(questions)
    longest = [
        max(options, key=lambda option: len(option["text"])) is key
        for options, key in zip(questions, right, strict=True)
    ]
    places = Counter(options.index(key) for options, key in zip(questions, right, strict=True))
    assert sum(longest) <= most
    assert max(places.values()) <= most

    answers = [q["options"][0].get("correct") for q in read_course(folder).questions if q["type"] == "true_false"]
    assert len(answers) < 2 or {True, None} == set(answers)


@pytest.mark.parametrize("folder", COURSES)
def test_the_right_answer_of_a_quick_check_is_not_known_by_its_length(folder: Path) -> None:
    # By chance one in three is the longest.
    told = []
    for lesson in read_course(folder).lessons:
        for check in (block["value"] for block in lesson.body if block["type"] == "check"):
            lengths = {len(option["text"]): option["correct"] for option in check["options"]}
            told.append(lengths[max(lengths)] and len(lengths) == len(check["options"]))
    assert sum(told) / len(told) < 0.6


def test_a_term_of_several_courses_is_explained_once() -> None:
    told: dict[str, set[str]] = {}
    for folder in FOLDERS:
        for term in read_course(folder).terms:
            told.setdefault(term["code"], set()).add(f"{term['term']}: {term['definition']} {term.get('source')}")
    assert {code: words for code, words in told.items() if len(words) > 1} == {}


@pytest.mark.parametrize("folder", COURSES)
def test_course_is_imported_and_every_lesson_opens(
    client: Client, site: HomePage, frameworks: None, lan: User, folder: Path
) -> None:
    course = import_course(folder).course
    assert import_course(folder).changed == 0
    # What an author would be told to mend.
    assert [(page.page.slug, finding.text) for page in check_course(course) for finding in page.findings] == []
    client.force_login(lan)
    client.post(f"/khoa-hoc/{course.slug}/ghi-danh/")
    for lesson in read_course(folder).lessons:
        address = f"/khoa-hoc/{course.slug}/{lesson.slug}/"
        response = client.get(address)
        assert response.status_code == 200, lesson.file
        assert ":::" not in response.content.decode(), lesson.file
        client.post(address)
