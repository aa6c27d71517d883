import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kit.confidence import Confidence
from workforce.loading import AGENCIES_FILE, BadDataFile, load_agencies, load_positions
from workforce.models import Agency, Position, Succession

TODAY = dt.date(2026, 11, 22)
REFORM = dt.date(2025, 7, 1)


def wrong_file(tmp_path: Path, **changes: Any) -> Path:
    """The shipped agencies with the last one changed."""
    data = json.loads(AGENCIES_FILE.read_text(encoding="utf-8"))
    data["agencies"][-1].update(changes)
    path = tmp_path / "agencies.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_agencies_of_today_are_eighty_six(agencies: None) -> None:
    today = Agency.objects.at(TODAY)
    assert today.count() == 86
    assert today.filter(kind=Agency.Kind.COMMUNE).count() == 61
    assert today.filter(kind=Agency.Kind.WARD).count() == 4
    assert set(today.filter(kind__in=["commune", "ward"]).values_list("valid_from", flat=True)) == {REFORM}
    assert set(today.values_list("path", flat=True)) == {
        path for path in today.values_list("path", flat=True) if path.startswith(Agency.objects.get(code="20").path)
    }


def test_districts_ended_with_the_reform(agencies: None) -> None:
    districts = Agency.objects.filter(kind=Agency.Kind.DISTRICT)
    assert [*districts.values_list("valid_to", flat=True)] == [REFORM] * 11
    # Nghị quyết 818/NQ-UBTVQH14 (2019) and the change of 1 December 2024 give these numbers.
    assert {d.code: d.get_children().filter(valid_to=REFORM).count() for d in districts} == {
        "tp-lang-son": 8,
        "trang-dinh": 20,
        "binh-gia": 19,
        "van-lang": 17,
        "cao-loc": 22,
        "van-quan": 15,
        "bac-son": 18,
        "huu-lung": 23,
        "chi-lang": 20,
        "loc-binh": 20,
        "dinh-lap": 12,
    }


def test_old_communes_were_two_hundred(agencies: None) -> None:
    day = dt.date(2021, 10, 20)  # KH 206/KH-UBND counts 200 communes on this day
    assert Agency.objects.at(day).filter(kind__in=["commune", "ward"]).count() == 200


def test_tree_is_sound(agencies: None) -> None:
    assert Agency.find_problems() == ([], [], [], [], [])
    assert Agency.objects.get(code="tt-phuc-vu-hanh-chinh-cong").get_parent().code == "van-phong-ubnd-tinh"


def test_same_name_in_two_districts_is_two_agencies(agencies: None) -> None:
    same = Agency.objects.filter(name__startswith="UBND xã Hồng Phong,").order_by("code")
    assert [(a.name, a.get_parent().code) for a in same] == [
        ("UBND xã Hồng Phong, huyện Bình Gia", "binh-gia"),
        ("UBND xã Hồng Phong, huyện Cao Lộc", "cao-loc"),
    ]
    assert [a.successors.get().code for a in same] == ["06079", "06184"]


def test_successions_stay_inside_the_district_but_for_four(agencies: None) -> None:
    """Each new commune takes over from one district, except those the resolution joins across a border."""
    districts: dict[str, set[str]] = {}
    for row in Succession.objects.filter(on=REFORM).select_related("predecessor", "successor"):
        districts.setdefault(row.successor.code, set()).add(row.predecessor.get_parent().code)
    assert len(districts) == 65
    assert {code: names for code, names in districts.items() if len(names) > 1} == {
        "05977": {"tp-lang-son", "cao-loc"},
        "06187": {"tp-lang-son", "cao-loc"},
        "06286": {"van-quan", "cao-loc"},
        "06316": {"van-quan", "cao-loc"},
    }


def test_successions_run_from_the_day_one_ends_and_the_other_begins(agencies: None) -> None:
    for row in Succession.objects.select_related("predecessor", "successor"):
        assert row.predecessor.valid_to == row.on
        assert row.successor.valid_from <= row.on
        assert row.document


def test_every_agency_of_the_reform_has_a_successor(agencies: None) -> None:
    ended = Agency.objects.exclude(valid_to=None).exclude(kind=Agency.Kind.DISTRICT)
    assert ended.filter(succeeded_by=None).count() == 0
    assert Agency.objects.get(code="so-thong-tin-va-truyen-thong").successors.get().code == "so-khoa-hoc-va-cong-nghe"


def test_marks_of_confidence_are_kept(agencies: None) -> None:
    marks = {
        code: Agency.objects.get(code=code).confidence
        for code in ("06184", "so-y-te", "cao-loc.xa-thuy-hung", "cao-loc.xa-hong-phong", "trang-dinh.xa-dai-dong")
    }
    assert marks == {
        "06184": Confidence.CONFIRMED,
        "so-y-te": Confidence.OWN_KNOWLEDGE,
        "cao-loc.xa-thuy-hung": Confidence.CONFIRMED,
        "cao-loc.xa-hong-phong": Confidence.INFERENCE,
        "trang-dinh.xa-dai-dong": Confidence.SECONDARY,
    }
    assert Agency.objects.filter(note="").count() == 0


def test_load_again_changes_nothing(agencies: None) -> None:
    before = list(Agency.objects.values())
    done = load_agencies()
    assert done["agencies"].is_nothing_new
    assert done["successions"].is_nothing_new
    assert load_positions().is_nothing_new
    assert list(Agency.objects.values()) == before


def test_load_again_repairs_in_place(agencies: None) -> None:
    agency = Agency.objects.get(code="06184")
    Agency.objects.filter(pk=agency.pk).update(name="khác", note="")
    done = load_agencies()["agencies"]
    assert (done.created, done.updated) == (0, 1)
    agency.refresh_from_db()
    assert agency.name == "UBND xã Đồng Đăng"


def test_load_adds_below_what_is_there(agencies: None, tmp_path: Path) -> None:
    """A newer file may bring a new agency: it gets a place of its own in the tree."""
    path = wrong_file(tmp_path, code="van-quan.xa-moi", name="UBND xã Mới")
    data = json.loads(path.read_text())
    data["successions"] = []
    path.write_text(json.dumps(data))
    assert load_agencies(path)["agencies"].created == 1
    assert Agency.objects.get(code="van-quan.xa-moi").get_parent().code == "van-quan"
    assert Agency.find_problems() == ([], [], [], [], [])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "castle"}, "castle"),
        ({"valid_from": "30/02/2020"}, "30/02/2020"),
        ({"confidence": "surely"}, "surely"),
        ({"parent": "nowhere"}, "nowhere"),
        ({"code": "06184"}, "06184"),
    ],
)
def test_bad_file_is_refused_whole(db: None, tmp_path: Path, changes: dict[str, str], said: str) -> None:
    with pytest.raises(BadDataFile, match=said):
        load_agencies(wrong_file(tmp_path, **changes))
    assert Agency.objects.count() == 0


def test_moved_agency_is_refused(agencies: None, tmp_path: Path) -> None:
    with pytest.raises(BadDataFile):
        load_agencies(wrong_file(tmp_path, parent="cao-loc"))


def test_command_says_what_it_did(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_agencies")
    first = capsys.readouterr().out.splitlines()
    call_command("load_agencies")
    second = capsys.readouterr().out.splitlines()
    assert len(first) == len(second) == 3
    assert "308" in first[0]
    assert Position.objects.count() == 35
    with pytest.raises(CommandError, match=r"khong-co\.json"):
        call_command("load_agencies", file=Path("khong-co.json"))
