"""A roster of a body that was renamed or moved; and whom a roster that is written keeps waiting."""

import datetime as dt
import gc
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from kit.progress import end_progress, long_write, tell_progress
from lms import clock
from lms.demo.cast import Cast
from tests.browser import eventually
from tests.workforce.rosters import DONG_DANG, ON, bring, counted, write
from tests.workforce.test_roster import row, rows
from workforce.employing import employment_of
from workforce.models import Agency, RosterImport
from workforce.reorganising.carrying_out import reorganise
from workforce.reorganising.proposing import renaming
from workforce.roster.rights import agencies_for

RENAMED_ON = dt.date(2026, 11, 1)


def rename(cast: Cast) -> Agency:
    old = Agency.objects.get(code=DONG_DANG)
    proposal = renaming(old, name="UBND phường Đồng Đăng", on=RENAMED_ON, document="Nghị quyết thử")
    reorganise(proposal, by=cast.admin, at=timezone.now())
    return Agency.objects.get(code=f"{DONG_DANG}~2")


def test_a_renamed_body_is_known_by_its_old_name_and_on_days_before(cast: Cast) -> None:
    new = rename(cast)
    after = rows(
        row(cast.learner, agency=DONG_DANG, is_leader="x"),
        row(cast.unit_head, agency="UBND xã Đồng Đăng"),
        row(cast.hr_officer, agency="UBND phường Đồng Đăng"),
    )
    day = dt.date(2026, 11, 20)
    roster = bring(cast.admin, after, agency=new.code, on=day, is_complete_list=True)
    assert counted(roster) == {"changed": 1, "unchanged": 2}
    write(roster, cast.admin)
    job = employment_of(cast.learner, day)
    assert job is not None
    assert (job.agency, job.is_leader) == (new, True)

    # On a day before, everybody stood where the body was then, and who looks after it now looked after that.
    early = bring(cast.hr_officer, rows(row(cast.unit_head), row(cast.hr_officer)), agency=new.code, on=ON)
    assert [reason for reason in early.rows.values_list("reason", flat=True) if "không phụ trách" in reason] == []
    assert new.code not in [agency.code for agency in agencies_for(cast.hr_officer, day=ON)]
    assert DONG_DANG in [agency.code for agency in agencies_for(cast.hr_officer, day=ON)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_agencies_are_held_before_people(cast: Cast) -> None:
    """Somebody who hires holds the agency, then the person. A roster that held people first would never end."""
    roster = bring(cast.hr_officer, rows(row(cast.learner, position="van-phong-thong-ke", starts_on="05/10/2026")))

    def confirm(one: RosterImport) -> dict[str, int]:
        try:
            return counted(write(one, cast.hr_officer))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        with transaction.atomic():
            Agency.objects.select_for_update(of=("self",)).get(code=DONG_DANG)
            written = thread.submit(confirm, roster)
            eventually(somebody_waits)
            assert User.objects.select_for_update(of=("self",), nowait=True).get(pk=cast.learner.pk) == cast.learner
        assert written.result() == {"moved": 1}


def somebody_waits() -> bool:
    """Whether a transaction waits for the lock of another, as PostgreSQL tells it at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite has one writer at a time")
def test_the_clock_waits_while_a_list_is_written(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch, in_process_tasks: None
) -> None:
    monkeypatch.setattr(clock, "_next_look", {})
    settings.EMBEDDED_CLOCK = True
    settings.CELERY_BEAT_SCHEDULE = {"lists": {"task": "workforce.work_off_rosters", "schedule": 60.0}}
    waits = bring(cast.hr_officer, rows(row(cast.learner)))
    RosterImport.objects.filter(pk=waits.pk).update(state="brought")
    with long_write("another-list"):
        tell_progress("another-list", 10)
        clock.tick()
        assert (RosterImport.objects.get(pk=waits.pk).state, gc.isenabled()) == ("brought", False)
    end_progress("another-list")
    clock.tick()
    assert (RosterImport.objects.get(pk=waits.pk).state, gc.isenabled()) == ("previewed", True)
