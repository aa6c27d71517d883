"""Files without a row go after a week; a paper, and what may be all that is left of one, never."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from certificates.issuing import decide_to_issue, drain
from certificates.models import Award, Certificate
from certificates.sweeping import sweep_files
from tests.certificates.conftest import AT, Completes, issue


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    """A store of papers of this test's own."""
    own = {"BACKEND": "kit.whole_files.WholeFileStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "certificates": own}
    return tmp_path


def files(store: Path) -> set[str]:
    return {str(path.relative_to(store)) for path in store.rglob("*") if path.is_file()}


def later(*, days: int = 8) -> dt.datetime:
    return timezone.now() + dt.timedelta(days=days)


def roll_back_a_paper(person: User, complete: Completes) -> None:
    """Its file is stored, and then its transaction fails."""
    decide_to_issue(completion=complete(person), at=AT)
    with transaction.atomic():
        assert drain(limit=1, at=AT).issued == 1
        transaction.set_rollback(True)


def test_rolled_back_file_goes_after_a_week_and_the_paper_stays(
    award: Award, complete: Completes, nguyet: User, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roll_back_a_paper(nguyet, complete)
    assert drain(limit=1, at=AT).issued == 1
    paper = Certificate.objects.get()
    assert len(files(store)) == 2
    call_command("sweep_papers")
    assert capsys.readouterr().out == "0 deleted\n"
    assert sweep_files(at=later()) == 1
    assert files(store) == {paper.pdf_name}
    assert sweep_files(at=later()) == 0


def test_file_with_a_number_that_no_paper_bears_stays(
    award: Award, complete: Completes, nguyet: User, store: Path
) -> None:
    """As after an old backup was restored."""
    roll_back_a_paper(nguyet, complete)
    assert sweep_files(at=later(days=900)) == 0
    assert len(files(store)) == 1


def test_half_a_file_goes(award: Award, complete: Completes, nguyet: User, store: Path) -> None:
    paper = issue(complete(nguyet))
    whole = (store / paper.pdf_name).read_bytes()
    storages["certificates"].save("ab/half.pdf", ContentFile(whole[:20_000]))
    storages["certificates"].save("tmpdraft", ContentFile(b""))
    assert sweep_files(at=later()) == 2
    assert files(store) == {paper.pdf_name}
