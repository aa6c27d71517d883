"""A stamp says what was asked, the file is whole, and the reader lets nothing pass that it does not know."""

import io
import shutil
import subprocess
import zlib
from pathlib import Path
from typing import Any

import pypdf
import pytest
from fontTools.ttLib import TTFont

from certificates.blanks import SIGNS, blank_for
from certificates.house_designs import SOLEMN
from certificates.rendering import render
from certificates.sample import sample_words
from certificates.texts import Texts
from kit.lean_type import lean
from kit.pdf import FACES, postscript_name, read_pdf
from kit.stamping import Blank, CannotRead, SignMissing, read_stamp, stamp
from tests.certificates.conftest import AT

WORDS = sample_words(at=AT, texts=Texts())
BOLD = "BeVietnamPro-Bold"


@pytest.fixture(scope="module")
def blank() -> Blank:
    return blank_for(WORDS, SOLEMN.look).blank


def line(blank: Blank, text: str, *more: str) -> list[str]:
    return ["BT", "1 0 0 1 100 200 Tm", *blank.encode(text, BOLD, 12), *more, "ET"]


def test_stamp_is_read_back_with_its_place(blank: Blank) -> None:
    pdf = stamp(blank, line(blank, "Lý Ợ"), title="Giấy")
    (shown,) = read_stamp(pdf, blank)
    assert (shown.text, shown.left, shown.bottom) == ("Lý Ợ", 100.0, 200.0)
    assert 20 < shown.right - shown.left < 40
    assert read_pdf(pdf).words[-2:] == ["Lý", "Ợ"]


def test_every_sign_of_every_face_can_be_said(blank: Blank) -> None:
    assert sorted(blank.codes) == ["BeVietnamPro-Bold", "BeVietnamPro-Italic", "BeVietnamPro-Regular"]
    for codes in blank.codes.values():
        assert set(SIGNS) <= set(codes)
        assert {resource for resource, _code in codes.values()} == {next(iter(codes.values()))[0]}
    with pytest.raises(SignMissing):
        blank.encode("Ω", BOLD, 12)


def test_signs_in_the_file_are_drawn_as_in_the_typeface(blank: Blank, settings: Any) -> None:
    """The table of meanings and the outlines are two things: a reader sees the one and people the other."""
    page = pypdf.PdfReader(io.BytesIO(render(WORDS, address="x"))).pages[0]
    files = {postscript_name(face): file for face, file in FACES.items()}
    compared = 0
    for resource, font in blank.fonts.items():
        found: Any = page["/Resources"]["/Font"][resource]
        inside = TTFont(io.BytesIO(found["/FontDescriptor"]["/FontFile2"].get_data()))
        typeface = TTFont(io.BytesIO(lean(Path(settings.PDF_FONT_DIR) / files[font.face])))
        names, codes = typeface.getBestCmap(), inside["cmap"].tables[0].cmap
        for code, sign in font.signs.items():
            drawn = inside["glyf"][codes[code]].getCoordinates(inside["glyf"])[0]
            assert drawn == typeface["glyf"][names[ord(sign)]].getCoordinates(typeface["glyf"])[0], sign
            compared += 1
    assert compared == 3 * len(SIGNS)


def test_line_in_two_fonts_is_one_line() -> None:
    rare = sample_words(at=AT, texts=Texts(), holder="Łukasz Škvorecký")
    made = blank_for(rare, SOLEMN.look).blank
    (shown,) = read_stamp(stamp(made, line(made, "Łukasz Š"), title="x"), made)
    assert (shown.text, shown.left) == ("Łukasz Š", 100.0)


@pytest.mark.parametrize(
    "more",
    [
        ["(Nguyen) Tj"],
        ["[<41>] TJ"],
        ["<41> '"],
        ["3 Tr"],
        ["/X Do"],
        ["BI"],
        ["/P BMC"],
        ["ET", "<41> Tj", "BT"],
        ["ET", "1 0 0 rg <41> Tj 0 0 m", "BT"],
        ["<00> Tj"],
        ["1 0 0 1 Tm"],
        ["BT"],
    ],
)
def test_what_no_stamp_is_made_of_is_refused(blank: Blank, more: list[str]) -> None:
    with pytest.raises(CannotRead):
        read_stamp(stamp(blank, line(blank, "A", *more), title="x"), blank)


def test_another_page_under_the_stamp_is_refused(blank: Blank) -> None:
    pdf = stamp(blank, line(blank, "A"), title="x")
    at = len(blank.head) // 2
    for changed in (pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :], pdf[:-40], pdf + b"%%EOF"):
        with pytest.raises(CannotRead):
            read_stamp(changed, blank)


def test_stream_is_the_one_of_the_table(blank: Blank) -> None:
    """A second stream put where a search would find it first changes nothing, or is refused."""
    pdf = stamp(blank, line(blank, "A"), title="x")
    false = zlib.compress("\n".join(line(blank, "B")).encode())
    cut = len(blank.head)
    with pytest.raises(CannotRead):
        read_stamp(pdf[:cut] + b"9 0 obj\nstream\n" + false + b"\nendstream\nendobj\n" + pdf[cut:], blank)


def test_file_is_whole(blank: Blank, tmp_path: Path) -> None:
    pdf = stamp(blank, line(blank, "A"), title="Giấy chứng nhận 0001/2026/GCN-SKHCN")
    reader = pypdf.PdfReader(io.BytesIO(pdf), strict=True)
    assert reader.metadata is not None
    assert reader.metadata.title == "Giấy chứng nhận 0001/2026/GCN-SKHCN"
    assert len(reader.pages) == 1
    if shutil.which("pdfinfo"):
        (tmp_path / "a.pdf").write_bytes(pdf)
        told = subprocess.run(["pdfinfo", tmp_path / "a.pdf"], capture_output=True, check=True, text=True)
        assert (told.stderr, "Pages:           1" in told.stdout) == ("", True)
