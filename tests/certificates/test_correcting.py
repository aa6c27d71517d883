"""A paper that is out can be ended, once; it is never edited."""

import datetime as dt

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import User
from certificates.correcting import CannotReplace, CannotRevoke, replace_certificate, revoke_certificate
from certificates.models import Award, Certificate, IssueJob
from certificates.storing import read_stored
from certificates.words import Words
from kit.pdf import read_pdf
from tests.certificates.conftest import AT, DAY, Completes

LATER = AT + dt.timedelta(days=100)


def test_revoking_is_kept_with_reason_and_actor(paper: Certificate, author: User) -> None:
    revoked = revoke_certificate(certificate=paper, reason="fraud", by=author, at=LATER)
    assert (revoked.revoked_at, revoked.revoked_on, revoked.revoked_by) == (LATER, dt.date(2027, 3, 15), author)
    entry = ModelLogEntry.objects.get(action="certificates.revoke")
    assert (entry.user, entry.data) == (author, {"number": paper.number, "reason": "fraud"})


def test_revoking_twice_is_refused(paper: Certificate, author: User) -> None:
    revoke_certificate(certificate=paper, reason="fraud", by=author, at=AT)
    with pytest.raises(CannotRevoke):
        revoke_certificate(certificate=paper, reason="altered", by=author, at=LATER)
    paper.refresh_from_db()
    assert paper.revocation_reason == "fraud"


def test_revoking_needs_a_reason_of_the_law(paper: Certificate, author: User) -> None:
    with pytest.raises(ValueError, match="whim"):
        revoke_certificate(certificate=paper, reason="whim", by=author, at=AT)


def test_replacement_has_corrected_words_and_the_old_end(paper: Certificate, nguyet: User, author: User) -> None:
    nguyet.full_name = "Nông Thị Ánh Nguyệt Nga"
    nguyet.save()
    new = replace_certificate(certificate=paper, by=author, at=LATER)
    words = Words.from_json(new.words)
    assert (words.holder, words.replaces) == ("Nông Thị Ánh Nguyệt Nga", "Thay cho giấy số 0001/2026/GCN-SKHCN")
    assert (new.number, new.replaces, new.completion) == ("0001/2027/GCN-SKHCN", paper, paper.completion)
    assert (new.issued_on, new.expires_on) == (dt.date(2027, 3, 15), paper.expires_on)
    assert read_pdf(read_stored(new)).words == " ".join(words.printed()).split()
    entry = ModelLogEntry.objects.get(action="certificates.replace")
    assert (entry.user, entry.data) == (author, {"number": paper.number, "by": new.number})


def test_on_no_day_two_papers_count(paper: Certificate, author: User) -> None:
    new = replace_certificate(certificate=paper, by=author, at=LATER)
    assert [list(Certificate.objects.valid_at(day)) for day in (DAY, dt.date(2027, 3, 14), dt.date(2027, 3, 15))] == [
        [paper],
        [paper],
        [new],
    ]


def test_ended_paper_cannot_be_replaced(paper: Certificate, author: User) -> None:
    replace_certificate(certificate=paper, by=author, at=AT)
    with pytest.raises(CannotReplace):
        replace_certificate(certificate=paper, by=author, at=LATER)
    with pytest.raises(CannotRevoke):
        revoke_certificate(certificate=paper, reason="fraud", by=author, at=LATER)
    assert Certificate.objects.count() == 2


def test_expired_paper_cannot_be_replaced(paper: Certificate, author: User) -> None:
    with pytest.raises(CannotReplace):
        replace_certificate(certificate=paper, by=author, at=AT + dt.timedelta(days=740))
    assert Certificate.objects.count() == 1


# ── In the administration ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def admin(client: Client, author: User) -> Client:
    client.force_login(author)
    return client


def test_register_is_searched_by_number(admin: Client, paper: Certificate) -> None:
    page = admin.get("/quan-tri/certificates_register/", {"q": paper.number}).content.decode()
    assert "Nông Thị Ánh Nguyệt" in page
    assert "Nông Thị Ánh Nguyệt" not in admin.get("/quan-tri/certificates_register/", {"q": "9999/"}).content.decode()
    inspected = admin.get(f"/quan-tri/certificates_register/inspect/{paper.pk}/").content.decode()
    assert paper.pdf_sha256 in inspected


def test_nobody_adds_or_deletes_a_paper(admin: Client, paper: Certificate) -> None:
    for path in ("new/", f"edit/{paper.pk}/", f"delete/{paper.pk}/"):
        assert admin.post(f"/quan-tri/certificates_register/{path}").status_code == 302
    assert list(Certificate.objects.all()) == [paper]


def test_officer_tries_a_failed_job_again(admin: Client, award: Award, complete: Completes, nguyet: User) -> None:
    from certificates.issuing import decide_to_issue

    job = decide_to_issue(completion=complete(nguyet), at=AT)
    assert job is not None
    path = f"/quan-tri/certificates_jobs/edit/{job.pk}/"
    assert admin.post(path).status_code == 200  # it has not failed
    IssueJob.objects.update(state=IssueJob.State.FAILED, attempts=5, last_error="…")
    assert admin.get("/quan-tri/certificates_jobs/").status_code == 200
    assert admin.post(path).status_code == 302
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)


@pytest.mark.parametrize("place", ["issuers", "awards", "keys", "jobs", "register"])
def test_lists_open(admin: Client, paper: Certificate, place: str) -> None:
    assert admin.get(f"/quan-tri/certificates_{place}/").status_code == 200
