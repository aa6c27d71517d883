"""The sealed record: it reads back, only its officer opens it, and the smallest change shows."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import User
from classes.models import ExamSession, Incident
from courses.attempting import submit_attempt
from courses.models import Attempt, AttemptItem, AttemptSeal, CoursePage
from courses.record_reading import read_record
from courses.records import chained_hash, seal_attempt
from kit.append_only import guard, unguard
from kit.pdf import read_pdf
from tests.classes.exams import NOW, after, begin, running
from tests.courses.study import quiz_of, ready, right_answers, succeed, wrong_answers

SEALS = "courses_attemptseal"


@pytest.fixture
def sealed(session: ExamSession, lan: User, hanh: User) -> list[Attempt]:
    """Two attempts, one right, one wrong, sealed in this order."""
    attempts = []
    for place, entry in enumerate(running(session, lan, hanh)):
        attempt = begin(entry)
        answers = wrong_answers(attempt) if place else right_answers(attempt)
        attempts.append(submit_attempt(attempt=attempt, answers=answers, at=after(minutes=5)))
    return attempts


def verify(*options: str) -> str:
    """What the command says, whether it is content or not."""
    said = StringIO()
    refusal = ""
    try:
        call_command("verify_records", *options, stdout=said, no_color=True)
    except CommandError as error:
        refusal = f"{error} ({error.returncode})"
    return said.getvalue() + refusal


def tamper(statement: str, *values: object) -> None:
    """What somebody with the database in hand could do, who took the guard away first."""
    unguard(connection, SEALS)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    guard(connection, SEALS)


def test_only_supervised_attempts_are_sealed_and_only_once(sealed: list[Attempt]) -> None:
    assert verify() == "2 records hold.\n"
    first = AttemptSeal.objects.get(sequence=1)
    assert seal_attempt(attempt=sealed[0], at=after(hours=1)) == first
    assert AttemptSeal.objects.get(sequence=2).previous_sha256 == first.sha256


def test_an_ordinary_attempt_has_no_seal(course: CoursePage, lan: User) -> None:
    assert seal_attempt(attempt=succeed(ready(lan, course)), at=NOW) is None
    assert (AttemptSeal.objects.count(), verify()) == (0, "0 records hold.\n")


def test_the_database_refuses_to_change_or_delete_a_seal(sealed: list[Attempt], session: ExamSession) -> None:
    Incident.objects.create(session=session, at=NOW, noted_by=session.created_by, kind="line", words="Mất mạng")
    for table in (SEALS, "classes_incident"):
        for change in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)


def test_one_altered_letter_of_the_attempt_is_named(sealed: list[Attempt]) -> None:
    item = AttemptItem.objects.get(attempt=sealed[1], position=3)
    item.shown["text"] += "."
    item.save()
    Attempt.objects.filter(pk=sealed[1].pk).update(from_address="192.0.2.8")
    who = f"seal 2, attempt {sealed[1].pk}"
    assert verify() == (
        f"{who}: attempt.from_address is not what it was\n{who}: items[3].shown is not what it was\n2 faults found. (1)"
    )
    assert verify("--attempt", str(sealed[0].pk)) == "1 records hold.\n"
    assert verify("--attempt", str(sealed[1].pk)).endswith("2 faults found. (1)")


def test_a_rewritten_record_is_named(sealed: list[Attempt]) -> None:
    tamper(f"UPDATE {SEALS} SET record = REPLACE(record, 'Lan', 'Lam') WHERE sequence = 1")
    assert verify() == f"seal 1, attempt {sealed[0].pk}: the record was changed\n1 faults found. (1)"


def test_a_removed_seal_is_named(sealed: list[Attempt]) -> None:
    tamper(f"DELETE FROM {SEALS} WHERE sequence = 1")
    assert verify() == (
        "seal 1, attempt –: the seal is missing\n"
        f"seal 2, attempt {sealed[1].pk}: it does not follow the seal before it\n"
        f"no seal, attempt {sealed[0].pk}: graded in an exam, but not sealed\n"
        "3 faults found. (1)"
    )


def test_the_last_seal_removed_is_noticed(sealed: list[Attempt]) -> None:
    tamper(f"DELETE FROM {SEALS} WHERE sequence = 2")
    assert "seal 2, attempt –: the chain does not end where it was last added to" in verify()


def test_a_seal_put_in_is_named(sealed: list[Attempt], tan: User, course: CoursePage) -> None:
    last = AttemptSeal.objects.get(sequence=2)
    other = succeed_unsupervised(course, tan)
    forged = chained_hash(sequence=3, previous=last.sha256, record=last.record)
    AttemptSeal.objects.create(
        sequence=3, attempt=other, record=last.record, previous_sha256=last.sha256, sha256=forged, sealed_at=NOW
    )
    said = verify()
    assert f"seal 3, attempt {other.pk}: attempt.id is not what it was" in said
    assert "the chain does not end where it was last added to" in said


def succeed_unsupervised(course: CoursePage, person: User) -> Attempt:
    """A graded attempt that no invigilator admitted, as the database alone can make it."""
    first = Attempt.objects.order_by("pk")[0]
    return Attempt.objects.create(
        enrolment=first.enrolment,
        quiz=quiz_of(course),
        number=9,
        seed="x",
        pass_percent=75,
        started_at=NOW,
        submitted_at=NOW,
        state="graded",
        correct=4,
        total=4,
        passed=True,
    )


def test_the_officer_opens_it_and_that_is_written_down(
    sealed: list[Attempt], thao: User, lan: User, hanh: User, author: User
) -> None:
    path = f"/ho-so-bai-thi/{sealed[0].pk}/"
    officer = Client()
    officer.force_login(thao)
    page = officer.get(path).content.decode()
    assert "Niêm phong còn nguyên" in page
    assert "192.0.2.7" in page
    kept = json.loads(officer.get(f"{path}?dang=json").content)
    assert kept["sha256"] == sealed[0].seal.sha256
    assert kept["record"]["names"]["person"] == "Nông Thị Lan"
    words = " ".join(read_pdf(officer.get(f"{path}?dang=pdf").content).words)
    assert "Hồ sơ bài thi số 1" in words
    assert ModelLogEntry.objects.filter(action="courses.view_record", user=thao).count() == 3
    for outsider in (lan, hanh):
        client = Client()
        client.force_login(outsider)
        assert client.get(path).status_code == 404
    record = read_record(sealed[0].seal)
    assert (record.faults, len(record.items), record.items[0].is_correct) == ([], 4, True)
    AttemptItem.objects.filter(attempt=sealed[0], position=1).update(is_correct=False)
    assert "Niêm phong không còn nguyên" in officer.get(path).content.decode()
