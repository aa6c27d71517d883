"""Files handed in: real ones of every kind are taken, everything else is refused with a way out."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from courses.examining_files import BadFile, examine
from tests.courses.homework import ENDINGS, docx, packed, pdf, picture, upload


def refusal(name: str, content: bytes, **options: Any) -> str:
    with pytest.raises(BadFile) as refused:
        examine([upload(name, content)], **{"endings": ENDINGS, "most": 5, **options})
    assert name.rpartition("/")[2].rpartition(".")[0][:4] in str(refused.value)
    return str(refused.value)


def xlsx() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Tên bộ dữ liệu", "Người giữ"])
    book.save(out)
    return out.getvalue()


def odt(kind: str = "text", **more: bytes) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return packed({"mimetype": mimetype, "content.xml": b"<office:document-content/>", **more})


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("bai.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("BAI.XLSX", xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("bai.odt", odt(), "application/vnd.oasis.opendocument.text"),
        ("bai.ods", odt("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
        ("bai.pdf", pdf(), "application/pdf"),
        ("anh.jpg", picture("JPEG"), "image/jpeg"),
        ("anh.jpeg", picture("JPEG"), "image/jpeg"),
        ("anh.png", picture("PNG"), "image/png"),
        ("anh.webp", picture("WEBP"), "image/webp"),
    ],
)
def test_real_files_are_taken(name: str, content: bytes, content_type: str) -> None:
    (file,) = examine([upload(name, content)], endings=ENDINGS, most=5)
    assert (file.content, file.content_type, file.ending) == (content, content_type, name.rpartition(".")[2].lower())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("anh.png", b"<html><script>alert(1)</script></html>"),
        ("anh.png", picture("JPEG")),
        ("anh.jpg", b"GIF89a" + b"\0" * 40),
        ("bai.pdf", docx()),
        ("bai.docx", pdf()),
        ("bai.docx", b"MZ" + b"\0" * 300),
        ("bai.docx", xlsx()),
        ("bai.xlsx", docx()),
        ("bai.docx", packed({"index.html": b"<script></script>"})),
        ("bai.odt", odt("spreadsheet")),
        # A document locked with a password is no zip any more.
        ("bai.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512),
    ],
)
def test_a_name_that_lies_is_refused(name: str, content: bytes) -> None:
    assert "không phải là tệp" in refusal(name, content)


@pytest.mark.parametrize("name", ["bai.exe", "bai.html", "bai.svg", "bai", "bai.docx.js", "bai.doc", "bai.zip"])
def test_kinds_that_are_not_asked_for_are_refused(name: str) -> None:
    assert ".docx" in refusal(name, docx())


@pytest.mark.parametrize("name", ["bai.docm", "bai.xlsm", "bai.pptm"])
def test_endings_for_macros_say_how_to_save_without(name: str) -> None:
    assert "Lưu" in refusal(name, docx())


@pytest.mark.parametrize(
    "content",
    [
        docx(**{"word/vbaProject__bin": b"\0"}),
        docx(**{"custom/VBAPROJECT__BIN": b"\0"}),
        docx(**{"[Content_Types]__xml": b'<Types ContentType="application/vnd.ms-word.document.macroEnabled"/>'}),
    ],
)
def test_macros_under_an_honest_name_are_found(content: bytes) -> None:
    assert "macro" in refusal("bai.docx", content)


def test_macros_of_open_documents_are_found() -> None:
    assert "macro" in refusal("bai.odt", odt(**{"Basic/Standard/Module1.xml": b"x"}))


def test_bomb_that_packs_very_tightly_is_refused() -> None:
    assert "bung ra" in refusal("bai.docx", docx(**{"word/media/a__xml": b"\0" * (5 * 1024 * 1024)}))


def test_bomb_of_many_parts_is_refused() -> None:
    parts = {f"word/{number}": b"" for number in range(2001)}
    assert "bung ra" in refusal("bai.docx", docx(**parts))


def test_bomb_that_is_merely_large_is_refused(settings: Any) -> None:
    settings.TASK_UNPACKED_MEGABYTES = 0
    assert "bung ra" in refusal("bai.docx", docx())


def test_table_of_contents_that_lies_about_sizes_is_refused() -> None:
    """The part says that it holds one byte; unpacking finds out."""
    content = bytearray(docx(**{"word/a__xml": b"A" * 5000}))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        info = file.getinfo("word/a.xml")
    at = content.rindex(b"word/a.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = (1).to_bytes(4, "little")
    assert info.file_size == 5000
    assert "hỏng" in refusal("bai.docx", bytes(content))


def test_locked_part_is_refused() -> None:
    content = bytearray(docx())
    at = content.rindex(b"word/document.xml") - 46
    content[at + 8] |= 1
    assert "bung ra" in refusal("bai.docx", bytes(content))


def test_cut_off_files_are_refused() -> None:
    assert "hỏng" in refusal("bai.docx", docx()[:-30])
    whole = picture("PNG", (300, 300))
    assert "không mở được" in refusal("anh.png", whole[: len(whole) // 2])


def test_picture_that_would_fill_the_memory_is_refused(settings: Any) -> None:
    settings.TASK_PICTURE_MEGAPIXELS = 1
    assert "triệu điểm ảnh" in refusal("anh.png", picture("PNG", (1001, 1000)))
    settings.TASK_PICTURE_MEGAPIXELS = 50
    assert "triệu điểm ảnh" in refusal("anh.png", picture_of_a_billion_dots())


def picture_of_a_billion_dots() -> bytes:
    """A real header that promises 40,000 × 40,000 dots."""
    import zlib

    content = bytearray(picture("PNG"))
    content[16:24] = (40_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


def test_empty_too_large_and_too_many(settings: Any) -> None:
    assert "trống" in refusal("bai.docx", b"")
    settings.TASK_FILE_MEGABYTES = 1
    assert "1 MB" in refusal("bai.docx", b"x" * (1024 * 1024 + 1))
    with pytest.raises(BadFile, match="tối đa 2"):
        examine([upload(f"{n}.docx", docx()) for n in range(3)], endings=ENDINGS, most=2)


def test_one_bad_file_and_none_is_taken() -> None:
    with pytest.raises(BadFile):
        examine([upload("a.docx", docx()), upload("b.docx", b"x")], endings=ENDINGS, most=5)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/Danh mục.docx", "Danh_mục.docx"),
        ("C:\\Users\\lan\\bài 1.docx", "bài_1.docx"),
        ("a\r\nSet-Cookie: x.docx", "aSet-Cookie_x.docx"),
        ("\u202ecod.docx", "cod.docx"),
        ("x" * 300 + ".docx", "x" * 140 + ".docx"),
    ],
)
def test_names_are_made_plain(given: str, kept: str) -> None:
    file = upload("x", docx())
    file._name = given  # what a browser that lies sends
    assert examine([file], endings=ENDINGS, most=1)[0].name == kept
