import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from courses.models import CoursePage
from coverage.models import Target
from tests.coverage import facts


def run(*words: str) -> str:
    out = StringIO()
    call_command("coverage", *words, stdout=out, stderr=out)
    return out.getvalue()


def test_json_is_as_promised(target: Target, sen: User, learner: User, outsider: User, course: CoursePage) -> None:
    paper = facts.certify(sen, course, on="2026-03-01")
    words = ["LS-334-02", "--date", "2026-11-22", "--agency", "20", "--people", "--json"]
    person = {"position": "Chuyên viên", "achieved": False, "achieved_on": None, "number": None}
    assert json.loads(run(*words)) == {
        "target": "LS-334-02",
        "date": "2026-11-22",
        "agency": "20",
        "population": 3,
        "achieved": 1,
        "percent": 33.3,
        "needed": 1,
        "agencies": [
            {"code": "06184", "name": "UBND xã Đồng Đăng", "population": 2, "achieved": 1, "percent": 50.0},
            {"code": "06001", "name": "UBND xã Thất Khê", "population": 1, "achieved": 0, "percent": 0.0},
        ],
        "people": [
            person | {"name": "Đinh Thị Lan", "username": "lan", "agency": "06184"},
            person
            | {"name": "Hoàng Thị Sen", "username": "sen", "agency": "06184"}
            | {"achieved": True, "achieved_on": "2026-03-01", "number": paper.number},
            person | {"name": "Lý Văn Ơn", "username": "on", "agency": "06001"},
        ],
    }


def test_json_names_nobody_unless_asked_and_has_no_percent_of_nobody(target: Target) -> None:
    assert json.loads(run("LS-334-02", "--date", "2026-11-22", "--json")) == {
        "target": "LS-334-02",
        "date": "2026-11-22",
        "agency": None,
        "population": 0,
        "achieved": 0,
        "percent": None,
        "needed": 0,
        "agencies": [],
    }


def test_text_is_for_reading(target: Target, sen: User, learner: User, course: CoursePage) -> None:
    paper = facts.certify(sen, course, on="2026-03-01")
    assert run("LS-334-02", "--date", "2026-11-22", "--people").splitlines() == [
        "LS-334-02 · tất cả đơn vị · 2026-11-22",
        target.verbatim,
        "50.0%: 1/2; còn thiếu 0 người để đạt 50\xa0%",
        "",
        "  50.0%      1/2      06184  UBND xã Đồng Đăng",
        "",
        "[ ]             Đinh Thị Lan (lan), Chuyên viên, 06184",
        f"[x] 2026-03-01  Hoàng Thị Sen (sen), Chuyên viên, 06184  {paper.number}",
    ]


def test_target_without_courses_is_remarked_upon(target: Target, sen: User) -> None:
    target.courses.clear()
    assert "Chưa có khóa học nào được tính" in run("LS-334-02")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["LS-000-00"], "Không có chỉ tiêu nào mang mã LS-000-00"),
        (["LS-334-02", "--date", "22/11/2026"], "“22/11/2026” không phải là ngày"),
        (["LS-334-02", "--agency", "99"], "Không có đơn vị nào mang mã 99"),
        (["LS-334-04"], "LS-334-04: Hệ thống không ghi nhận được"),
    ],
)
def test_mistake_is_said_plainly(words: list[str], sentence: str, target: Target, course: CoursePage) -> None:
    facts.make_target(course, code="LS-334-04", numerator="")
    with pytest.raises(CommandError, match=sentence):
        run(*words)
