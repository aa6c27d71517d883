import json
from pathlib import Path

import pytest
from django.core.management import call_command

from competency.loading import FRAMEWORKS_FILE, load_frameworks, load_requirements, weakest
from competency.models import Competency, Framework, Level, Requirement
from kit.confidence import Confidence
from workforce.loading import BadDataFile, load_positions


def test_frameworks_are_all_there(frameworks: None) -> None:
    assert Framework.objects.count() == 9
    national = Framework.objects.get(code="tt02-2025")
    assert list(national.levels.order_by("order").values_list("code", flat=True)) == [
        "CB1",
        "CB2",
        "TC1",
        "TC2",
        "NC1",
        "NC2",
        "CS1",
        "CS2",
    ]
    assert national.domains.count() == 6
    assert Competency.objects.filter(domain__framework=national).count() == 24
    assert str(Competency.objects.get(domain__framework=national, code="1.3")) == (
        "1.3 Quản lý dữ liệu, thông tin và nội dung số"
    )


def test_marks_of_confidence_are_kept(frameworks: None) -> None:
    assert dict(Framework.objects.values_list("code", "confidence")) == {
        "tt02-2025": Confidence.CONFIRMED,
        "qd757-2025": Confidence.CONFIRMED,
        "cv3139-btttt": Confidence.SECONDARY,
        "bdhvs-26cd-2026": Confidence.SECONDARY,
        "tt03-2014": Confidence.CONFIRMED,
        "digcomp-2.2": Confidence.CONFIRMED,
        "digcomp-3.0": Confidence.CONFIRMED,
        "tt18-2026": Confidence.SECONDARY,
        "data-governance-dama-fallback": Confidence.OWN_KNOWLEDGE,
    }
    assert Framework.objects.filter(confidence_note="").count() == 0
    modules = Competency.objects.filter(domain__framework__code="tt03-2014")
    assert modules.get(code="IU09").confidence == Confidence.CONFIRMED
    assert modules.get(code="IU10").confidence == Confidence.OWN_KNOWLEDGE
    # The level's order is confirmed, its descriptor is not: the row is as sure as its weakest fact.
    assert Level.objects.get(framework__code="tt02-2025", code="CB1").confidence == Confidence.OWN_KNOWLEDGE
    assert Level.objects.get(framework__code="qd757-2025").confidence == Confidence.UNCERTAIN


def test_weakest_mark_stands_for_the_row() -> None:
    assert weakest("confirmed", "x") == "confirmed"
    assert weakest({"order": "confirmed", "code": "inference"}, "x") == "inference"
    with pytest.raises(BadDataFile, match="surely"):
        weakest({"order": "confirmed", "code": "surely"}, "x")


def test_load_again_changes_nothing(frameworks: None) -> None:
    before = list(Competency.objects.order_by("pk").values())
    assert all(done.is_nothing_new for done in load_frameworks().values())
    assert list(Competency.objects.order_by("pk").values()) == before


def test_load_again_updates_in_place(frameworks: None, tmp_path: Path) -> None:
    data = json.loads(FRAMEWORKS_FILE.read_text(encoding="utf-8"))
    data["frameworks"][0]["domains"][0]["competencies"][0]["name_vi"] = "Tên mới"
    path = tmp_path / "frameworks.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    kept = Competency.objects.get(domain__framework__code="tt02-2025", code="1.1")
    done = load_frameworks(path)["competencies"]
    assert (done.created, done.updated) == (0, 1)
    kept.refresh_from_db()
    assert kept.name_vi == "Tên mới"


def test_bad_file_is_refused_whole(db: None, tmp_path: Path) -> None:
    data = json.loads(FRAMEWORKS_FILE.read_text(encoding="utf-8"))
    data["frameworks"][-1]["domains"][-1]["competencies"][-1]["confidence"] = "surely"
    path = tmp_path / "frameworks.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(BadDataFile, match="surely"):
        load_frameworks(path)
    assert Framework.objects.count() == 0


def test_requirements_are_marked_as_our_proposal(frameworks: None) -> None:
    load_positions()
    first = load_requirements()
    assert first.created == Requirement.objects.count() > 0
    assert set(Requirement.objects.values_list("source", "confidence")) == {
        ("Đề xuất minh họa, chưa có văn bản quy định", Confidence.INFERENCE)
    }
    assert load_requirements().is_nothing_new


def test_requirements_of_an_officer_are_left_alone(frameworks: None) -> None:
    load_positions()
    load_requirements()
    own = Requirement.objects.get(position__code="chuyen-vien-cntt", competency__code="1.3")
    Requirement.objects.filter(pk=own.pk).update(valid_to="2026-06-01")
    assert load_requirements().is_nothing_new
    assert Requirement.objects.filter(position=own.position, competency=own.competency).count() == 1


def test_requirements_need_positions_and_frameworks(db: None) -> None:
    with pytest.raises(BadDataFile, match="chuyen-vien-cntt"):
        load_requirements()


def test_commands_say_what_they_did(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    load_positions()
    call_command("load_frameworks")
    call_command("load_requirements")
    assert len(capsys.readouterr().out.splitlines()) == 5
