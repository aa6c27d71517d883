"""What is taken along: enough to learn from, nothing personal, no key of a test, and only by those who may."""

import json
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import User
from courses.models import CoursePage, LessonPage, Option, Question
from courses.offline.media import file_at, lighten
from courses.offline.packing import package_of
from home.models import HomePage
from tests.courses.study import add_lesson, join, make_course, our_queries, ready

PACKAGE = "/mang-theo/khoa/khoa-thu/"
LESSON = f"{PACKAGE}mot/"
QUIZ = f"{PACKAGE}bai-kiem-tra/"


def everything_sent(client: Client, address: str = PACKAGE) -> str:
    """All that saving the course brings onto the device, as text."""
    package = client.get(address).json()
    pages = [client.get(page["source"]).json() for page in package["pages"]]
    return json.dumps([package, pages], ensure_ascii=False)


def test_package_lists_every_page_with_its_size_and_revision(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    client.force_login(lan)
    package = client.get(PACKAGE).json()
    assert [page["url"] for page in package["pages"]] == [
        "/khoa-hoc/khoa-thu/",
        "/khoa-hoc/khoa-thu/mot/",
        "/khoa-hoc/khoa-thu/hai/",
        "/khoa-hoc/khoa-thu/bai-kiem-tra/",
    ]
    assert [step["kind"] for step in package["steps"]] == ["lesson", "lesson", "quiz"]
    assert (package["locked"], package["title"], package["films"]) == (True, course.title, [])
    for page in package["pages"]:
        body = client.get(page["source"])
        assert body.json()["revision"] == page["revision"]
        assert page["bytes"] == len(body.content)
    assert [file["url"] for file in package["assets"] if file["bytes"] == 0] == []


def test_no_key_of_the_test_is_taken_along(client: Client, course: CoursePage, lan: User) -> None:
    ready(lan, course)
    client.force_login(lan)
    sent = everything_sent(client)
    words = [*Question.objects.values_list("text", flat=True)]
    # Answers such as “Đúng” are words of the site too.
    words += [text for text in Option.objects.values_list("text", flat=True) if len(text) > 10]
    words += [*Question.objects.values_list("explanation", flat=True), "correct", "GIAI-THICH"]
    assert len(words) > 15
    assert [word for word in words if word in sent] == []
    assert "Bài kiểm tra cần có mạng" in client.get(QUIZ).json()["html"]


def test_quick_checks_go_along_with_their_feedback(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    client.force_login(lan)
    block = next(block for block in LessonPage.objects.get(slug="mot").body if block.block_type == "check")
    page = client.get(LESSON).json()
    assert set(page["checks"]) == {f"{block.id}/0", f"{block.id}/1"}
    for option in (0, 1):
        online = client.get(
            "/khoa-hoc/khoa-thu/mot/", {"kiem-tra": block.id, "chon": option}, headers={"HX-Request": "true"}
        )
        assert page["checks"][f"{block.id}/{option}"] == online.content.decode()
    assert "DAU-HIEU" not in page["html"]


def test_pages_taken_along_know_nobody(client: Client, course: CoursePage, lan: User, hanh: User) -> None:
    """The same bytes for two people, without a name, a token or a tag."""
    sent = []
    for person in (lan, hanh):
        ready(person, course)
        client.force_login(person)
        sent.append(everything_sent(client))
    assert sent[0] == sent[1]
    for word in ("csrfmiddlewaretoken", "data-person", lan.full_name, "Đăng xuất"):
        assert word not in sent[0]


def test_shelf_kept_on_the_device_knows_nobody(client: Client, site: HomePage, lan: User) -> None:
    client.force_login(lan)
    copy = client.get("/mang-theo/?trong-may").content.decode()
    assert ("data-person" in copy, "csrf" in copy, lan.full_name in copy) == (False, False, False)
    assert "data-person" in client.get("/mang-theo/").content.decode()


@pytest.mark.parametrize("address", [PACKAGE, f"{PACKAGE}muc-luc", LESSON, QUIZ])
def test_outsiders_take_along_public_courses_only(client: Client, course: CoursePage, hanh: User, address: str) -> None:
    make_course("mo")
    public = address.replace("khoa-thu", "mo").replace("/mot/", "/bai-1/").replace("/bai-kiem-tra/", "/bai-2/")
    for person in (None, hanh):
        if person:
            client.force_login(person)
        assert client.get(address).status_code == 404
        assert client.get(public).status_code == 200


@pytest.mark.parametrize("address", ["/mang-theo/khoa/khong-co/", "/mang-theo/khoa/mo/khong-co/"])
def test_what_is_not_there_is_not_found(client: Client, site: HomePage, address: str) -> None:
    make_course("mo")
    assert client.get(address).status_code == 404


def test_revision_changes_with_what_a_lesson_says_and_only_there(course: CoursePage) -> None:
    before = package_of(course)
    lesson = LessonPage.objects.get(slug="mot")
    lesson.body = [("text", "<p>Nội dung mới.</p>")]
    lesson.save_revision().publish()
    after = package_of(course)
    assert before.revision != after.revision
    changed = [old.url for old, new in zip(before.pages, after.pages, strict=True) if old.revision != new.revision]
    assert changed == ["/khoa-hoc/khoa-thu/mot/"]


def test_one_size_of_each_picture_is_taken_along(settings: Any) -> None:
    media = settings.MEDIA_URL
    light = lighten(
        f'<p>Chữ</p><picture><source srcset="{media}a.480.webp 480w, {media}a.960.webp 960w" type="image/webp">'
        f'<img src="{media}a.480.jpg" srcset="{media}a.960.jpg 960w" sizes="92vw" alt="Ảnh"></picture>'
        f'<img src="/static/img/x.svg" alt=""><video title="Phim một" poster="{media}p.jpg">'
        f'<source src="{media}phim.mp4"><track src="{media}chu.vtt"><track src="/phu-de/1/"></video><video src="https://noi.khac/x.mp4"></video>',
        title="Bài một",
    )
    assert light.html.startswith(f'<p>Chữ</p><img alt="Ảnh" src="{media}a.960.webp"/>')
    assert light.pictures == [f"{media}a.960.webp", f"{media}chu.vtt", f"{media}p.jpg"]
    assert light.captions == ["/phu-de/1/"]
    assert light.films == [(f"{media}phim.mp4", "Phim một")]


def test_size_of_an_upload(settings: Any, db: None) -> None:
    name = default_storage.save("thu/phim.mp4", ContentFile(b"12345"))
    found = file_at(f"{settings.MEDIA_URL}{name}", "Phim")
    assert found is not None
    assert found.as_json() == {"url": f"{settings.MEDIA_URL}{name}", "bytes": 5, "title": "Phim"}
    assert file_at(f"{settings.MEDIA_URL}khong-co.mp4") is None
    assert file_at(f"{settings.MEDIA_URL}../../x") is None


@pytest.mark.parametrize("more", [0, 3])
def test_a_package_kept_ready_asks_two_questions(client: Client, course: CoursePage, lan: User, more: int) -> None:
    for number in range(more):
        add_lesson(course, f"them-{number}")
    join(lan, course)
    client.force_login(lan)
    client.get(PACKAGE)
    with our_queries() as queries:
        assert client.get(PACKAGE).status_code == 200
    # The reader, the enrolment.
    assert len(queries) == 2, "\n".join(queries)
