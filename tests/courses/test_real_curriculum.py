"""The courses that we ship are whole, and say what they rest on."""

import unicodedata
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from competency.loading import FRAMEWORKS_FILE
from courses.curriculum.importing import import_course
from courses.curriculum.reading import read_course
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


def test_three_courses_are_shipped() -> None:
    assert {folder.name: len(read_course(folder).questions) for folder in FOLDERS} == {
        "an-toan-tren-mang": 30,
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
        texts = [str(option["text"]) for option in question["options"]]
        right = sum(bool(option.get("correct")) for option in question["options"])
        assert len(set(texts)) == len(texts), question["code"]
        if question["type"] == Question.Type.SINGLE:
            assert (len(texts), right) == (4, 1), question["code"]
        elif question["type"] == Question.Type.TRUE_FALSE:
            assert texts == ["Đúng", "Sai"], question["code"]
        else:
            assert len(texts) in (4, 5), question["code"]
            assert right in (2, 3), question["code"]
        assert len(question["explanation"].strip()) > 20, question["code"]


@pytest.mark.parametrize("folder", COURSES)
def test_course_is_imported_and_every_lesson_opens(
    client: Client, site: HomePage, frameworks: None, lan: User, folder: Path
) -> None:
    course = import_course(folder).course
    assert import_course(folder).changed == 0
    client.force_login(lan)
    client.post(f"/khoa-hoc/{course.slug}/ghi-danh/")
    for lesson in read_course(folder).lessons:
        address = f"/khoa-hoc/{course.slug}/{lesson.slug}/"
        response = client.get(address)
        assert response.status_code == 200, lesson.file
        assert ":::" not in response.content.decode(), lesson.file
        client.post(address)
