"""What befalls a paper after it was issued: suspended, lifted, renewed, confirmed, expired. Nothing is overwritten."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.emptying import empty_person
from accounts.models import Notice, User
from accounts.telling import in_words, mail_notices
from certificates.approving import NothingToConfirm, approve
from certificates.confirming import CannotConfirm, confirm_certificate, confirmation_number
from certificates.correcting import CannotReplace, OnFile, replace_certificate, revoke_certificate
from certificates.erasing import HOLDING
from certificates.expiring import tell_before_expiry
from certificates.issuing import decide_to_issue
from certificates.models import (
    Award,
    Certificate,
    Confirmation,
    EndingNote,
    IssueJob,
    Issuer,
    LogEntry,
    Suspension,
)
from certificates.officer.acts import acts_open_to
from certificates.papers import papers_of
from certificates.preparing import prepare_renewal, prepare_replacement
from certificates.renewing import CannotRenew, renew_certificate
from certificates.repairing import make_missing_jobs
from certificates.storing import read_stored
from certificates.suspending import CannotLift, CannotSuspend, lift_suspension, suspend_certificate
from certificates.verifying import Replaced, Revoked, Suspended, Valid, answer_for, answer_for_pdf
from courses.models import Enrolment
from kit.pdf import read_pdf
from tests.certificates.conftest import AT, DAY, Completes, issue, make_person
from tests.certificates.rows import row_of

LATER = AT + dt.timedelta(days=10)
LIFTED = AT + dt.timedelta(days=30)


def days(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


def told(person: User) -> list[str]:
    """The kinds of what `person` was told after the paper was issued, first to last."""
    later = Notice.objects.filter(person=person).exclude(kind="certificates.issued")
    return [notice.kind for notice in later.order_by("pk")]


@pytest.fixture
def row(award: Award, complete: Completes, nguyet: User) -> Certificate:
    """A paper without a file, valid for two years."""
    return row_of(complete(nguyet), award.issuer, expires=dt.date(2028, 12, 6))


# ── Suspending ────────────────────────────────────────────────────────────────────────────────


def test_suspended_paper_does_not_count_while_it_is_examined(row: Certificate, nguyet: User, author: User) -> None:
    suspension = suspend_certificate(certificate=row, reason="Có đơn tố cáo.", by=author, at=LATER)
    answer = answer_for(row.code, days(10))
    assert isinstance(answer, Suspended)
    assert (answer.state, answer.suspended, answer.on) == ("revoked", True, days(10))
    assert "tố cáo" not in answer.reason
    assert [paper.state for paper in papers_of(nguyet, on=days(10)).papers] == ["suspended"]

    lift_suspension(certificate=row, finding="Không có gì.", by=author, at=LIFTED)
    assert isinstance(answer_for(row.code, days(30)), Valid)
    # History stays right: counted on the days before and after, not between.
    counted = [Certificate.objects.valid_at(days(number)).exists() for number in (0, 9, 10, 29, 30, 60)]
    assert counted == [True, True, False, False, True, True]
    suspension.refresh_from_db()
    assert (suspension.reason, suspension.finding, suspension.lifted_by) == ("Có đơn tố cáo.", "Không có gì.", author)
    assert told(nguyet) == ["certificates.suspended", "certificates.lifted"]
    assert list(ModelLogEntry.objects.order_by("pk").values_list("action", "user")) == [
        ("certificates.suspend", author.pk),
        ("certificates.lift", author.pk),
    ]
    assert list(LogEntry.objects.order_by("seq").values_list("kind", flat=True)) == ["suspend", "lift"]
    assert not LogEntry.objects.filter(record__contains="tố cáo").exists()


def test_second_examination_is_a_row_of_its_own(row: Certificate, author: User) -> None:
    for number in (1, 5):
        suspend_certificate(certificate=row, reason="…", by=author, at=AT + dt.timedelta(days=number))
        lift_suspension(certificate=row, finding="…", by=author, at=AT + dt.timedelta(days=number + 2))
    counted = [Certificate.objects.valid_at(days(number)).exists() for number in range(8)]
    assert counted == [True, False, False, True, True, False, False, True]


def test_what_cannot_be_suspended_or_lifted(row: Certificate, author: User) -> None:
    with pytest.raises(CannotLift):
        lift_suspension(certificate=row, finding="…", by=author, at=AT)
    with pytest.raises(CannotSuspend):
        suspend_certificate(certificate=row, reason="…", by=author, at=AT + dt.timedelta(days=800))
    suspend_certificate(certificate=row, reason="…", by=author, at=AT)
    for refused, attempt in (
        (CannotSuspend, lambda: suspend_certificate(certificate=row, reason="…", by=author, at=LATER)),
        (CannotReplace, lambda: replace_certificate(certificate=row, by=author, at=LATER)),
        (CannotConfirm, lambda: confirm_certificate(certificate=row, reason="lost", by=author, at=LATER)),
    ):
        with pytest.raises(refused):
            attempt()
    revoke_certificate(certificate=row, reason="fraud", by=author, at=LATER)
    with pytest.raises(CannotLift):
        lift_suspension(certificate=row, finding="…", by=author, at=LIFTED)
    assert type(answer_for(row.code, days(30))) is Revoked
    assert [Certificate.objects.valid_at(days(number)).exists() for number in (0, 10, 30)] == [False] * 3
    assert Suspension.objects.get().lifted_at is None


def test_database_keeps_suspensions_apart_and_whole(row: Certificate, author: User) -> None:
    suspension = suspend_certificate(certificate=row, reason="…", by=author, at=AT)
    wrong: list[Any] = [
        lambda: Suspension.objects.create(certificate=row, reason="…", starts_at=AT, starts_on=DAY, by=author),
        lambda: Suspension.objects.update(starts_on=days(-3)),
        lambda: Suspension.objects.update(reason="Khác."),
        lambda: Suspension.objects.update(lifted_at=AT),
        lambda: Suspension.objects.update(lifted_at=AT, lifted_on=days(-1), lifted_by=author),
        lambda: Suspension.objects.filter(pk=suspension.pk).delete(),
    ]
    for attempt in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


# ── Ending ────────────────────────────────────────────────────────────────────────────────────


def test_file_of_a_revocation_is_kept_and_not_shown(
    client: Client, row: Certificate, nguyet: User, author: User
) -> None:
    on_file = OnFile(note="Nhờ người thi hộ.", decision_number="12/QĐ-SKHCN", decision_on=DAY)
    revoke_certificate(certificate=row, reason="fraud", by=author, at=AT, on_file=on_file)
    note = EndingNote.objects.get(certificate=row)
    assert (note.note, note.decision_number, note.decision_on) == ("Nhờ người thi hộ.", "12/QĐ-SKHCN", DAY)
    page = client.get(f"/c/{row.code}").content.decode()
    client.force_login(nguyet)
    page += client.get("/giay-chung-nhan/").content.decode()
    assert [secret for secret in ("thi hộ", "12/QĐ") if secret in page] == []
    notice = Notice.objects.get(person=nguyet)
    assert notice.words == {
        "papers": f"{row.number}, “Quản trị dữ liệu cơ bản”",
        "issuer": "Sở Khoa học và Công nghệ tỉnh Lạng Sơn",
        "reason": str(Certificate.Reason.FRAUD.label),
        "day": "05/12/2026",
    }
    assert row.number not in in_words(notice).title  # it becomes the subject of a mail


def test_chain_of_replacements_leads_to_the_last(
    paper: Certificate, author: User, django_assert_num_queries: Any
) -> None:
    chain = [paper]
    for number in range(3):
        chain.append(replace_certificate(certificate=chain[-1], by=author, at=AT + dt.timedelta(days=number)))
    for old in chain[:-1]:
        with django_assert_num_queries(2):
            answer = answer_for(old.code, days(5))
        assert isinstance(answer, Replaced)
        assert (answer.number, answer.code) == (chain[-1].number, chain[-1].code)
    with django_assert_num_queries(1):
        assert isinstance(answer_for(chain[-1].code, days(5)), Valid)
    assert told(paper.person) == ["certificates.replaced"] * 3


# ── Expiring and renewing ─────────────────────────────────────────────────────────────────────


def test_holder_is_told_before_the_end_once_for_each_step(
    award: Award, complete: Completes, issuer: Issuer, nguyet: User, author: User, settings: Any
) -> None:
    settings.EXPIRY_NOTICE_DAYS = [60, 14]
    nguyet.email = "nguyet@langson.example"
    nguyet.save()
    tan = make_person("Hoàng Văn Tân")
    end = dt.date(2027, 6, 1)
    first = row_of(complete(nguyet), issuer, expires=end)
    Enrolment.objects.update(withdrawn_at=AT)
    second = row_of(complete(nguyet), issuer, expires=end + dt.timedelta(days=2))
    suspended = row_of(complete(tan), issuer, expires=end)
    suspend_certificate(certificate=suspended, reason="…", by=author, at=AT)
    Notice.objects.all().delete()

    def spoken_of(before: int) -> int:
        return tell_before_expiry(at=dt.datetime.combine(end, dt.time(3), tzinfo=dt.UTC) - dt.timedelta(days=before))

    # Each step speaks of a paper once; where two come near together one mail names both; after the end nobody speaks.
    assert [spoken_of(before) for before in (61, 60, 58, 57, 20, 12, 11, -3)] == [0, 1, 1, 0, 0, 2, 0, 0]
    assert told(nguyet) == ["certificates.expiring"] * 3
    assert told(tan) == []
    last = Notice.objects.filter(person=nguyet).latest("pk")
    course = "“Quản trị dữ liệu cơ bản”"
    assert last.words["papers"] == f"{first.number}, {course} (31/05/2027); {second.number}, {course} (02/06/2027)"
    assert mail_notices(limit=10, at=AT) == 3
    assert len(mail.outbox) == 3


def test_officer_renews_where_the_award_allows(paper: Certificate, award: Award, nguyet: User, author: User) -> None:
    near = dt.datetime(2028, 11, 1, 2, tzinfo=dt.UTC)
    with pytest.raises(CannotRenew):
        renew_certificate(certificate=paper, by=author, at=near)
    award.renewable = True
    award.save()
    with pytest.raises(CannotRenew):
        renew_certificate(certificate=paper, by=author, at=LATER)
    new = renew_certificate(certificate=paper, by=author, at=near)
    assert (new.renews, new.number, new.expires_on) == (paper, "0001/2028/GCN-SKHCN", dt.date(2030, 11, 2))
    with pytest.raises(CannotRenew):
        renew_certificate(certificate=Certificate.objects.get(pk=paper.pk), by=author, at=near)
    # The old one runs out on its own day and answers as before.
    assert isinstance(answer_for(paper.code, dt.date(2028, 12, 1)), Valid)
    assert tell_before_expiry(at=near) == 0
    assert told(nguyet) == ["certificates.renewed"]


def test_learning_again_renews_by_itself(paper: Certificate, complete: Completes, nguyet: User, author: User) -> None:
    Enrolment.objects.update(withdrawn_at=AT)
    new = issue(complete(nguyet), at=AT + dt.timedelta(days=700))
    assert (new.renews, new.replaces) == (paper, None)
    assert told(nguyet) == ["certificates.renewed"]


# ── Lost papers ───────────────────────────────────────────────────────────────────────────────


def test_lost_paper_is_confirmed_from_the_register(
    client: Client, paper: Certificate, nguyet: User, tan: User, author: User
) -> None:
    made = confirm_certificate(certificate=paper, reason="lost", by=author, at=LATER)
    assert confirm_certificate(certificate=paper, reason="lost", by=author, at=LATER) == made
    assert (made.number, Confirmation.objects.count()) == ("0001/2026/GXN-SKHCN", 1)
    pdf = read_stored(made)
    words = read_pdf(pdf).words
    text = " ".join(words)
    for said in (
        "GIẤY XÁC NHẬN",
        "Số: 0001/2026/GXN-SKHCN",
        "Nông Thị Ánh Nguyệt",
        "Giấy chứng nhận hoàn thành khóa học “Quản trị dữ liệu cơ bản”",
        "0001/2026/GCN-SKHCN",
        "đến hết ngày 05/12/2028",
        "đã bị mất",
    ):
        assert said in text
    # Signed by us, and as good as the paper that it confirms.
    assert answer_for_pdf(pdf, days(20)) == answer_for(paper.code, days(20))
    assert told(nguyet) == ["certificates.confirmed"]

    client.force_login(nguyet)
    path = f"/giay-chung-nhan/xac-nhan/{made.code}.pdf"
    assert path in client.get("/giay-chung-nhan/").content.decode()
    assert client.get(path).content == pdf
    client.force_login(tan)
    assert client.get(path).status_code == 404

    revoke_certificate(certificate=paper, reason="fraud", by=author, at=LIFTED)
    assert isinstance(answer_for_pdf(pdf, days(40)), Revoked)
    with pytest.raises(CannotConfirm):
        confirm_certificate(certificate=paper, reason="damaged", by=author, at=LIFTED + dt.timedelta(days=1))


@pytest.mark.parametrize(("symbol", "number"), [("GCN-SKHCN", "0003/2026/GXN-SKHCN"), ("SKHCN", "0003/2026/GXN-SKHCN")])
def test_number_of_a_confirmation(symbol: str, number: str) -> None:
    assert confirmation_number(3, 2026, symbol) == number


# ── Of whom had their data erased ─────────────────────────────────────────────────────────────


def test_nothing_new_is_printed_for_who_has_no_name_any_more(
    row: Certificate, award: Award, complete: Completes, nguyet: User, author: User
) -> None:
    Award.objects.update(renewable=True)
    another = complete(make_person("Hoàng Văn Tân"))
    job = decide_to_issue(completion=another, at=AT)
    for person in (nguyet, another.person):
        IssueJob.objects.update(state=IssueJob.State.LACKING)
        HOLDING.erase(person, None, AT)
        empty_person(person=person, at=AT)
    near = dt.datetime(2028, 11, 20, 2, tzinfo=dt.UTC)
    paper = Certificate.objects.get(pk=row.pk)
    with pytest.raises(CannotReplace, match="xóa dữ liệu"):
        replace_certificate(certificate=paper, by=author, at=LATER)
    with pytest.raises(CannotRenew, match="xóa dữ liệu"):
        renew_certificate(certificate=paper, by=author, at=near)
    award.issuer.signed_by = Issuer.Signs.OFFICER
    award.issuer.save()
    with pytest.raises(CannotReplace, match="xóa dữ liệu"):
        prepare_replacement(certificate=paper, by=author, at=LATER)
    with pytest.raises(CannotRenew, match="xóa dữ liệu"):
        prepare_renewal(certificate=paper, by=author, at=near)
    offered = {act.slug for act in acts_open_to(author, paper, at=near)}
    assert offered == {"tam-dung", "xac-nhan", "thu-hoi"}
    # What was declined when the data went is not made after all, and nothing is made up for it.
    assert IssueJob.objects.get() == job
    with pytest.raises(NothingToConfirm):
        approve(jobs=IssueJob.objects.all(), by=author, at=LATER)
    IssueJob.objects.all().delete()
    assert make_missing_jobs(at=LATER) == 0
    assert isinstance(answer_for(row.code, days(10)), Valid)
