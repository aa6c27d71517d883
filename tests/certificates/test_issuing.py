"""A decision becomes exactly one paper, numbered without gaps, whatever fails around it."""

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import ModelLogEntry

from accounts.models import User
from certificates.clocks import seconds_apart
from certificates.issuing import (
    Drained,
    IssuingStopped,
    NotFailed,
    blame_told_apart,
    decide_to_issue,
    drain,
    drain_now,
    try_again,
)
from certificates.models import Award, Certificate, IssueJob, SerialCounter, SigningKey
from certificates.repairing import make_missing_jobs
from certificates.tasks import drain as drain_task
from certificates.tasks import repair as repair_task
from courses.models import Completion, CoursePage
from courses.signals import course_completed
from tests.certificates.conftest import AT, DAY, Completes, issue, make_person


def test_decision_is_made_once(award: Award, complete: Completes, nguyet: User) -> None:
    completion = complete(nguyet)
    first = decide_to_issue(completion=completion, at=AT)
    assert decide_to_issue(completion=completion, at=AT + dt.timedelta(days=1)) == first
    assert IssueJob.objects.count() == 1


def test_course_without_award_gives_no_paper(complete: Completes, nguyet: User) -> None:
    assert decide_to_issue(completion=complete(nguyet), at=AT) is None
    assert drain(limit=5, at=AT) == Drained()


def test_completing_a_course_issues_after_the_commit(
    award: Award,
    complete: Completes,
    nguyet: User,
    in_process_tasks: None,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        completion = complete(nguyet)
        Completion.objects.update(completed_at=timezone.now())
        completion.refresh_from_db()
        course_completed.send(sender=Completion, completion=completion)
        assert Certificate.objects.count() == 0
    assert Certificate.objects.get().completion == completion


def test_rolled_back_completion_leaves_no_job(award: Award, complete: Completes, nguyet: User) -> None:
    with transaction.atomic():
        course_completed.send(sender=Completion, completion=complete(nguyet))
        assert IssueJob.objects.count() == 1
        transaction.set_rollback(True)
    assert IssueJob.objects.count() == 0


def test_paper_is_registered_whole(paper: Certificate, nguyet: User, governance: CoursePage) -> None:
    with storages["certificates"].open(paper.pdf_name) as file:
        pdf = file.read()
    assert paper.number == "0001/2026/GCN-SKHCN"
    assert (paper.person, paper.course, paper.year, paper.serial) == (nguyet, governance, 2026, 1)
    assert (paper.issued_on, paper.expires_on) == (DAY, dt.date(2028, 12, 6))
    assert len(paper.code) == 26
    assert paper.pdf_sha256 == hashlib.sha256(pdf).hexdigest()
    assert paper.pdf_name == f"{paper.pdf_sha256[:2]}/{paper.pdf_sha256}.pdf"
    assert len(pdf) < 90_000
    assert paper.signing_key == SigningKey.objects.get()
    assert not paper.signing_key.has_legal_value
    assert IssueJob.objects.get().state == IssueJob.State.DONE
    entry = ModelLogEntry.objects.get(action="certificates.issue")
    assert (entry.object_id, entry.data["number"]) == (str(paper.pk), paper.number)


def test_draining_twice_gives_one_paper(paper: Certificate) -> None:
    assert drain(limit=5, at=AT) == Drained()
    assert Certificate.objects.get() == paper


def test_drain_takes_no_more_than_asked(award: Award, complete: Completes) -> None:
    for number in range(3):
        decide_to_issue(completion=complete(make_person(f"Hoàng Văn Tân {number}")), at=AT)
    assert drain(limit=2, at=AT) == Drained(issued=2)
    assert drain(limit=2, at=AT) == Drained(issued=1)


@pytest.mark.parametrize(
    ("at", "number", "day"),
    [
        (dt.datetime(2026, 12, 31, 16, 59, 59, tzinfo=dt.UTC), "0001/2026/GCN-SKHCN", dt.date(2026, 12, 31)),
        (dt.datetime(2026, 12, 31, 17, 0, 0, tzinfo=dt.UTC), "0001/2027/GCN-SKHCN", dt.date(2027, 1, 1)),
    ],
)
def test_year_changes_at_midnight_in_vietnam(
    award: Award, complete: Completes, nguyet: User, at: dt.datetime, number: str, day: dt.date
) -> None:
    paper = issue(complete(nguyet), at)
    assert (paper.number, paper.issued_on, paper.year) == (number, day, day.year)


def test_poison_row_waits_longer_each_time_and_holds_up_nobody(
    award: Award, complete: Completes, nguyet: User, settings: Any
) -> None:
    settings.ISSUE_ATTEMPTS = 3
    bad = decide_to_issue(completion=complete(make_person("Lý 😀 A")), at=AT)
    decide_to_issue(completion=complete(nguyet), at=AT)
    assert bad is not None
    assert drain(limit=10, at=AT) == Drained(issued=1, failed=1)
    bad.refresh_from_db()
    assert (bad.state, bad.attempts, bad.next_try_at) == ("waiting", 1, AT + dt.timedelta(minutes=1))
    assert "😀" in bad.last_error
    assert drain(limit=10, at=AT) == Drained()
    later = AT + dt.timedelta(hours=1)
    assert drain(limit=10, at=later) == Drained(failed=1)
    assert drain(limit=10, at=later + dt.timedelta(hours=1)) == Drained(failed=1)
    bad.refresh_from_db()
    assert (bad.state, bad.attempts) == ("failed", 3)
    assert drain(limit=10, at=AT + dt.timedelta(days=9)) == Drained()
    assert SerialCounter.objects.get().last == 1


def test_failed_job_is_tried_again_by_hand(award: Award, complete: Completes, author: User, settings: Any) -> None:
    settings.ISSUE_ATTEMPTS = 1
    person = make_person("Lý 😀 A")
    job = decide_to_issue(completion=complete(person), at=AT)
    assert job is not None
    drain(limit=1, at=AT)
    person.full_name = "Lý A"
    person.save()
    try_again(job=job, by=author, at=AT)
    assert drain(limit=1, at=AT) == Drained(issued=1)
    assert ModelLogEntry.objects.get(action="certificates.try_again").user == author
    with pytest.raises(NotFailed):
        try_again(job=job, by=author, at=AT)


def test_missing_typeface_stops_issuing_and_costs_no_try(
    award: Award, complete: Completes, nguyet: User, settings: Any, tmp_path: Path
) -> None:
    job = decide_to_issue(completion=complete(nguyet), at=AT)
    assert job is not None
    there, settings.PDF_FONT_DIR = settings.PDF_FONT_DIR, tmp_path
    stopped = drain(limit=5, at=AT)
    assert (stopped.issued, stopped.failed) == (0, 0)
    assert "400Regular" in stopped.stopped
    job.refresh_from_db()
    assert (job.state, job.attempts, job.last_error) == ("waiting", 0, stopped.stopped)
    assert Certificate.objects.count() == 0
    settings.PDF_FONT_DIR = there
    assert drain(limit=5, at=AT) == Drained(issued=1)


def test_missing_key_stops_issuing_in_production(
    award: Award, complete: Completes, nguyet: User, settings: Any, tmp_path: Path
) -> None:
    settings.PRODUCTION, settings.SIGNING_KEY_FILE = True, tmp_path / "none.p12"
    decide_to_issue(completion=complete(nguyet), at=AT)
    stopped = drain(limit=5, at=AT)
    assert (stopped.taken, bool(stopped.stopped)) == (0, True)
    assert not (tmp_path / "none.p12").exists()


def test_full_disk_stops_issuing_and_costs_no_try(
    award: Award, complete: Completes, nguyet: User, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.STORAGES = {
        **settings.STORAGES,
        "certificates": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "file"},
        },
    }
    job = decide_to_issue(completion=complete(nguyet), at=AT)
    assert job is not None
    assert drain(limit=5, at=AT).stopped != ""
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)
    assert SerialCounter.objects.filter(last__gt=0).count() == 0


