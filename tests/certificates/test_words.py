"""The words of a paper: what they say, that they are frozen, and what they refuse."""

import dataclasses
import datetime as dt
import unicodedata
from typing import Any

import pytest

from accounts.models import User
from certificates.facts import facts_of, full_name_of
from certificates.models import Award, Certificate, Issuer
from certificates.rules import expires_on, last_valid_day, local_day, next_try_after, number_of
from certificates.sample import sample_facts
from certificates.words import CannotPrint, Words, in_groups, place_and_date, put_into_words
from courses.models import CoursePage
from tests.certificates.conftest import AT, DAY, Completes
from workforce.models import Agency, Employment

FACTS = dataclasses.replace(sample_facts(at=AT), is_sample=False)


def words(**changes: Any) -> Words:
    return put_into_words(dataclasses.replace(FACTS, **changes))


def test_words_stand_as_printed(paper: Certificate, settings: Any) -> None:
    assert Words.from_json(paper.words).printed() == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "bậc 5 trên 8",
        "GIẤY CHỨNG NHẬN",
        "HOÀN THÀNH KHÓA HỌC",
        "Giám đốc Sở Khoa học và Công nghệ tỉnh Lạng Sơn chứng nhận",
        "Nông Thị Ánh Nguyệt",
        "Chuyên viên, Sở Khoa học và Công nghệ",
        "đã hoàn thành khóa học",
        "Quản trị dữ liệu cơ bản",
        "từ ngày 26/10/2026 đến ngày 05/12/2026, kết quả 88%",
        "Số: 0001/2026/GCN-SKHCN",
        "Có giá trị đến hết ngày 05/12/2028",
        f"Kiểm tra tại {settings.BASE_URL.partition('//')[2]}/kiem-tra",
        in_groups(paper.code),
        "hoặc quét mã QR bằng điện thoại",
        "Lạng Sơn, ngày 05 tháng 12 năm 2026",
        "GIÁM ĐỐC",
        "ĐÃ KÝ SỐ",
        "Sở Khoa học và Công nghệ tỉnh Lạng Sơn",
        "09:14 ngày 05/12/2026",
        "Hoàng Minh Tuấn",
        "Chữ ký số thử nghiệm: cho biết giấy có bị sửa hay không, không có giá trị pháp lý.",
    ]


def test_words_stay_when_the_records_change(
    paper: Certificate, nguyet: User, governance: CoursePage, issuer: Issuer
) -> None:
    nguyet.full_name = "Tên Khác"
    nguyet.save()
    governance.title = "Khóa khác"
    governance.save()
    issuer.signatory_name = "Người Khác"
    issuer.save()
    paper.refresh_from_db()
    kept = Words.from_json(paper.words)
    assert (kept.holder, kept.course, kept.signatory_name) == (
        "Nông Thị Ánh Nguyệt",
        "Quản trị dữ liệu cơ bản",
        "Hoàng Minh Tuấn",
    )


def test_words_survive_json() -> None:
    assert Words.from_json({**words().to_json(), "of_a_later_version": "x"}) == words()


def test_citizen_has_no_post(award: Award, complete: Completes, tan: User) -> None:
    assert put_into_words(_facts(complete(tan), award)).post == ""


def test_post_is_that_of_the_day_of_completion(award: Award, complete: Completes, nguyet: User) -> None:
    completion = complete(nguyet)
    assert _facts(completion, award).post == "Chuyên viên, Sở Khoa học và Công nghệ"
    Employment.objects.filter(person=nguyet).update(ends_on=DAY)
    assert _facts(completion, award).post == ""


def test_chung_chi_is_for_authorised_issuers_only() -> None:
    assert words().title == "GIẤY CHỨNG NHẬN"
    assert words(is_chung_chi=True).title == "CHỨNG CHỈ"


def test_recognised_key_needs_no_warning() -> None:
    assert words().note != ""
    assert words(has_legal_value=True).note == ""


def test_replacement_names_the_paper_it_stands_for() -> None:
    assert words(replaces_number="0007/2026/GCN-SKHCN").replaces == "Thay cho giấy số 0007/2026/GCN-SKHCN"


def test_deputy_signs_for_the_body() -> None:
    assert words(signatory_title="KT. Giám đốc Phó Giám đốc").certifier == f"{FACTS.issuer} chứng nhận"


