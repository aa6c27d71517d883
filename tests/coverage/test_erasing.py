"""Who is erased goes on being counted: figures of any day stay what they were."""

import datetime as dt
from typing import Any

import pytest

from accounts.erasing import ask_to_be_erased, carry_out_erasures
from accounts.models import User
from accounts.personal_data import ERASED_NAME
from courses.keeping_files import CannotKeep, keep_file, read_kept
from courses.models import CoursePage
from coverage.counting import counts_of, history
from coverage.models import Recognition, Target
from tests.coverage import facts
from tests.coverage.facts import day, noon
from workforce.erasure_deciding import decide_on_erasure
from workforce.models import Agency

DAYS = [day(text) for text in ("2025-12-31", "2026-03-31", "2026-05-31", "2026-06-30", "2026-11-22")]
NOW = noon(day("2026-11-01"))


def figures(targets: list[Target], agency: Agency) -> list[Any]:
    counted = [[(one.achieved, one.population) for one in counts_of(targets, day=on)] for on in DAYS]
    return [counted, [(one.achieved, one.population) for target in targets for one in history(target, days=DAYS)]]


def test_figures_of_every_day_stay(commune: Agency, course: CoursePage, sen: User, officer: User) -> None:
    left = facts.make_person("Vy Văn Đi")
    facts.employ(left, commune, until="2026-06-15", it=True)
    facts.certify(left, course, on="2026-03-12")
    stored = keep_file(b"%PDF-1.7")
    paper: dict[str, Any] = {"title": "An toàn thông tin", "issuer": "Trường", "issued_on": day("2026-01-05")}
    made: dict[str, Any] = {"handed_in_by": left, "handed_in_at": NOW, "number": "77/CN", "file_sha256": "0" * 64}
    decided: dict[str, Any] = {"decided_by": officer, "decided_at": NOW, "decided_on": day("2026-02-01")}
    other = facts.make_course("an-toan")
    facts.enrol(left, other, at=noon(day("2026-05-01")))
    Recognition.objects.create(
        person=left, course=other, file_name="b.pdf", stored_name=stored, state="accepted", **paper, **made, **decided
    )
    targets = [
        facts.make_target(course, code="A"),
        facts.make_target(other, code="B", numerator=Target.Numerator.SENT),
        facts.make_target(course, code="C", numerator=Target.Numerator.TRAINED),
        facts.make_target(other, code="D"),
    ]
    before = figures(targets, commune)
    assert any(achieved for achieved, _population in before[1])
    asked = ask_to_be_erased(person=left, at=NOW)
    decide_on_erasure(pk=asked.pk, accept=True, reason="", by=sen, at=NOW)
    assert carry_out_erasures(limit=1, at=NOW + dt.timedelta(days=3)) == 1
    assert figures(targets, commune) == before
    recognised = Recognition.objects.get()
    assert (recognised.number, recognised.stored_name, recognised.person.full_name) == ("", "", ERASED_NAME)
    with pytest.raises(CannotKeep):
        read_kept(stored)