def test_repair_finds_completions_without_a_job(award: Award, complete: Completes, nguyet: User) -> None:
    completion = complete(nguyet)
    assert make_missing_jobs(at=AT) == 1
    assert make_missing_jobs(at=AT) == 0
    assert IssueJob.objects.get().completion == completion


def test_tasks_carry_nothing_and_may_run_twice(award: Award, complete: Completes, nguyet: User) -> None:
    complete(nguyet)
    for _turn in range(2):
        repair_task.apply(kwargs={"from_an_older_caller": 1}, throw=True)
        drain_task.apply(kwargs={"from_an_older_caller": 1}, throw=True)
    assert Certificate.objects.count() == 1


def test_command_issues_what_is_due_and_prints_counts(
    award: Award, complete: Completes, nguyet: User, capsys: pytest.CaptureFixture[str]
) -> None:
    decide_to_issue(completion=complete(nguyet), at=timezone.now())
    call_command("issue_certificates")
    assert capsys.readouterr().out == "1 issued, 0 failed\n"


def test_issuer_and_award_are_made_once(award: Award, issuer: Any, agency: Any, governance: CoursePage) -> None:
    from certificates.setting_up import ensure_award, ensure_issuer

    again = ensure_issuer(
        agency=agency,
        parent_line="khác",
        name_line="khác",
        place="khác",
        symbol="KHAC",
        signatory_title="khác",
        signatory_name="khác",
    )
    assert (again, again.symbol) == (issuer, "GCN-SKHCN")
    assert ensure_award(course=governance, issuer=issuer, validity_months=1) == award
    assert Award.objects.get().validity_months == 24


def test_papers_wait_while_two_clocks_disagree(award: Award, complete: Completes, nguyet: User, settings: Any) -> None:
    decide_to_issue(completion=complete(nguyet), at=timezone.now())
    settings.CLOCK_SECONDS = -1
    assert drain_now(limit=5) == Drained(stopped="The clocks of this machine and of the database are 0 seconds apart.")
    settings.CLOCK_SECONDS = 60
    assert drain_now(limit=5) == Drained(issued=1)


def test_clock_is_compared_with_that_of_a_database_server(db: None) -> None:
    apart = seconds_apart(timezone.now() - dt.timedelta(hours=1))
    assert round(apart / 3600) == (1 if connection.vendor == "postgresql" else 0)


def test_lack_of_memory_is_no_fault_of_the_paper() -> None:
    with pytest.raises(IssuingStopped, match=r"^MemoryError$"), blame_told_apart():
        raise MemoryError
