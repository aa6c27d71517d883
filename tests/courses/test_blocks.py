"""Blocks of a lesson: each is shown, says its words and its files, and refuses what a reader could not use."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.blocks import StructBlockValidationError
from wagtail.documents import get_document_model

from accounts.models import User
from courses.blocks import LessonBody, PictureBlock, TableBlock, VideoBlock
from courses.blocks.films import why_not_play
from courses.glossary import glossary_of
from courses.lessons import reading_of
from courses.media_of import media_of
from courses.models import CoursePage, Film, LessonPage, Picture, PictureRendition, Term
from courses.reading import words_of
from tests.courses.material_of_all_kinds import CAPTIONS, MP4, every_block, make_film, make_picture, wav
from tests.courses.study import make_course, our_queries, step


@pytest.fixture
def full(course: CoursePage) -> LessonPage:
    """The second lesson of the small course, with every block in it."""
    lesson = LessonPage.objects.get(slug="hai")
    lesson.body = every_block(LessonPage.objects.get(slug="mot"))
    lesson.save_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


def test_every_block_is_shown(course: CoursePage, full: LessonPage, settings: Any) -> None:
    body = reading_of(course, step(course, "hai")).body
    film = Film.objects.get(type="video")
    for expected in (
        '<a href="/khoa-hoc/khoa-thu/mot/">Bài hai</a>',
        'alt="Nút màu đỏ ở góc."',
        'loading="lazy"',
        "<figcaption>Nút &quot;gọi&quot; \\ ấn</figcaption>",
        f'data-film="{film.pk}"',
        f'<source src="{settings.CONTENT_ORIGIN}/media/media/phim',
        f'<track kind="captions" src="/phu-de/{film.captions.name.removeprefix("captions/")}" srclang="vi"',
        " default>",
        "<p>Xin chào.</p>",
        "0:12",
        f'<source src="{settings.CONTENT_ORIGIN}/media/media/tieng',
        '<div class="step-picture"><picture>',
        "<caption>Có tên</caption>",
        "<b>Mẫu sổ</b> <small>CSV · 13",
        "<dfn>Mã OTP</dfn>",
        "Mã chỉ dùng một lần.<br>Không đọc cho ai.",
        "<b>Điều 4</b>, <cite>Bản ghi nội bộ</cite>",
        "<blockquote>Không đọc mã cho ai.</blockquote>",
    ):
        assert expected in body
    assert body.count("<img") == body.count(" width=") - 1 == body.count(" height=") - 1


def test_what_was_deleted_from_the_library_leaves_a_gap_not_an_error(course: CoursePage, full: LessonPage) -> None:
    Film.objects.all().delete()
    Term.objects.all().delete()
    Picture.objects.all().delete()
    get_document_model().objects.all().delete()
    body = reading_of(course, step(course, "hai")).body
    assert "Làm đi." in body
    assert ("<video" in body, "<img" in body, "<dfn" in body, "download" in body) == (False,) * 4
    assert media_of(LessonPage.objects.get(pk=full.pk)) == []


def test_source_that_only_the_text_cites_is_listed_too(course: CoursePage, full: LessonPage) -> None:
    assert full.source_keys == []
    assert [source["key"] for source in reading_of(course, step(course, "hai")).sources] == ["ban-ghi"]


def test_words_are_what_a_reader_meets(full: LessonPage) -> None:
    words = words_of(full.body)
    for expected in (
        "Chữ đậm và nghiêng & nối.",
        "Nút màu đỏ ở góc.",
        "Xin chào. Gọi 156.",
        "Mã chỉ dùng một lần. Không đọc cho ai.",
        "Không đọc mã cho ai.",
        "Đúng hay sai?",
    ):
        assert expected in words.text
    assert words.count == len(words.text.split())
    assert "tip" not in words.text
    assert "Mẹo" in words.paragraphs


def test_words_do_not_give_a_quick_check_away(full: LessonPage) -> None:
    text = words_of(full.body).text
    assert ("Phải." in text, "Chưa." in text) == (False, False)


def test_files_of_a_lesson_are_those_the_page_asks_for(course: CoursePage, full: LessonPage) -> None:
    found = media_of(full)
    kinds = [medium.kind for medium in found]
    assert [kind for number, kind in enumerate(kinds) if kind not in kinds[:number]] == [
        *["picture", "video", "captions", "poster", "audio", "document"]
    ]
    made = PictureRendition.objects.count()
    body = reading_of(course, step(course, "hai")).body
    assert PictureRendition.objects.count() == made
    assert [medium.url for medium in found if medium.url not in body] == []
    assert len({medium.url for medium in found}) == len(found)
    assert {medium.kind: medium.size for medium in found}["captions"] == len(CAPTIONS.encode())
    assert all(medium.size > 0 and medium.content_type and medium.title for medium in found)


def test_picture_without_words_is_refused(db: None) -> None:
    silent = make_picture(alt=" ")
    with pytest.raises(StructBlockValidationError) as refusal:
        PictureBlock().clean(PictureBlock().to_python({"picture": silent.pk, "caption": ""}))
    assert list(refusal.value.block_errors) == ["picture"]
    body = LessonBody()
    value = body.to_python(
        [{"type": "steps", "value": {"title": "", "steps": [{"text": "<p>a</p>", "picture": silent.pk}]}}]
    )
    with pytest.raises(ValidationError):
        body.clean(value)


def test_table_with_a_short_row_is_refused(db: None) -> None:
    block = TableBlock()
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"caption": "", "header": ["a", "b"], "rows": [["<p>x</p>"]]}))
    assert list(refusal.value.block_errors) == ["rows"]


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ({}, ["film"]),
        ({"film": True, "link": "https://phim.example/a.mp4"}, ["film"]),
        ({"link": "https://phim.example/a.mp4"}, ["title", "transcript"]),
        ({"link": "https://khac.example/a.mp4", "title": "a", "transcript": "b"}, ["link"]),
        ({"film": True}, []),
        ({"link": "https://phim.example/a.mp4", "title": "a", "transcript": "b"}, []),
    ],
)
def test_film_is_one_of_ours_or_a_linked_one_with_its_words(
    db: None, settings: Any, value: dict[str, Any], fields: list[str]
) -> None:
    settings.FILM_HOSTS = ["phim.example"]
    film = make_film().pk if value.get("film") else None
    block = VideoBlock()
    given = block.to_python({"link": "", "title": "", "transcript": "", **value, "film": film})
    try:
        block.clean(given)
        found: list[str] = []
    except StructBlockValidationError as refusal:
        found = list(refusal.block_errors)
    assert found == fields


@pytest.mark.parametrize(
    "address",
    [
        "http://phim.example/a.mp4",
        "https://phim.example.xau.example/a.mp4",
        "https://phim.example:8443/a.mp4",
        "https://x@phim.example/a.mp4",
        "https://phim.example/a.html",
        "javascript:alert(1)//phim.example/a.mp4",
    ],
)
def test_film_from_elsewhere_is_not_played(settings: Any, address: str) -> None:
    settings.FILM_HOSTS = ["phim.example"]
    assert why_not_play(address)
    assert why_not_play("https://phim.example/a.mp4") == ""


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        ("video", "phim.mp4", b"<html><script>alert(1)</script>"),
        ("video", "phim.html", MP4),
        ("video", "tieng.wav", wav()),
        ("audio", "tieng.mp3", wav()),
        ("audio", "phim.mp4", MP4),
        ("audio", "tieng.wav", b""),
    ],
)
def test_file_that_is_no_film_is_refused(db: None, kind: str, name: str, content: bytes) -> None:
    with pytest.raises(ValidationError) as refusal:
        Film(title="x", type=kind, file=ContentFile(content, name=name)).full_clean()
    assert "file" in refusal.value.message_dict


def test_film_that_is_too_big_is_refused(db: None, settings: Any) -> None:
    settings.FILM_MAX_MB = 0
    with pytest.raises(ValidationError) as refusal:
        make_film()
    assert refusal.value.message_dict["file"] == ["Tệp nặng 1 MB; chỉ nhận tệp đến 0 MB."]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("phu-de.vtt", "xin chào".encode()),
        ("phu-de.vtt", b"WEBVTT\n"),
        ("phu-de.vtt", b"WEBVTT\n\n00:00.000 -> 00:01.000\nx\n"),
        ("phu-de.vtt", CAPTIONS.encode("utf-16")),
        ("phu-de.srt", CAPTIONS.encode()),
        ("phu-de.vtt", CAPTIONS.encode() + b"\n" + b" " * 600_000),
        ("phu-de.vtt", b"<script>alert(1)</script>"),
    ],
)
def test_captions_that_are_none_are_refused(db: None, name: str, content: bytes) -> None:
    with pytest.raises(ValidationError) as refusal:
        make_film(kind="video", captions=ContentFile(content, name=name))
    assert list(refusal.value.message_dict) == ["captions"]


def test_captions_are_served_on_our_origin_as_captions(client: Client, site: Any) -> None:
    film = make_film(kind="video", captions=ContentFile(CAPTIONS.encode(), name="phu-de.vtt"))
    address = f"/phu-de/{film.captions.name.removeprefix('captions/')}"
    response = client.get(address)
    assert (response.status_code, response.content) == (200, CAPTIONS.encode())
    assert response.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.cookies == {}
    assert client.get("/phu-de/khong-co.vtt").status_code == 404
    assert client.post(address).status_code == 405


def test_authors_may_add_films_and_terms(client: Client, site: Any) -> None:
    person = User.objects.create_user("duc", full_name="Nguyễn Minh Đức")
    person.groups.add(Group.objects.get(name="Editors"))
    client.force_login(person)
    content = ContentFile(wav(), name="tieng.wav")
    facts = {"title": "Nghe thử", "file": content, "duration": "1", "transcript": "Xin chào.", "tags": "", "credit": ""}
    assert client.post("/quan-tri/media/audio/add/", facts).status_code == 302
    film = Film.objects.get()
    assert (film.type, film.transcript, len(film.content_sha256)) == ("audio", "Xin chào.", 64)
    assert client.get("/quan-tri/snippets/courses/term/add/").status_code == 200


def test_editor_previews_at_the_width_of_a_telephone_first(course: CoursePage) -> None:
    lesson = LessonPage.objects.get(slug="hai")
    assert [size["device_width"] for size in lesson.preview_sizes] == [360, 768, 1280]
    assert lesson.default_preview_size == lesson.preview_sizes[0]["name"]


# ── Glossary ──────────────────────────────────────────────────────────────────────────────────


def test_glossary_gathers_words_in_the_order_of_the_alphabet(
    client: Client, course: CoursePage, full: LessonPage
) -> None:
    Term.objects.create(code="day", term="Ảnh", definition="x")
    lesson = LessonPage.objects.get(slug="mot")
    terms = list(Term.objects.values_list("pk", flat=True))
    lesson.body = [{"type": "term", "value": {"term": key}} for key in terms]
    lesson.save_revision().publish()
    entries = glossary_of(course)
    assert [(e.term.term, [found.slug for found in e.lessons]) for e in entries] == [
        ("Ảnh", ["mot"]),
        ("Mã OTP", ["mot", "hai"]),
    ]
    with our_queries() as queries:
        glossary_of(course)
    assert queries == []


def test_changed_definition_shows_at_once(course: CoursePage, full: LessonPage) -> None:
    reading_of(course, step(course, "hai"))
    term = Term.objects.get()
    term.definition = "Nghĩa mới."
    term.save()
    assert "Nghĩa mới." in reading_of(course, step(course, "hai")).body
    assert glossary_of(course)[0].term.definition == "Nghĩa mới."


def test_glossary_page_is_as_open_as_its_course(
    client: Client, course: CoursePage, full: LessonPage, lan: User
) -> None:
    assert client.get("/khoa-hoc/khoa-thu/thuat-ngu/").status_code == 302
    client.force_login(lan)
    page = client.get("/khoa-hoc/khoa-thu/thuat-ngu/").content.decode()
    assert "<dfn>Mã OTP</dfn>" in page
    assert '<a href="/khoa-hoc/khoa-thu/hai/">Bài hai</a>' in page
    assert "/khoa-hoc/khoa-thu/thuat-ngu/" in client.get("/khoa-hoc/khoa-thu/").content.decode()


def test_course_without_terms_has_no_glossary(client: Client, site: Any) -> None:
    make_course("trong")
    assert client.get("/khoa-hoc/trong/thuat-ngu/").status_code == 404
    assert "thuat-ngu" not in client.get("/khoa-hoc/trong/").content.decode()
