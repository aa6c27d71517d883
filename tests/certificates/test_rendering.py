"""A PDF says exactly the frozen words, on one page, in embedded type; or there is none."""

import dataclasses
import datetime as dt
import io
import itertools
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pypdf
import pytest
import zxingcpp
from PIL import Image

from certificates.designing import LONGEST_NAME
from certificates.fitting import CannotFit, fit
from certificates.layout import ASCENT, LEADING, compose
from certificates.rendering import CannotRender, check_address, refuse_difference, render
from certificates.sample import make_sample, sample_facts
from certificates.sheets import sheet_of
from certificates.words import Words, put_into_words
from kit.pdf import BOLD, CannotMakePdf, FontsMissing, html_to_pdf, read_pdf, text_width
from tests.certificates.conftest import AT

LONG_AGENCY = "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lạng Sơn và các tổ chức chính trị - xã hội"
LONG_COURSE = (
    "Nâng cao kỹ năng khai thác, phân tích dữ liệu và ứng dụng trí tuệ nhân tạo có đạo đức và trách nhiệm "
    "trong hoạt động của cơ quan nhà nước các cấp tỉnh Lạng Sơn"
)
CODE = "7QF29KXMABCDEFGHJKMNPQRSTV"


def words(**changes: Any) -> Words:
    return put_into_words(dataclasses.replace(sample_facts(at=AT), is_sample=False, code=CODE, **changes))


def paper(**changes: Any) -> bytes:
    return render(words(**changes), address=check_address(CODE))


def needs(program: str) -> None:
    """Skip where `program` is not installed; CI has it."""
    if shutil.which(program) is None and not os.environ.get("CI"):
        pytest.skip(f"{program} is not installed: sudo apt-get install poppler-utils")


def test_paper_says_its_words_and_nothing_else() -> None:
    facts = read_pdf(paper())
    assert facts.words == " ".join(words().printed()).split()
    assert (facts.pages, facts.fonts_not_embedded, facts.text_in_drawings) == (1, [], False)


def test_poppler_reads_the_same_words(tmp_path: Path) -> None:
    needs("pdftotext")
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper())
    read = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True).stdout.decode()
    assert sorted(read.split()) == sorted(" ".join(words().printed()).split())


def test_all_fonts_are_embedded(tmp_path: Path) -> None:
    needs("pdffonts")
    file = tmp_path / "paper.pdf"
    file.write_bytes(paper())
    lines = subprocess.run(["pdffonts", str(file)], capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert sorted(line.split()[0].partition("+")[2] for line in lines) == [
        "BeVietnamPro-Bold",
        "BeVietnamPro-Italic",
        "BeVietnamPro-Regular",
    ]
    assert {tuple(line.split()[-5:-2]) for line in lines} == {("yes", "yes", "yes")}


def test_qr_code_holds_the_address(tmp_path: Path) -> None:
    needs("pdftoppm")
    (tmp_path / "paper.pdf").write_bytes(make_sample(at=AT))
    subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", tmp_path / "paper.pdf", tmp_path / "paper"],
        check=True,
    )
    with Image.open(tmp_path / "paper.png") as picture:
        found = zxingcpp.read_barcodes(picture)
    assert [code.text for code in found] == [check_address("MAVMAVMAVMAVMAVMAVMAVMAVMA")]


def test_sample_is_marked_and_needs_no_row(db: None) -> None:
    # After the words of Quốc hiệu and Tiêu ngữ, which are the blank's.
    assert read_pdf(make_sample(at=AT)).words[16] == "MẪU"


@pytest.mark.parametrize(
    "changes",
    [
        {"holder": "Lý A", "post": "", "score_percent": None, "level": 0, "scale": 0},
        {"holder": "Công Tằng Tôn Nữ Hoàng Thị Phương Nguyễn Thùy Dương Quỳnh Trâm"},
        {"post": f"Chuyên viên phụ trách chuyển đổi số, {LONG_AGENCY}", "course": LONG_COURSE},
        {
            "holder": "Công Tằng Tôn Nữ Hoàng Thị Phương Nguyễn Thùy Dương Quỳnh Trâm",
            "post": f"Chuyên viên chính phụ trách chuyển đổi số và an toàn thông tin mạng, {LONG_AGENCY}",
            "course": LONG_COURSE,
            "name_line": LONG_AGENCY.upper(),
            "issuer": LONG_AGENCY,
            "signatory_title": "KT. Chủ tịch Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Phó Chủ tịch",
            "replaces_number": "12345/2026/GCN-UBMTTQVN-CTCTXH",
            "number": "12346/2026/GCN-UBMTTQVN-CTCTXH",
            "expires_on": AT.date(),
        },
        {"holder": " ".join(["Nguyễn"] * 17)},
    ],
    ids=["shortest", "long name", "long course", "everything long", "119 characters"],
)
def test_short_and_long_words_stay_on_one_page(changes: dict[str, Any]) -> None:
    said = words(**changes)
    assert read_pdf(render(said, address="x")).words == " ".join(said.printed()).split()


