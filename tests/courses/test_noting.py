"""Private notes and bookmarks: kept whatever happens, and read by nobody else."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from courses.lessons import headings_of
from courses.models import Bookmark, CoursePage, Note
from courses.noting import CannotKeep, Kept, add_bookmark, as_text, notebook_of, remove_bookmark, save_note
from home.models import HomePage
from tests.courses.study import NOW, at_once, join, make_course, our_queries, ready, step

FIRST = "/khoa-hoc/khoa-thu/mot/"
NOTEBOOK = "/khoa-hoc/khoa-thu/ghi-chu/"


def write(person: User, course: CoursePage, text: str, version: int = 0, slug: str = "mot") -> Kept:
    return save_note(person=person, course=course, step=step(course, slug), text=text, version=version, at=NOW)


def mark(person: User, course: CoursePage, block: str, words: str = "Đặt tên tệp", slug: str = "mot") -> Bookmark:
    return add_bookmark(person=person, course=course, step=step(course, slug), block=block, words=words, at=NOW)


def test_note_is_kept_and_changed(course: CoursePage, lan: User) -> None:
    assert write(lan, course, "một") == Kept("một", 1, is_merged=False)
    assert write(lan, course, "một hai", 1) == Kept("một hai", 2, is_merged=False)
    assert write(lan, course, "một hai", 1) == Kept("một hai", 2, is_merged=False)  # the same twice
    assert write(lan, course, "", 2) == Kept("", 3, is_merged=False)


def test_two_devices_keep_both_texts(course: CoursePage, lan: User) -> None:
    write(lan, course, "từ điện thoại")
    kept = write(lan, course, "từ máy tính", version=0)
    assert (kept.version, kept.is_merged) == (2, True)
    assert kept.text.startswith("từ điện thoại\n\n— ")
    assert kept.text.endswith(" —\ntừ máy tính")
    assert write(lan, course, "từ máy tính", version=0).text == kept.text  # sent again: not written twice
    assert write(lan, course, f"{kept.text}, thêm", version=1).text == f"{kept.text}, thêm"


def test_note_that_is_too_long_is_refused_and_given_back(
    client: Client, course: CoursePage, lan: User, settings: Any
) -> None:
    settings.NOTE_CHARACTERS = 10
    with pytest.raises(CannotKeep):
        write(lan, course, "x" * 11)
    assert write(lan, course, "x" * 10).version == 1
    join(lan, course)
    client.force_login(lan)
    page = client.post(f"{FIRST}ghi-chu/", {"text": "y" * 11, "version": "1"})
    assert "y" * 11 in page.content.decode()
    assert Note.objects.get().text == "x" * 10


def test_bookmark_is_put_once_and_taken_away(course: CoursePage, lan: User) -> None:
    first = mark(lan, course, "d-1")
    assert mark(lan, course, "d-1", "khác") == first
    remove_bookmark(person=lan, step=step(course, "mot"), block="d-1")
    remove_bookmark(person=lan, step=step(course, "mot"), block="d-1")
    assert Bookmark.objects.count() == 0
    with pytest.raises(CannotKeep):
        mark(lan, course, "không phải tên")


def test_lesson_takes_so_many_bookmarks_and_no_more(course: CoursePage, lan: User, settings: Any) -> None:
    settings.BOOKMARKS_PER_LESSON = 2
    mark(lan, course, "d-1")
    mark(lan, course, "d-2")
    with pytest.raises(CannotKeep):
        mark(lan, course, "d-3")


def test_notebook_holds_everything_in_the_order_of_the_course(course: CoursePage, lan: User) -> None:
    ready(lan, course)
    write(lan, course, "hai", slug="hai")
    mark(lan, course, "d-1")
    write(lan, course, "một")
    pages = notebook_of(lan, course)
    assert [(page.number, page.text, [m.block for m in page.bookmarks]) for page in pages] == [
        (1, "một", ["d-1"]),
        (2, "hai", []),
    ]
    text = as_text(course, pages, on=NOW.date())
    assert text.index("* Đặt tên tệp") < text.index("một\r\n") < text.index("hai\r\n")


def test_note_of_a_lesson_taken_away_stays_readable(client: Client, course: CoursePage, lan: User) -> None:
    write(lan, course, "giữ lại")
    step(course, "mot").specific.unpublish()
    assert [(page.number, page.url, page.text) for page in notebook_of(lan, course)] == [(0, "", "giữ lại")]


# ── The pages ─────────────────────────────────────────────────────────────────────────────────


def test_note_works_as_a_plain_form(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    client.force_login(lan)
    response = client.post(f"{FIRST}ghi-chu/", {"text": "<b>nhớ</b>", "version": "0"})
    assert (response.status_code, response.headers["Location"]) == (302, f"{FIRST}ghi-chu/")
    page = client.get(f"{FIRST}ghi-chu/").content.decode()
    assert "&lt;b&gt;nhớ&lt;/b&gt;" in page
    assert 'name="version" value="1"' in page


def test_script_is_answered_with_what_was_kept(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    write(lan, course, "trước")
    client.force_login(lan)
    headers = {"HX-Request": "true"}
    answer = client.post(f"{FIRST}ghi-chu/", {"text": "sau", "version": "0"}, headers=headers).json()
    assert (answer["version"], answer["merged"], answer["text"][:5], answer["text"][-3:]) == (2, True, "trước", "sau")
    assert client.get(f"{FIRST}ghi-chu/", headers=headers).content.decode().lstrip().startswith("<form")


def test_bookmark_works_as_a_plain_form(client: Client, course: CoursePage, lan: User) -> None:
    join(lan, course)
    block, words = headings_of(course, step(course, "mot"))[0]
    client.force_login(lan)
    client.post(f"{FIRST}danh-dau/", {"block": block})
    assert (Bookmark.objects.get().block, Bookmark.objects.get().words) == (block, words)
    assert f'href="{FIRST}#{block}"' in client.get(NOTEBOOK).content.decode()
    assert f'id="{block}"' in client.get(FIRST).content.decode()
    client.post(f"{FIRST}danh-dau/", {"block": block, "remove": "1"})
    assert Bookmark.objects.count() == 0


def test_notebook_can_be_kept_as_a_file(client: Client, course: CoursePage, lan: User) -> None:
    write(lan, course, "điều nhớ")
    client.force_login(lan)
    response = client.get(f"{NOTEBOOK}tai-ve/")
    assert response.headers["Content-Disposition"] == 'attachment; filename="ghi-chu-khoa-thu.txt"'
    assert response.content.decode("utf-8-sig").endswith("điều nhớ\r\n")


def test_outsider_reads_nothing_of_mine(client: Client, course: CoursePage, lan: User, hanh: User) -> None:
    join(lan, course)
    write(lan, course, "chỉ của Lan")
    mark(lan, course, "d-1", "dấu của Lan")
    client.force_login(hanh)
    assert client.get(f"{FIRST}ghi-chu/").status_code == 404  # not enrolled
    join(hanh, course)
    client.post(f"{FIRST}ghi-chu/", {"text": "của Hạnh", "version": "1"})
    client.post(f"{FIRST}danh-dau/", {"block": "d-1", "remove": "1"})
    for address in (f"{FIRST}ghi-chu/", NOTEBOOK, f"{NOTEBOOK}tai-ve/"):
        page = client.get(address).content.decode()
        assert ("của Lan" in page, "của Hạnh" in page) == (False, True)
    assert Note.objects.get(person=lan).text == "chỉ của Lan"
    assert Bookmark.objects.get().person == lan


@pytest.mark.parametrize("address", [f"{FIRST}ghi-chu/", NOTEBOOK, f"{NOTEBOOK}tai-ve/"])
def test_stranger_is_sent_to_sign_in(client: Client, course: CoursePage, address: str) -> None:
    assert client.get(address).headers["Location"] == f"/tai-khoan/login/?next={address}"


def test_reader_of_a_public_course_may_take_notes(client: Client, site: HomePage, tan: User) -> None:
    course = make_course("mo")
    client.force_login(tan)
    client.post("/khoa-hoc/mo/bai-1/ghi-chu/", {"text": "nhớ", "version": "0"})
    assert [page.text for page in notebook_of(tan, course)] == ["nhớ"]


@pytest.mark.parametrize("count", [1, 3])
def test_notebook_takes_as_many_queries_for_three_notes_as_for_one(
    client: Client, site: HomePage, tan: User, count: int
) -> None:
    course = make_course("mo", lessons=3)
    for number in range(1, count + 1):
        write(tan, course, f"ghi {number}", slug=f"bai-{number}")
        mark(tan, course, "d-1", slug=f"bai-{number}")
    client.force_login(tan)
    client.get("/khoa-hoc/mo/ghi-chu/")
    with our_queries() as queries:
        assert len(client.get("/khoa-hoc/mo/ghi-chu/").context["pages"]) == count
    assert len(queries) == 3, "\n".join(queries)  # the reader, notes, bookmarks


@pytest.mark.django_db(transaction=True)
def test_eight_devices_at_once_lose_no_word(course: CoursePage, lan: User) -> None:
    texts = [f"thiết bị số {number} viết" for number in range(8)]
    outcomes = at_once(8, lambda number: write(lan, course, texts[number]))
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    note = Note.objects.get()
    assert [text for text in texts if text not in note.text] == []
    assert note.version == 8
