import json
from pathlib import Path

import pytest
from django.core.management import call_command

from courses.models import CoursePage
from coverage.loading import TARGETS_FILE, load_targets
from coverage.models import Target
from tests.coverage import facts
from workforce.loading import BadDataFile


def linked(code: str) -> list[str]:
    return sorted(Target.objects.get(code=code).courses.values_list("code", flat=True))


def test_targets_and_tasks_are_all_there(db: None) -> None:
    load_targets()
    assert Target.objects.filter(kind=Target.Kind.TARGET).count() == 11
    assert Target.objects.filter(kind=Target.Kind.TASK, percent=None).count() == 19
    countable = {
        target.code: (target.population, target.numerator) for target in Target.objects.all() if target.is_countable
    }
    assert countable == {
        "LS-334-01": ("staff", "trained"),
        "LS-334-02": ("it_staff", "certified"),
        "LS-334-03": ("it_staff", "certified"),
        "LS-334-04": ("leaders", "trained"),
        "LS-206-01": ("staff", "trained"),
        "LS-206-02": ("staff", "trained"),
        "LS-206-03": ("leaders", "reached"),
        "LS-206-04": ("staff", "reached"),
        "LS-206-05": ("it_staff", "trained"),
    }


def test_words_of_the_plan_are_kept(db: None) -> None:
    load_targets()
    target = Target.objects.get(code="LS-334-02")
    assert target.verbatim == (
        "Phấn đấu 50% cán bộ chuyên trách về công nghệ thông tin, chuyển đổi số của sở, ban, ngành, địa phương "
        "được đào tạo đạt chứng chỉ quản trị dữ liệu cơ bản."
    )
    assert (target.percent, target.deadline.isoformat(), target.document) == (50, "2027-12-31", "334/KH-UBND")
    assert Target.objects.get(code="LS-334-04").unit == "leaders per agency"
    assert Target.objects.get(code="LS-206-06").unit == "institutions"
    assert Target.objects.exclude(province="Lạng Sơn").filter(code__startswith="LC-").count() == 3
    assert Target.objects.filter(counting_note="").count() == 0


def test_courses_are_linked_once_they_exist(catalogue: CoursePage) -> None:
    assert load_targets()["links"].created == 0
    facts.make_course("QTDL-CB")
    facts.make_course("ATM-MN")
    facts.make_course("KNS-CB")
    assert load_targets()["links"].created == 3
    assert (linked("LS-334-01"), linked("LS-334-02"), linked("LS-334-03")) == (["KNS-CB"], ["QTDL-CB"], ["QTDL-CB"])
    assert all(done.is_nothing_new for done in load_targets().values())


def test_the_reading_of_an_officer_is_left_alone(catalogue: CoursePage) -> None:
    load_targets()
    other = facts.make_course("KHAC")
    target = Target.objects.get(code="LS-334-01")
    target.courses.add(other)
    Target.objects.filter(pk=target.pk).update(counting_note="của tỉnh", numerator=Target.Numerator.CERTIFIED)
    facts.make_course("KNS-CB")
    assert all(done.is_nothing_new for done in load_targets().values())
    target.refresh_from_db()
    assert (linked("LS-334-01"), target.counting_note, target.numerator) == (["KHAC"], "của tỉnh", "certified")


def test_words_of_the_plan_are_repaired(db: None) -> None:
    load_targets()
    Target.objects.filter(code="LS-334-01").update(percent=10)
    assert load_targets()["targets"].updated == 1
    assert Target.objects.get(code="LS-334-01").percent == 100


@pytest.mark.parametrize(
    "wrong", [{"deadline": "2027"}, {"kind": "wish"}, {"population": "everyone"}, {"confidence": "?"}]
)
def test_bad_file_is_refused_whole(db: None, tmp_path: Path, wrong: dict[str, str]) -> None:
    data = json.loads(TARGETS_FILE.read_text(encoding="utf-8"))
    data["targets"][-1].update(wrong)
    path = tmp_path / "targets.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(BadDataFile, match="LC-1371-T02"):
        load_targets(path)
    assert Target.objects.count() == 0


def test_command_says_what_it_did(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_targets")
    assert "30" in capsys.readouterr().out.splitlines()[0]
