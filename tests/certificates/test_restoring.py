"""After a restore from a backup: nothing is given twice, and what people hold comes back with its number and code."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.emptying import empty_person
from accounts.models import User
from certificates.adopting import CannotAdopt, adopt_paper
from certificates.auditing import Audit
from certificates.checkpoints import make_checkpoint
from certificates.confirming import confirm_certificate
from certificates.correcting import replace_certificate
from certificates.epochs import CannotBegin, begin_epoch
from certificates.erasing import HOLDING
from certificates.issuing import Drained, decide_to_issue, drain
from certificates.keys import mark_compromised
from certificates.models import (
    Award,
    Certificate,
    Epoch,
    IssueJob,
    LogCheckpoint,
    LogEntry,
    LogTile,
    RegisterHead,
    RegisterKey,
    SerialCounter,
    SigningKey,
)
from certificates.renewing import CannotRenew, renew_certificate
from certificates.sample import make_sample
from certificates.storing import read_stored
from certificates.verifying import Replaced, Unregistered, Valid, answer_for, answer_for_pdf
from courses.models import Completion, Enrolment
from tests.certificates.conftest import AT, DAY, Completes, issue, make_person
from tests.certificates.tokens import turned
from tests.database import unguarded
from workforce.models import Employment

NEAR_THE_END = dt.datetime(2028, 11, 1, 2, tzinfo=dt.UTC)
GUARDED = ("certificates_certificate", "certificates_logentry", "certificates_logcheckpoint")


def restore_from_before() -> None:
    """As if the backup was made after the completions were recorded, and before any paper was issued."""
    with unguarded(*GUARDED):
        LogCheckpoint.objects.all().delete()
        LogEntry.objects.all().delete()
        LogTile.objects.all().delete()
        Certificate.objects.all().delete()
    RegisterHead.objects.all().delete()
    SerialCounter.objects.all().delete()
    IssueJob.objects.update(state=IssueJob.State.WAITING)


@pytest.fixture
def lost(paper: Certificate, settings: Any, tmp_path: Path) -> bytes:
    """The file of a paper that its holder has and the register does not."""
    settings.REGISTER_KEY_FILE = tmp_path / "register.pem"
    make_checkpoint(at=AT)
    pdf = read_stored(paper)
    restore_from_before()
    return pdf


def test_lost_paper_comes_back_and_nothing_is_given_twice(
    lost: bytes, paper: Certificate, complete: Completes, author: User
) -> None:
    epoch = begin_epoch(reason="Ổ đĩa hỏng ngày 04/12.", highest=["0007/2026/GCN-SKHCN"], spare=10, at=AT)
    assert answer_for_pdf(lost, DAY) == Unregistered()
    back = adopt_paper(pdf=lost, by=author, at=AT)
    assert (back.number, back.code, back.words, back.expires_on) == (
        paper.number,
        paper.code,
        paper.words,
        paper.expires_on,
    )
    assert (back.person, back.completion, back.design_version) == (
        paper.person,
        paper.completion,
        paper.design_version,
    )
    assert isinstance(answer_for(paper.code, DAY), Valid)
    assert answer_for_pdf(lost, DAY) == answer_for(paper.code, DAY)
    assert adopt_paper(pdf=lost, by=author, at=AT) == back
    # Its job does not make it once more, and the next paper has a number that nobody can hold.
    assert drain(limit=5, at=AT) == Drained()
    new = issue(complete(make_person("Hoàng Văn Tân")))
    assert new.number == "0018/2026/GCN-SKHCN"
    assert epoch.skipped[0] == {"kind": "paper", "symbol": "GCN-SKHCN", "year": 2026, "first": 1, "last": 17}
    assert confirm_certificate(certificate=back, reason="lost", by=author, at=AT).serial == 11
    make_checkpoint(at=AT)
    assert list(Audit(files=True).faults()) == []


def test_register_goes_on_under_a_name_and_a_key_of_its_own(lost: bytes, author: User, client: Client) -> None:
    begin_epoch(reason="Ổ đĩa hỏng.", highest=[], spare=5, at=AT)
    old, new = RegisterKey.objects.order_by("pk")
    assert (new.name, old.retired_at, new.retired_at) == (f"{old.name}/2", AT, None)
    adopt_paper(pdf=lost, by=author, at=AT)
    head = make_checkpoint(at=AT)
    assert head is not None
    assert head.note.startswith(f"{new.name}\n1\n")
    assert begin_epoch(reason="Lần nữa.", highest=[], spare=5, at=AT).register_name == f"{old.name}/3"
    page = client.get("/so-cap/").content.decode()
    assert "Ổ đĩa hỏng." in page
    assert new.name in page


def test_number_that_cannot_be_is_refused_before_anything_changes(lost: bytes) -> None:
    with pytest.raises(CannotBegin):
        begin_epoch(reason="…", highest=["bảy"], spare=5, at=AT)
    assert Epoch.objects.count() == 0


def test_only_what_we_signed_and_the_records_confirm_comes_back(lost: bytes, author: User, nguyet: User) -> None:
    for wrong in (b"%PDF-1.7", turned(lost), make_sample(at=AT)):
        with pytest.raises(CannotAdopt):
            adopt_paper(pdf=wrong, by=author, at=AT)
    Completion.objects.update(score_percent=90)
    with pytest.raises(CannotAdopt, match="0001/2026/GCN-SKHCN"):
        adopt_paper(pdf=lost, by=author, at=AT)
    Completion.objects.update(score_percent=88)
    # Without a new epoch its number went to somebody else.
    other = issue(nguyet.completions.get())
    assert other.number == "0001/2026/GCN-SKHCN"
    with pytest.raises(CannotAdopt, match="số hoặc mã"):
        adopt_paper(pdf=lost, by=author, at=AT)
    mark_compromised(key=SigningKey.objects.get(), since=AT, by=None, at=AT)
    with pytest.raises(CannotAdopt, match="người khác"):
        adopt_paper(pdf=lost, by=author, at=AT)


def test_lost_correction_ends_the_paper_that_it_replaced(
    award: Award, complete: Completes, nguyet: User, author: User
) -> None:
    old = issue(complete(nguyet))
    nguyet.full_name = "Nông Thị Ánh Nguyệt Nga"
    nguyet.save()
    new = replace_certificate(certificate=old, by=author, at=AT)
    pdf = read_stored(new)
    with unguarded(*GUARDED):
        LogEntry.objects.all().delete()
        new.delete()
        Certificate.objects.update(revoked_at=None, revoked_on=None, revoked_by=None, revocation_reason="")
    RegisterHead.objects.all().delete()
    assert isinstance(answer_for(old.code, DAY), Valid)
    back = adopt_paper(pdf=pdf, by=author, at=AT)
    answer = answer_for(old.code, DAY)
    assert isinstance(answer, Replaced)
    assert (back.replaces, answer.number) == (old, new.number)


def forget(*papers: Certificate) -> list[bytes]:
    """As if the backup was made before `papers`, the newest first, were issued; their files, which the holder has."""
    files = [read_stored(paper) for paper in papers]
    with unguarded(*GUARDED):
        LogEntry.objects.all().delete()
        for paper in papers:
            Certificate.objects.filter(pk=paper.pk).delete()
    RegisterHead.objects.all().delete()
    return files


def renewed(paper: Certificate, *, by: User, near: dt.datetime) -> Certificate:
    Award.objects.update(renewable=True)
    return renew_certificate(certificate=Certificate.objects.get(pk=paper.pk), by=by, at=near)


def test_lost_renewal_follows_the_paper_that_it_renewed(paper: Certificate, author: User) -> None:
    new = renewed(paper, by=author, near=NEAR_THE_END)
    (pdf,) = forget(new)
    back = adopt_paper(pdf=pdf, by=author, at=NEAR_THE_END)
    assert (back.renews, back.number, back.expires_on) == (paper, new.number, new.expires_on)
    # The old one still runs out on its own day, and cannot be renewed once more.
    old = Certificate.objects.get(pk=paper.pk)
    assert isinstance(answer_for(old.code, dt.date(2028, 12, 1)), Valid)
    with pytest.raises(CannotRenew, match=new.number):
        renewed(old, by=author, near=NEAR_THE_END)


def test_lost_renewals_come_back_in_the_order_they_were_issued(
    paper: Certificate, author: User, tmp_path: Path
) -> None:
    second = renewed(paper, by=author, near=NEAR_THE_END)
    third = renewed(second, by=author, near=dt.datetime(2030, 10, 1, 2, tzinfo=dt.UTC))
    files = forget(third, second, paper)
    for name, pdf in zip(("a.pdf", "b.pdf", "c.pdf"), files, strict=True):
        (tmp_path / name).write_bytes(pdf)
    # The newest first, by hand: the place of the older ones is taken, and each is told so.
    taken = adopt_paper(pdf=files[0], by=author, at=AT)
    assert taken.renews is None
    for older in files[1:]:
        with pytest.raises(CannotAdopt, match=third.number):
            adopt_paper(pdf=older, by=author, at=AT)
    forget(taken)
    call_command("adopt_papers", str(tmp_path), "--by", author.username, stdout=io.StringIO())
    chain = Certificate.objects.order_by("issued_on").values_list("number", "renews__number")
    assert list(chain) == [(paper.number, None), (second.number, paper.number), (third.number, second.number)]


def test_lost_paper_of_learning_again_renews_the_first(
    paper: Certificate, complete: Completes, nguyet: User, author: User
) -> None:
    Enrolment.objects.update(withdrawn_at=AT)
    again = complete(nguyet)
    day = DAY + dt.timedelta(days=690)
    Completion.objects.filter(pk=again.pk).update(completed_on=day, completed_at=AT + dt.timedelta(days=690))
    new = issue(Completion.objects.get(pk=again.pk), at=AT + dt.timedelta(days=700))
    newer, older = forget(new, paper)
    # Whichever is brought first: the paper of the first completion never follows that of the second.
    assert adopt_paper(pdf=older, by=author, at=AT).renews is None
    back = adopt_paper(pdf=newer, by=author, at=AT)
    assert (back.completion, back.renews.number if back.renews else "") == (again, paper.number)


def test_commands_say_what_became_of_each_file(lost: bytes, paper: Certificate, author: User, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("begin_epoch", "--reason", "Ổ đĩa hỏng.", "--spare", "3", stdout=out)
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "giay.pdf").write_bytes(lost)
    call_command("adopt_papers", str(folder), "--by", author.username, stdout=out)
    (folder / "la.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="1 refused"):
        call_command("adopt_papers", str(folder), "--by", author.username, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[1] == "Left out: 1 to 3 of 2026, GCN-SKHCN"
    assert [line.endswith(paper.number) for line in lines[3:]] == [True, True, False]


def test_job_of_a_lost_paper_waits_for_adoption_not_for_the_queue(lost: bytes, author: User, nguyet: User) -> None:
    decide_to_issue(completion=nguyet.completions.get(), at=AT)
    adopt_paper(pdf=lost, by=author, at=AT)
    assert IssueJob.objects.get().state == "done"


# ── Of people who had their data erased ───────────────────────────────────────────────────────


def erase(person: User) -> None:
    HOLDING.erase(person, None, AT)
    empty_person(person=person, at=AT)


def test_lost_paper_of_an_erased_person_comes_back_with_the_name_that_it_bears(
    lost: bytes, paper: Certificate, nguyet: User, author: User
) -> None:
    erase(nguyet)
    back = adopt_paper(pdf=lost, by=author, at=AT)
    assert (back.words, back.person, back.design_version) == (paper.words, nguyet, paper.design_version)
    assert answer_for_pdf(lost, DAY) == answer_for(paper.code, DAY)
    # What we offer beyond the register stays erased.
    assert back.credential.erased_at == AT


def test_lost_paper_that_fits_two_erased_people_is_nobodys(
    lost: bytes, complete: Completes, nguyet: User, author: User
) -> None:
    job = nguyet.employments.get()
    twin = make_person("Hoàng Văn Tân")
    Employment.objects.create(
        person=twin, agency=job.agency, position=job.position, category=job.category, starts_on=job.starts_on
    )
    complete(twin)
    erase(nguyet)
    erase(twin)
    with pytest.raises(CannotAdopt, match="nhiều hơn một"):
        adopt_paper(pdf=lost, by=author, at=AT)
    Completion.objects.filter(person=twin).update(score_percent=87)
    assert adopt_paper(pdf=lost, by=author, at=AT).person == nguyet