def test_course_of_one_day_without_test_says_just_the_day() -> None:
    assert words(started_on=FACTS.completed_on, score_percent=None).period == "ngày 06/03/2026"


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (dt.date(2026, 12, 5), "Lạng Sơn, ngày 05 tháng 12 năm 2026"),
        (dt.date(2026, 2, 28), "Lạng Sơn, ngày 28 tháng 02 năm 2026"),
        (dt.date(2026, 3, 9), "Lạng Sơn, ngày 09 tháng 3 năm 2026"),
        (dt.date(2026, 10, 10), "Lạng Sơn, ngày 10 tháng 10 năm 2026"),
    ],
)
def test_place_and_date_are_written_as_the_decree_says(day: dt.date, line: str) -> None:
    assert place_and_date("Lạng Sơn", day) == line


def test_decomposed_text_is_joined() -> None:
    apart = unicodedata.normalize("NFD", "Nguyễn Thị Hường")
    assert words(holder=apart) == words(holder="Nguyễn Thị Hường")


def test_spaces_and_line_breaks_become_one_space() -> None:
    assert words(holder="  Lý\u00a0\n Thị\tA ").holder == "Lý Thị A"


@pytest.mark.parametrize(
    "name",
    [
        "Lý \u202eA",  # right-to-left override
        "Lý\u200b A",  # zero width space
        "Lý\u00adA",  # soft hyphen
        "Lý\x00A",
        "Lý\x1b[31mA",
        "Lý\ue000A",  # private use
        "Lý q\u0303A",  # a mark that no letter takes up
        "",
        "  ",
    ],
)
def test_unprintable_name_is_refused(name: str) -> None:
    with pytest.raises(CannotPrint):
        words(holder=name)


def test_unprintable_course_title_is_refused() -> None:
    with pytest.raises(CannotPrint, match=r"U\+202E"):
        words(course="Khóa \u202ehọc")


def test_agency_is_named_with_its_province() -> None:
    def name(text: str, kind: str) -> str:
        return full_name_of(Agency(name=text, kind=kind))

    assert name("Sở Nội vụ", "department") == "Sở Nội vụ tỉnh Lạng Sơn"
    assert name("UBND xã Đồng Đăng", "commune") == "UBND xã Đồng Đăng, tỉnh Lạng Sơn"
    assert name("Ủy ban nhân dân tỉnh Lạng Sơn", "province") == "Ủy ban nhân dân tỉnh Lạng Sơn"


@pytest.mark.parametrize(
    ("issued", "months", "first_day_no_longer"),
    [
        (dt.date(2026, 12, 5), None, None),
        (dt.date(2026, 12, 5), 24, dt.date(2028, 12, 6)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 3, 1)),
        (dt.date(2027, 8, 31), 6, dt.date(2028, 3, 1)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 3, 1)),
        (dt.date(2026, 12, 31), 12, dt.date(2028, 1, 1)),
        (dt.date(2026, 11, 30), 1, dt.date(2026, 12, 31)),
    ],
)
def test_paper_ends_with_the_corresponding_day(
    issued: dt.date, months: int | None, first_day_no_longer: dt.date | None
) -> None:
    assert expires_on(issued, months) == first_day_no_longer


def test_last_valid_day_is_the_day_before() -> None:
    assert last_valid_day(dt.date(2028, 3, 1)) == dt.date(2028, 2, 29)


def test_local_day_is_that_of_vietnam() -> None:
    assert local_day(dt.datetime(2026, 12, 31, 17, 0, tzinfo=dt.UTC)) == dt.date(2027, 1, 1)


def test_numbers_have_four_digits_or_more() -> None:
    assert number_of(7, 2026, "GCN-SKHCN") == "0007/2026/GCN-SKHCN"
    assert number_of(12345, 2026, "GCN-SKHCN") == "12345/2026/GCN-SKHCN"


def test_waits_grow_and_end_at_a_day() -> None:
    assert [next_try_after(n).total_seconds() / 60 for n in (1, 2, 3, 9)] == [1, 4, 16, 1440]


def _facts(completion: Any, award: Award) -> Any:
    return facts_of(
        completion=completion,
        issuer=award.issuer,
        number="0001/2026/GCN-SKHCN",
        code="7QF29KXMABCDEFGHJKMNPQRSTV",
        issued_at=AT,
        expires_on=None,
        has_legal_value=False,
    )
