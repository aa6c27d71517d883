"""A report is ordered by who may, and made once, in four forms that say the same."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from accounts.models import User
from coverage.models import Report, ReportJob, Target
from coverage.reporting.making import CannotOrder, make_next, try_again
from coverage.reporting.storing import read_file
from kit.pdf import read_pdf
from kit.text import fold
from tests.coverage import facts
from tests.coverage.conftest import DAY
from tests.coverage.reporting.ordering import NOW, made, order
from workforce.models import Agency


def test_report_holds_figures_words_and_four_files(world: Target, officer: User, province: Agency) -> None:
    report = made(officer, province)
    [figure] = report.figures["targets"]
    assert (figure["achieved"], figure["population"], figure["agencies"]) == (
        1,
        3,
        [["06184", "UBND xã Đồng Đăng", 2, 1], ["06001", "UBND xã Thất Khê", 1, 0]],
    )
    assert figure["parts"] == [["moi-dat", 0, 1]]
    assert (report.figures["staff"]["total"], report.figures["courses"][0]["papers"]) == (3, 1)
    assert report.words["number"] == "Số: 05/BC-SKHCN"
    assert report.words["place_and_date"] == "Lạng Sơn, ngày 22 tháng 11 năm 2026"
    assert {form: len(read_file(report, form=form)) for form in report.files} == {
        form: kept["size"] for form, kept in report.files.items()
    }
    assert sorted(report.files) == ["csv", "docx", "pdf", "xlsx"]


def test_document_is_laid_out_as_the_decree_asks(world: Target, officer: User, province: Agency) -> None:
    paper = Document(io.BytesIO(read_file(made(officer, province), form="docx")))
    section = paper.sections[0]
    page = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    sides = (section.left_margin, section.right_margin)
    assert [round(length.mm) for length in (*page, *sides) if length] == [210, 297, 20, 20, 30, 15]
    assert (paper.styles["Normal"].font.name, paper.styles["Normal"].font.size.pt) == ("Times New Roman", 13)
    left, right = (cell.text.split("\n") for cell in paper.tables[0].rows[0].cells)
    assert left == ["ỦY BAN NHÂN DÂN TỈNH", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "", "Số: 05/BC-SKHCN"]
    assert right == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "",
        "Lạng Sơn, ngày 22 tháng 11 năm 2026",
    ]
    foot = [cell.text.split("\n") for cell in paper.tables[-2].rows[0].cells]
    assert foot == [["Nơi nhận:", "- Như trên;", "- Lưu: VT."], ["GIÁM ĐỐC", "Lương Thị Ánh"]]
    chapters = [line.text for line in paper.paragraphs if line.text[:3] in ("I. ", "II.", "III", "IV.", "V. ")]
    assert chapters == [
        "I. TÌNH HÌNH CHUNG",
        "II. KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU",
        "III. DỰ BÁO VÀ ĐƠN VỊ CẦN QUAN TÂM",
        "IV. TỒN TẠI, NGUYÊN NHÂN",
        "V. ĐỀ XUẤT, KIẾN NGHỊ",
    ]
    last = [[cell.text for cell in row.cells] for row in paper.tables[-1].rows]
    assert last[1:] == [
        ["1", "UBND xã Đồng Đăng", "2", "1", "50%", "0"],
        ["2", "UBND xã Thất Khê", "1", "0", "0%", "1"],
        ["", "Tổng số", "3", "1", "33,3%", "1"],
    ]


def test_pdf_says_the_same_and_embeds_its_type(world: Target, officer: User, province: Agency) -> None:
    report = made(officer, province)
    read = read_pdf(read_file(report, form="pdf"))
    text = " ".join(read.words)
    assert read.fonts_not_embedded == []
    for block in report.words["body"]:
        for line in [block["text"]] if "text" in block else [cell for row in block["rows"] for cell in row]:
            assert " ".join(line.split()) in text


def test_workbook_has_charts_people_and_no_formula(
    world: Target, officer: User, province: Agency, commune: Agency
) -> None:
    facts.employ(facts.make_person("=1+1"), commune, it=True)
    book: Any = load_workbook(io.BytesIO(read_file(made(officer, province), form="xlsx")))
    assert book.sheetnames == [
        "Tổng hợp",
        "Đơn vị LS-334-02",
        "Diễn biến LS-334-02",
        "Người LS-334-02",
        "Về báo cáo này",
    ]
    assert [len(sheet._charts) for sheet in book] == [1, 1, 1, 0, 0]
    names = [row[0].value for row in book["Người LS-334-02"]]
    assert names == ["Họ và tên", *sorted(names[1:], key=lambda name: fold(str(name)))]
    assert {*names[1:]} == {"=1+1", "Hoàng Thị Sen", "Đinh Thị Lan", "Lý Văn Ơn"}
    assert {cell.data_type for sheet in book for row in sheet for cell in row} <= {"s", "n", "d"}


def test_names_stay_out_when_the_officer_says_so(world: Target, officer: User, province: Agency) -> None:
    book = load_workbook(io.BytesIO(read_file(made(officer, province, with_people=False), form="xlsx")))
    assert [name for name in book.sheetnames if name.startswith("Người")] == []


def test_csv_has_a_row_for_each_agency(world: Target, officer: User, province: Agency) -> None:
    text = read_file(made(officer, province), form="csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [(row[1], row[5], row[6], row[7]) for row in rows[1:]] == [
        ("", "3", "1", "33.3"),
        ("06184", "2", "1", "50.0"),
        ("06001", "1", "0", "0.0"),
    ]


def test_report_of_one_agency_has_no_appendix_and_no_other_agency(world: Target, sen: User, commune: Agency) -> None:
    report = made(sen, commune)
    assert [block["kind"] for block in report.words["body"] if block["kind"] == "appendix"] == []
    assert "Thất Khê" not in str(report.words) + str(report.figures)


def test_report_without_targets_says_so(officer: User, province: Agency, sen: User) -> None:
    report = made(officer, province)
    texts = [block.get("text") for block in report.words["body"]]
    assert "Không có chỉ tiêu nào đang trong thời hạn thực hiện mà hệ thống đếm được." in texts


def test_what_cannot_be_ordered_is_refused(world: Target, sen: User, commune: Agency, province: Agency) -> None:
    for agency, asked in (
        (province, {}),
        (commune, {"day": DAY + dt.timedelta(days=1)}),
        (commune, {"kind": "ad_hoc", "since": DAY}),
    ):
        with pytest.raises(CannotOrder):
            order(sen, agency, **asked)
    assert ReportJob.objects.count() == 0


def test_report_that_cannot_be_made_is_tried_three_times_and_then_again_by_hand(
    world: Target, sen: User, commune: Agency, settings: Any
) -> None:
    job = order(sen, commune)
    settings.PDF_FONT_DIR = "nowhere"
    states = [(made.state, made.attempts) for _turn in range(3) if (made := make_next(at=NOW))]
    assert states == [("waiting", 1), ("waiting", 2), ("failed", 3)]
    assert (make_next(at=NOW), Report.objects.count()) == (None, 0)
    settings.PDF_FONT_DIR = settings.NODE_PACKAGES / "@expo-google-fonts/be-vietnam-pro"
    try_again(job=job, by=sen, at=NOW)
    assert make_next(at=NOW) == job
    assert Report.objects.get().job == job


def test_order_whose_maker_died_is_taken_again(world: Target, sen: User, commune: Agency) -> None:
    job = order(sen, commune)
    ReportJob.objects.filter(pk=job.pk).update(state="making", taken_at=NOW, attempts=1)
    assert make_next(at=NOW + dt.timedelta(minutes=14)) is None
    assert make_next(at=NOW + dt.timedelta(minutes=16)) == job
    assert Report.objects.get().job.state == "done"
