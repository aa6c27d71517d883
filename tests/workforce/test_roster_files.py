"""What a roster's file may be: letters, separators, and files that mean harm. No database."""

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from tests.workforce.rosters import HEADER, as_csv, as_xlsx, people
from workforce.roster.columns import guess
from workforce.roster.naming import base_of
from workforce.roster.opening import CannotRead, open_sheet

# "Nguyễn Văn Hùng, Trần Thị Hồng, Lê Đức Việt" as two old fonts have it.
TCVN3 = "Hä vµ tªn,§iÖn tho¹i\nNguyÔn V¨n Hïng,0912000001\nTrÇn ThÞ Hång,0912000002\n".encode("latin-1")
VNI = "Hoï vaø teân,Ñieän thoaïi\nNguyeãn Vaên Huøng,0912000001\nTraàn Thò Hoàng,0912000002\n".encode("latin-1")


@pytest.mark.parametrize(("content", "name"), [(TCVN3, "TCVN3"), (VNI, "VNI")])
def test_old_letters_are_refused_with_advice(content: bytes, name: str) -> None:
    as_unicode = content.decode("latin-1").encode("utf-8")
    for bytes_ in (content, as_unicode):
        with pytest.raises(CannotRead, match=f"{name}.*UniKey"):
            open_sheet("ds.csv", bytes_)
    rows = [line.split(",") for line in content.decode("latin-1").split("\n") if line]
    with pytest.raises(CannotRead, match=name):
        open_sheet("ds.xlsx", as_xlsx(rows[1:], header=rows[0]))


def test_letters_of_nobody_are_refused() -> None:
    with pytest.raises(CannotRead):
        open_sheet("ds.csv", "名前,電話\n山田太郎,0912\n".encode("shift-jis"))


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_separators(sign: str) -> None:
    sheet = open_sheet("ds.csv", as_csv(people(2), sign=sign))
    assert (sheet.header, len(sheet.rows)) == (HEADER, 2)


def test_quoted_cells_and_letters_in_pieces() -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", 'sep=;\nHọ và tên;Đơn vị\n"Nông; Thị\nLan";Xã Đồng Đăng\n')
    sheet = open_sheet("ds.csv", text.encode())
    assert (sheet.header, sheet.rows) == (["Họ và tên", "Đơn vị"], [(2, ["Nông; Thị Lan", "Xã Đồng Đăng"])])


def test_columns_are_guessed_with_and_without_accents() -> None:
    assert guess(["TT", "HO VA TEN *", "Chức danh", "Số điện thoại:", "e-mail"]) == {
        "full_name": 1,
        "position": 2,
        "phone": 3,
        "email": 4,
    }


def test_of_a_formula_only_its_value_is_read() -> None:
    sheet = open_sheet("ds.xlsx", as_xlsx([["1", "=HYPERLINK(A1)", "", "", "", "", "", ""]]))
    assert sheet.rows == [(2, ["1"])]


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    stream = io.BytesIO(as_xlsx(people(1)))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


HOSTILE: dict[str, tuple[str, bytes]] = {
    "a bomb": ("ds.xlsx", with_part("xl/bomb.xml", b"\0" * 60_000_000)),
    "entities": ("ds.xlsx", with_part("xl/evil.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>')),
    "a way out": ("ds.xlsx", with_part("../evil.xml", b"<a/>")),
    "no book": ("ds.xlsx", zipped(a=b"b")),
    "a broken zip": ("ds.xlsx", as_xlsx(people(1))[:-300]),
    "another ending": ("ds.csv", as_xlsx(people(1))),
    "a program": ("ds.exe", b"MZ"),
    "nothing": ("ds.csv", b" \n "),
    "zeros": ("ds.csv", b"a\0,b\n1\0,2\n" + b"x" * 500),
    "no people": ("ds.csv", ",".join(HEADER).encode()),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_refused(what: str) -> None:
    with pytest.raises(CannotRead):
        open_sheet(*HOSTILE[what])


def test_a_giant_sheet_is_refused_and_an_empty_one_is_not_walked(settings: Any) -> None:
    settings.ROSTER_MOST_ROWS = 10
    with pytest.raises(CannotRead, match="10"):
        open_sheet("ds.csv", as_csv(people(40)))
    book = Workbook()
    book.active.append(HEADER)
    book.active.append(people(1)[0])
    book.active.cell(1_048_576, 16_384).value = "x"
    stream = io.BytesIO()
    book.save(stream)
    assert len(open_sheet("ds.xlsx", stream.getvalue()).rows) == 1


def test_user_names() -> None:
    assert [base_of(name) for name in ("Nông Thị Ánh Nguyệt", "Đỗ  Đức", "名前")] == [
        "nong.thi.anh.nguyet",
        "do.duc",
        "nguoi",
    ]
