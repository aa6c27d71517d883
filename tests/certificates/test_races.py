"""Many at once, on real connections: no number twice, no gap, no paper twice."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from certificates.auditing import Audit
from certificates.checkpoints import make_checkpoint
from certificates.correcting import CannotReplace, CannotRevoke, replace_certificate, revoke_certificate
from certificates.credentials.making import credential_of
from certificates.issuing import decide_to_issue, drain
from certificates.keys import enter_officer_key
from certificates.models import (
    Award,
    Certificate,
    IssueJob,
    Issuer,
    LogCheckpoint,
    LogEntry,
    PreparedPaper,
    ShareLink,
    SigningKey,
    StatusList,
)
from certificates.officer_signing import take_signed
from certificates.register import append
from certificates.sharing.links import Choices, make_link
from certificates.signing import activate_key, key_for_signing, load_key, make_key
from certificates.storing import read_prepared
from tests.certificates.conftest import AT, Completes, make_person
from tests.certificates.tokens import new_token

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, work: Callable[[], Any]) -> list[Any]:
    """What `count` threads got that began `work` together; exceptions stand for themselves."""
    barrier, results = threading.Barrier(count), []

    def run() -> None:
        barrier.wait()
        try:
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_numbers_have_no_gap_under_eight_threads_with_failures(award: Award, complete: Completes) -> None:
    for number in range(24):
        name = "Lý 😀" if number % 6 == 5 else f"Hoàng Văn Tân {number}"
        decide_to_issue(completion=complete(make_person(name)), at=AT)
    results = at_once(8, lambda: drain(limit=24, at=AT))
    assert {done.stopped for done in results} == {""}
    assert sum(done.issued for done in results) == 20
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == list(range(1, 21))
    assert Certificate.objects.values("completion").distinct().count() == 20
    assert IssueJob.objects.filter(state="waiting").values_list("attempts", flat=True).count() == 4
    # The public log has an entry for each, without a gap, and agrees with them.
    assert list(LogEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(20))
    assert list(Audit(files=True).faults()) == []


def test_head_of_the_log_is_signed_once_while_it_grows(paper: Certificate) -> None:
    def grow_and_sign() -> int:
        with transaction.atomic():
            append(kind="suspend", certificate=paper, at=AT)
        checkpoint = make_checkpoint(at=AT)
        return checkpoint.size if checkpoint else 0

    sizes = at_once(8, grow_and_sign)
    assert max(sizes) == 9
    assert set(sizes) <= set(LogCheckpoint.objects.values_list("size", flat=True))
    with transaction.atomic():
        assert list(Audit().faults_of_log()) == []


def test_key_is_made_once_by_many(settings: Any, tmp_path: Path) -> None:
    settings.SIGNING_KEY_FILE = tmp_path / "signing.p12"
    keys = at_once(8, key_for_signing)
    assert {key.fingerprint for key in keys} == {load_key().fingerprint}
    assert [file.name for file in tmp_path.iterdir()] == ["signing.p12"]


def test_two_drains_at_once_give_one_paper(award: Award, complete: Completes, nguyet: User) -> None:
    decide_to_issue(completion=complete(nguyet), at=AT)
    results = at_once(4, lambda: drain(limit=1, at=AT))
    assert sum(done.issued for done in results) == 1
    assert Certificate.objects.count() == 1


def test_two_decisions_at_once_give_one_job(award: Award, complete: Completes, nguyet: User) -> None:
    completion = complete(nguyet)
    jobs = at_once(4, lambda: decide_to_issue(completion=completion, at=AT))
    assert {job.pk for job in jobs} == {IssueJob.objects.get().pk}


def test_paper_is_ended_once(paper: Certificate, author: User) -> None:
    def revoke() -> Any:
        return revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT)

    results = at_once(4, revoke)
    assert sorted(type(result).__name__ for result in results) == ["CannotRevoke"] * 3 + ["Certificate"]
    assert CannotRevoke in map(type, results)


def test_paper_is_replaced_once(paper: Certificate, author: User) -> None:
    results = at_once(4, lambda: replace_certificate(certificate=paper, by=author, at=AT))
    assert sum(isinstance(result, CannotReplace) for result in results) == 3
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == [1, 2]


def test_two_new_keys_at_once_leave_one_active(settings: Any, tmp_path: Path, db: None) -> None:
    fresh = []
    for number in range(4):
        settings.SIGNING_KEY_FILE = tmp_path / f"{number}.p12"
        fresh.append(make_key(at=AT))

    def activate() -> Any:
        return activate_key(fresh.pop(), at=AT)

    results = at_once(4, activate)
    assert {type(result).__name__ for result in results} <= {"SigningKey", "KeyNotUsable"}
    assert SigningKey.objects.active().count() == 1


def test_signed_file_brought_twice_at_once_is_entered_once(
    award: Award, complete: Completes, nguyet: User, issuer: Issuer
) -> None:
    token, officer = new_token("Hoàng Minh Tuấn"), make_person("Hoàng Minh Tuấn")
    Issuer.objects.update(signed_by=Issuer.Signs.OFFICER)
    enter_officer_key(
        certificate=token.der, officer=officer, issuer=issuer, has_legal_value=False, by=None, at=timezone.now()
    )
    decide_to_issue(completion=complete(nguyet), at=AT)
    drain(limit=1, at=AT)
    prepared = PreparedPaper.objects.get()
    signed = token.sign(read_prepared(prepared))

    def bring() -> Any:
        return take_signed(files=[(prepared.file_name, signed)], by=officer, at=AT)[0].outcome

    assert sorted(at_once(4, bring)).count("accepted") == 1
    assert Certificate.objects.count() == 1


def test_credential_is_made_once_by_many(paper: Certificate) -> None:
    made = at_once(4, lambda: credential_of(paper, at=AT))
    assert len({credential.document for credential in made}) == 1
    assert StatusList.objects.filter(taken=1).count() == 1


def test_many_links_at_once_leave_one_open(paper: Certificate, nguyet: User) -> None:
    links = at_once(4, lambda: make_link(certificate=paper, choices=Choices(), by=nguyet, at=AT))
    assert len({link.token for link in links}) == 4
    assert ShareLink.objects.open().count() == 1