@pytest.mark.parametrize("name", ["Nguyễn" * 50, " ".join(["Nguyễn"] * 60)], ids=["no spaces", "420 characters"])
def test_name_too_long_for_the_paper_is_refused(name: str) -> None:
    with pytest.raises(CannotRender):
        paper(holder=name)


@pytest.mark.parametrize("name", ["Lý 😀 A", "李 A", "لي A", "Lý \u0e01 A"], ids=["emoji", "han", "arabic", "thai"])
def test_sign_that_the_typeface_lacks_is_refused(name: str) -> None:
    with pytest.raises(CannotRender):
        paper(holder=name)


@pytest.mark.parametrize(
    "name",
    [
        "<img src=http://127.0.0.1:9/x>",
        "<img src='/etc/passwd'>",
        "<pdf:nextpage/>",
        "<script>alert(1)</script>",
        "[[[getattr(pow,'__self__')]]]",
        "{{7*7}} {% now 'Y' %}",
        "</p></body> A & B &lt;b&gt;",
        "@import url(file:///etc/passwd);",
    ],
)
def test_markup_in_a_name_is_printed_as_text(name: str) -> None:
    assert words(holder=name).holder == name
    assert " ".join(read_pdf(paper(holder=name)).words).count(name) == 1


def test_missing_typeface_is_noticed_although_it_was_loaded_before(settings: Any, tmp_path: Path) -> None:
    paper()
    settings.PDF_FONT_DIR = tmp_path
    with pytest.raises(FontsMissing):
        paper()


def test_difference_is_refused() -> None:
    pdf = paper()
    refuse_difference(pdf, words())
    for changes in ({"holder": "Nông Thị Ánh Nguyệt A"}, {"holder": "Nông Thị Ánh"}, {"score_percent": 89}):
        with pytest.raises(CannotRender):
            refuse_difference(pdf, words(**changes))


def test_second_page_is_refused() -> None:
    writer = pypdf.PdfWriter()
    for _copy in range(2):
        writer.append(io.BytesIO(paper()))
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(CannotRender):
        refuse_difference(out.getvalue(), words())


@pytest.mark.parametrize(
    "html",
    [
        '<p>a</p><img src="http://127.0.0.1:9/x.png"/>',
        '<p>a</p><img src="/etc/passwd"/>',
        '<p>a</p><img src="file:///etc/passwd"/>',
        '<style>@import url("http://127.0.0.1:9/x.css");</style><p>a</p>',
        '<style>@font-face {font-family: x; src: url("/etc/passwd")}</style><p>a</p>',
        '<p style="font-family: Nowhere">a</p>',
        "<p>一</p>",
    ],
)
def test_page_that_reaches_out_or_lacks_type_is_refused(html: str) -> None:
    with pytest.raises(CannotMakePdf):
        html_to_pdf(f"<html><body>{html}</body></html>", title="x")


def test_plain_page_is_made() -> None:
    facts = read_pdf(html_to_pdf("<html><body><p>Đây là <b>một</b> trang</p></body></html>", title="x"))
    assert (facts.words, facts.pages, facts.fonts_not_embedded) == (["Đây", "là", "một", "trang"], 1, [])


@pytest.mark.parametrize("portrait", [False, True], ids=["landscape", "portrait"])
@pytest.mark.parametrize("host", ["https://hoahoi.example", "https://hoc-va-thi.chuyen-doi-so.tinh-lang-son.example"])
def test_paper_that_says_everything_has_no_words_upon_others(portrait: bool, host: str, settings: Any) -> None:
    settings.BASE_URL = host
    full = words(
        holder=LONGEST_NAME,
        course=LONG_COURSE,
        signatory_title="KT. Giám đốc Phó Giám đốc",
        expires_on=dt.date(2028, 12, 6),
        replaces_number="0042/2026/GCN-SKHCN",
    )
    places = [
        (one.left, one.left + text_width(one.text, one.face, one.size), one.baseline - one.size * ASCENT, one)
        for one in compose(full, sheet_of(portrait=portrait)).placed()
    ]
    for (left, right, top, one), (other_left, other_right, other_top, other) in itertools.combinations(places, 2):
        beside = right <= other_left or other_right <= left
        above = top + one.size * LEADING <= other_top + 0.01 or other_top + other.size * LEADING <= top + 0.01
        assert beside or above, (one.text, other.text)


def test_lines_are_of_even_length() -> None:
    fitted = fit(LONG_COURSE, BOLD, largest=20, smallest=12, width=640, most_lines=3)
    widths = [text_width(line, BOLD, fitted.size) for line in fitted.lines]
    assert " ".join(fitted.lines) == LONG_COURSE
    assert max(widths) <= 640
    assert min(widths) > 0.8 * max(widths)


def test_text_that_fits_nowhere_is_refused() -> None:
    with pytest.raises(CannotFit):
        fit("Nguyễn" * 30, BOLD, largest=20, smallest=12, width=300, most_lines=5)
