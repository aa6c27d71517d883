"""Reports: ordered by who may, made once, frozen, and counted again later from the facts."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from docx import Document
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from accounts.models import User
from certificates.models import Certificate
from courses.models import CoursePage
from coverage.models import Report, ReportCheck, ReportJob, ReportKind, Target
from coverage.reporting import agreeing
from coverage.reporting.agreeing import ask_to_check, check_next, differences
from coverage.reporting.heading import Head, place_of, symbol_of
from coverage.reporting.making import CannotOrder, make_next, order_report, try_again
from coverage.reporting.periods import due_on, period_in_words, since_of
from coverage.reporting.storing import read_file
from coverage.ruling import Rule, change_rule
from kit.pdf import read_pdf
from kit.text import fold
from tests.courses.study import at_once
from tests.coverage import facts
from tests.coverage.conftest import DAY
from tests.coverage.facts import day
from tests.database import unguarded
from workforce.models import Agency, Employment

NOW = facts.noon(DAY)
LIST = "/don-vi/bao-cao/"
NEW = "/don-vi/bao-cao/moi/"
HEAD = Head(
    parent_line="ỦY BAN NHÂN DÂN TỈNH",
    name_line="SỞ KHOA HỌC VÀ CÔNG NGHỆ",
    symbol="SKHCN",
    number="5",
    place="Lạng Sơn",
    addressee="Ủy ban nhân dân tỉnh",
    remarks="=HYPERLINK(1)\nĐường truyền ở xã còn yếu.",
    proposals="Mở thêm lớp ở xã.",
    recipients="Như trên;\nLưu: VT.",
    signatory_title="Giám đốc",
    signatory_name="Lương Thị Ánh",
)


@pytest.fixture
def world(target: Target, course: CoursePage, sen: User, learner: User, outsider: User) -> Target:
    """Đồng Đăng has two IT staff, one of them certified this year; Thất Khê has one, who is not."""
    facts.certify(sen, course, on="2026-03-01")
    return target


def order(by: User, agency: Agency, *, kind: str = ReportKind.YEARLY, **asked: Any) -> ReportJob:
    usual: dict[str, Any] = {"day": DAY, "since": None, "head": HEAD, "with_people": True, "at": NOW, "today": DAY}
    return order_report(kind=kind, agency=agency, by=by, **(usual | asked))


def made(by: User, agency: Agency, **asked: Any) -> Report:
    job = order(by, agency, **asked)
    assert make_next(at=NOW) == job
    return Report.objects.get(job=job)


# ── Periods and heads ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "on", "since", "words"),
    [
        ("yearly", "2026-11-30", "2025-12-31", "năm 2026"),
        ("monthly", "2026-11-30", "2026-10-31", "tháng 11 năm 2026"),
        ("monthly", "2026-01-01", "2025-12-31", "tháng 1 năm 2026"),
        ("ad_hoc", "2026-11-22", "2026-06-30", "từ ngày 01/07/2026 đến ngày 22/11/2026"),
    ],
)
def test_period_begins_where_the_plans_say(kind: str, on: str, since: str, words: str) -> None:
    begin = since_of(kind, day(on), day("2026-06-30"))
    assert (begin, period_in_words(kind, begin, day(on))) == (day(since), words)


def test_only_the_yearly_report_has_a_day_in_the_plans() -> None:
    assert (due_on("yearly", DAY), due_on("monthly", DAY)) == (dt.date(2026, 12, 10), None)


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("Sở Khoa học và Công nghệ", "SKHCN"),
        ("UBND xã Đồng Đăng", "UBND"),
        ("Ủy ban nhân dân phường Tam Thanh", "UBND"),
        ("Văn phòng UBND tỉnh", "VPUT"),
    ],
)
def test_symbol_is_taken_from_the_name(name: str, symbol: str) -> None:
    assert symbol_of(name) == symbol


def test_place_is_the_commune_or_else_the_province(province: Agency, commune: Agency) -> None:
    province.name = "Ủy ban nhân dân tỉnh Lạng Sơn"
    assert place_of(commune, province) == "Đồng Đăng"
    assert place_of(Agency(name="Sở Nội vụ"), province) == "Lạng Sơn"


# ── Making ────────────────────────────────────────────────────────────────────────────────────


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


# ── Frozen, and counted again ─────────────────────────────────────────────────────────────────


def test_written_report_cannot_be_changed_or_deleted(world: Target, sen: User, commune: Agency) -> None:
    report = made(sen, commune)
    for change in (lambda: Report.objects.update(figures={}), lambda: Report.objects.filter(pk=report.pk).delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Report.objects.get().figures == report.figures


def test_same_report_comes_out_after_the_facts_went_on(
    world: Target, course: CoursePage, officer: User, sen: User, learner: User, province: Agency, other_commune: Agency
) -> None:
    """Certified, moved, hired and gone since, and counted in another way since: the days of the report are the same."""
    first = made(officer, province, day=day("2026-06-30"), today=DAY)
    facts.certify(learner, course, on="2026-07-05")
    Employment.objects.filter(person=sen).update(ends_on=day("2026-08-01"))
    facts.employ(sen, other_commune, since="2026-08-01", it=True)
    facts.employ(facts.make_person(), other_commune, since="2026-09-01", it=True)
    other = Rule(population="staff", numerator="trained", courses=[course.code])
    change_rule(target=world, rule=other, since=day("2026-10-01"), reason="thử", by=officer, at=NOW)
    second = made(officer, province, day=day("2026-06-30"), today=DAY)
    assert second.figures == first.figures
    assert second.words["body"] == first.words["body"]
    assert said_otherwise(first) == []


def test_fact_written_down_late_is_named(
    world: Target, course: CoursePage, officer: User, learner: User, province: Agency
) -> None:
    report = made(officer, province)
    facts.certify(learner, course, on="2026-05-01")
    assert said_otherwise(report) == [
        "khóa học hoàn thành trong kỳ: báo cáo ghi 1, nay là 2.",
        "LS-334-02: đã đạt: báo cáo ghi 1, nay là 2.",
        "LS-334-02: UBND xã Đồng Đăng: khi đó 1 trên 2, nay 2 trên 2.",
        "LS-334-02: diễn biến giữa hai ngày nay khác.",
    ]


def test_other_people_behind_the_same_number_are_noticed(
    world: Target, officer: User, sen: User, learner: User, province: Agency
) -> None:
    report = made(officer, province)
    with unguarded("certificates_certificate"):
        Certificate.objects.update(person=learner)
    assert said_otherwise(report) == [
        "LS-334-02: số liệu như cũ, nhưng người, ngày hoặc giấy đằng sau không còn như cũ."
    ]


def said_otherwise(report: Report) -> list[str]:
    """What is found when `report` is counted again in the background."""
    asked = ask_to_check(report=report, by=report.job.by, at=NOW)
    check = check_next(at=NOW)
    assert (check, check and check.state) == (asked, "done")
    return differences(report, check.figures)  # type: ignore[union-attr, arg-type]


def test_counting_again_is_asked_for_once_and_kept(world: Target, officer: User, sen: User, province: Agency) -> None:
    report = made(officer, province)
    first = ask_to_check(report=report, by=officer, at=NOW)
    assert ask_to_check(report=report, by=sen, at=NOW) == first
    counted = check_next(at=NOW)
    assert counted == first
    assert (counted.state, counted.done, counted.steps, counted.figures) == ("done", 2, 2, report.figures)
    assert check_next(at=NOW) is None
    # What was found stays; who asks again gets another.
    assert ask_to_check(report=report, by=sen, at=NOW) != first
    assert list(report.checks.order_by("pk").values_list("by", "state")) == [(officer.pk, "done"), (sen.pk, "waiting")]
    assert ModelLogEntry.objects.filter(action="coverage.check_report").count() == 2


def test_counting_again_that_goes_wrong_is_tried_three_times(
    world: Target, officer: User, province: Agency, caplog: Any
) -> None:
    report = made(officer, province)
    with unguarded("coverage_report"):
        Report.objects.update(figures={"targets": [{}]})  # damaged in the database
    check = ask_to_check(report=report, by=officer, at=NOW)
    assert [check_next(at=NOW).state for _turn in range(3)] == ["waiting", "waiting", "failed"]  # type: ignore[union-attr]
    assert check_next(at=NOW) is None
    assert ask_to_check(report=report, by=officer, at=NOW) != check
    assert {record.message for record in caplog.records} == {f"Counting report {report.pk} again failed"}


def test_a_counter_that_died_is_replaced_and_writes_nothing(world: Target, officer: User, province: Agency) -> None:
    report = made(officer, province)
    check = ask_to_check(report=report, by=officer, at=NOW)
    late = NOW + dt.timedelta(hours=2)
    ReportCheck.objects.update(state="making", attempts=1, taken_at=NOW)  # its process is gone
    check.refresh_from_db()
    assert check_next(at=NOW) is None
    assert check_next(at=late) == check
    agreeing._count(check, NOW)  # the dead one wakes up
    check.refresh_from_db()
    assert (check.counted_at, check.attempts) == (late, 2)


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_and_two_who_count_at_once(
    broken_broker: None, world: Target, officer: User, province: Agency
) -> None:
    report = made(officer, province)
    asked = at_once(4, lambda _number: ask_to_check(report=report, by=officer, at=NOW))
    assert {one.pk for one in asked} == {ReportCheck.objects.get().pk}
    counted = at_once(4, lambda _number: check_next(at=NOW))
    assert [one for one in counted if one is not None] == [ReportCheck.objects.get()]
    check = ReportCheck.objects.get()
    assert (check.state, check.attempts, check.figures) == ("done", 1, report.figures)


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────


def typed(agency: Agency, **more: str) -> dict[str, str]:
    return {**HEAD.to_json(), "kind": "yearly", "agency": agency.code, "day": "2026-11-22", "with_people": "on", **more}


def test_officer_orders_a_report_and_reads_it(
    client: Client, world: Target, sen: User, commune: Agency, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    client.force_login(sen)
    assert client.get(NEW).context["form"].initial["name_line"] == "ỦY BAN NHÂN DÂN XÃ ĐỒNG ĐĂNG"
    response = client.post(NEW, typed(commune))
    job = ReportJob.objects.get()
    assert response["Location"] == f"{LIST}dang-lap/{job.pk}/"
    assert client.get(response["Location"]).context["job"] == job
    make_next(at=NOW)
    page = f"{LIST}{job.report.pk}/"
    assert client.get(response["Location"])["Location"] == page
    assert client.get(response["Location"], headers={"HX-Request": "true"})["HX-Redirect"] == page
    assert [part.code for part in client.get(page).context["parts"]] == ["LS-334-02"]
    assert client.get(page).context["check"] is None
    assert client.post(f"{page}doi-chieu/")["Location"] == f"{page}#doi-chieu"
    assert client.get(page).context["check"].state == "waiting"
    check_next(at=NOW)
    shown = client.get(f"{page}doi-chieu/", headers={"HX-Request": "true"})
    assert (shown.context["check"].state, shown.context["differences"]) == ("done", [])
    assert client.get(f"{page}doi-chieu/").status_code == 302
    assert [row.url for row in client.get(LIST).context["rows"]] == [page]
    for form in job.report.files:
        answer = client.get(f"{page}tep/{form}/")
        assert answer.content == read_file(job.report, form=form)
        assert answer["Content-Disposition"] == f'attachment; filename="bao-cao-06184-2026-11-22.{form}"'
    taken = ModelLogEntry.objects.filter(action="coverage.take_report", user=sen)
    assert {entry.data["format"] for entry in taken} == {"docx", "xlsx", "pdf", "csv"}
    assert client.get(f"{page}tep/exe/").status_code == 404


def test_form_refuses_another_agency_and_a_day_to_come(
    client: Client, world: Target, sen: User, commune: Agency, other_commune: Agency
) -> None:
    client.force_login(sen)
    assert sorted(client.post(NEW, typed(other_commune, day="2999-01-01")).context["form"].errors) == ["agency", "day"]
    backwards = client.post(NEW, typed(commune, kind="ad_hoc", since="2026-11-22"))
    assert backwards.context["form"].errors["__all__"] == ["Kỳ báo cáo phải bắt đầu trước ngày lấy số liệu."]
    assert ReportJob.objects.count() == 0


@pytest.mark.parametrize("status", [404, 403, 302])
def test_others_are_refused(
    status: int, client: Client, world: Target, sen: User, commune: Agency, outsider: User, learner: User
) -> None:
    report = made(sen, commune)
    waiting = order(sen, commune)
    if person := {404: outsider, 403: learner}.get(status):
        client.force_login(person)
    page, job = f"{LIST}{report.pk}/", f"{LIST}dang-lap/{waiting.pk}/"
    for address in (page, f"{page}doi-chieu/", f"{page}tep/docx/", f"{page}tep/xlsx/", job):
        assert client.get(address).status_code == status
    assert client.post(f"{job}lap-lai/").status_code == status
    assert client.post(f"{page}doi-chieu/").status_code == status
    assert ReportCheck.objects.count() == 0
    if status == 404:
        assert client.get(LIST).context["rows"] == []


def test_list_costs_the_same_for_one_and_three(
    client: Client, world: Target, sen: User, commune: Agency, settings: Any, django_assert_num_queries: Any
) -> None:
    # The same number with and without Redis.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    client.force_login(sen)
    made(sen, commune)
    client.get(LIST)
    for _again in range(2):
        with django_assert_num_queries(6):
            client.get(LIST)
        made(sen, commune, head=replace(HEAD, number="6"))
        made(sen, commune)
