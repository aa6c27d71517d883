"""Grave acts take two persons, and end one way only."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from accounts.models import Notice, User
from accounts.obligations import Whose
from certificates.correcting import CannotRevoke, OnFile, revoke_certificate
from certificates.due import papers_to_sign, proposals_to_decide
from certificates.models import Award, Certificate, EndingNote, PreparedPaper, Proposal, SigningKey
from certificates.proposing import (
    AlreadyDecided,
    AlreadyProposed,
    CannotPerform,
    NeedsTwo,
    Wanted,
    close_expired,
    confirm,
    decline,
    do_or_propose,
    needs_two,
    proposals_within_reach,
    propose,
)
from certificates.rights import NotYours, Verb
from tests.certificates.conftest import AT, Completes
from tests.certificates.rows import make_officer, row_of
from workforce.models import Agency, AgencyRole, Succession

SOON = AT + dt.timedelta(days=1)
ON_FILE = OnFile(note="Nhờ người thi hộ.", decision_number="12/QĐ-SKHCN", decision_on=dt.date(2026, 12, 4))


@pytest.fixture
def row(award: Award, complete: Completes, nguyet: User) -> Certificate:
    return row_of(complete(nguyet), award.issuer)


@pytest.fixture
def hoa(agency: Agency) -> User:
    return make_officer("Vy Thị Hòa", agency, Verb.REVOKE)


@pytest.fixture
def loc(agency: Agency) -> User:
    return make_officer("Hà Văn Lộc", agency, Verb.REVOKE)


def wanted(row: Certificate) -> Wanted:
    return Wanted(kind=Proposal.Kind.REVOKE_CERTIFICATE, subject=row, reason="fraud", on_file=ON_FILE)


@pytest.fixture
def proposal(row: Certificate, hoa: User) -> Proposal:
    return propose(wanted=wanted(row), by=hoa, at=AT)


def test_second_officer_confirms_and_it_is_done(proposal: Proposal, row: Certificate, hoa: User, loc: User) -> None:
    row.refresh_from_db()
    assert row.revoked_at is None
    confirm(proposal=proposal, by=loc, at=SOON)
    row.refresh_from_db()
    proposal.refresh_from_db()
    assert (row.revoked_at, row.revoked_by, row.revocation_reason) == (SOON, loc, "fraud")
    assert (proposal.outcome, proposal.decided_by, proposal.decided_at) == ("confirmed", loc, SOON)
    assert EndingNote.objects.get(certificate=row).decision_number == "12/QĐ-SKHCN"
    assert list(ModelLogEntry.objects.order_by("pk").values_list("action", "user")) == [
        ("certificates.propose", hoa.pk),
        ("certificates.revoke", loc.pk),
        ("certificates.decide", loc.pk),
    ]
    assert list(Notice.objects.order_by("pk").values_list("kind", "person")) == [
        ("certificates.revoked", row.person_id),
        ("certificates.decided", hoa.pk),
    ]
    for decide in (lambda: confirm(proposal=proposal, by=loc, at=SOON), lambda: _decline(proposal, loc)):
        with pytest.raises(AlreadyDecided):
            decide()


def _decline(proposal: Proposal, by: User, at: dt.datetime = SOON) -> Proposal:
    return decline(proposal=proposal, answer="Chưa đủ căn cứ.", by=by, at=at)


def test_nobody_confirms_what_they_proposed(proposal: Proposal, row: Certificate, hoa: User, author: User) -> None:
    with pytest.raises(NeedsTwo):
        confirm(proposal=proposal, by=hoa, at=SOON)
    # An administrator is one person too, and the database holds it whatever the code says.
    _decline(proposal, hoa)
    own = propose(wanted=wanted(row), by=author, at=AT)
    with pytest.raises(NeedsTwo):
        confirm(proposal=own, by=author, at=SOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=own.pk).update(outcome="confirmed", decided_by=author, decided_at=SOON)


@pytest.mark.parametrize(("who", "outcome"), [("loc", "declined"), ("hoa", "withdrawn")])
def test_declined_or_taken_back(
    proposal: Proposal, row: Certificate, hoa: User, request: pytest.FixtureRequest, who: str, outcome: str
) -> None:
    by: User = request.getfixturevalue(who)
    assert _decline(proposal, by).outcome == outcome
    row.refresh_from_db()
    assert row.revoked_at is None
    assert Notice.objects.filter(person=hoa).count() == (who != "hoa")
    assert propose(wanted=wanted(row), by=hoa, at=SOON).pk != proposal.pk


def test_proposal_expires(proposal: Proposal, row: Certificate, hoa: User, loc: User, settings: Any) -> None:
    with pytest.raises(AlreadyProposed):
        propose(wanted=wanted(row), by=loc, at=SOON)
    over = AT + dt.timedelta(days=settings.PROPOSAL_DAYS)
    with pytest.raises(AlreadyDecided):
        confirm(proposal=proposal, by=loc, at=over)
    assert list(Proposal.objects.waiting(over)) == []
    assert [close_expired(at=over), close_expired(at=over)] == [1, 0]
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.decided_at, proposal.decided_by) == ("expired", over, None)
    propose(wanted=wanted(row), by=loc, at=over)


def test_what_the_act_refuses_leaves_the_proposal_waiting(
    proposal: Proposal, row: Certificate, loc: User, author: User
) -> None:
    revoke_certificate(certificate=row, reason="altered", by=author, at=AT)
    with pytest.raises(CannotRevoke):
        confirm(proposal=proposal, by=loc, at=SOON)
    proposal.refresh_from_db()
    assert proposal.outcome == ""
    with pytest.raises(CannotRevoke):
        propose(wanted=wanted(row), by=loc, at=SOON)


def test_outsiders_are_refused(proposal: Proposal, row: Certificate, agency: Agency, nguyet: User) -> None:
    other = Agency.add_root(
        code="khac", name="Sở khác", kind="department", valid_from=dt.date(2025, 1, 1), confidence="confirmed"
    )
    outsiders = [
        nguyet,
        make_officer("Người Cơ Quan Khác", other, Verb.REVOKE),
        make_officer("Người Không Có Quyền", agency, Verb.SUSPEND),
        make_officer("Thủ Trưởng Chỉ Xem", agency, Verb.REVOKE, role="unit_head"),
    ]
    for person in outsiders:
        for attempt in (
            lambda by: propose(wanted=wanted(row), by=by, at=SOON),
            lambda by: confirm(proposal=proposal, by=by, at=SOON),
            lambda by: _decline(proposal, by),
        ):
            with pytest.raises(NotYours):
                attempt(person)
        assert list(proposals_within_reach(person)) == []
    # The body that takes over answers for the papers of the one that ended.
    Succession.objects.create(predecessor=agency, successor=other, on=dt.date(2026, 12, 5), document="NQ 1/2026")
    assert list(proposals_within_reach(outsiders[1])) == [proposal]
    confirm(proposal=proposal, by=User.objects.get(pk=outsiders[1].pk), at=SOON)


def test_setting_says_from_which_power_on_two_are_needed(row: Certificate, hoa: User, settings: Any) -> None:
    assert [needs_two(kind) for kind in Proposal.Kind.values] == [True, True, True]
    settings.TWO_PERSONS_FROM = 3
    assert [needs_two(kind) for kind in Proposal.Kind.values] == [False, False, True]
    assert do_or_propose(wanted=wanted(row), by=hoa, at=AT) is None
    row.refresh_from_db()
    assert (row.revoked_by, Proposal.objects.count()) == (hoa, 0)


def test_keys_go_the_same_way(author: User, nguyet: User) -> None:
    key = SigningKey.objects.create(fingerprint="2" * 64, active_from=AT)
    second = User.objects.create_superuser(username="thu.hai", full_name="Lộc Thị Hai")
    lost = Wanted(kind=Proposal.Kind.COMPROMISE_KEY, subject=key, since=AT, on_file=ON_FILE)
    retired = Wanted(kind=Proposal.Kind.RETIRE_KEY, subject=key, on_file=ON_FILE)
    with pytest.raises(NotYours):
        propose(wanted=lost, by=nguyet, at=AT)
    confirm(proposal=propose(wanted=retired, by=author, at=AT), by=second, at=SOON)
    key.refresh_from_db()
    assert (key.retired_at, key.compromised_since) == (SOON, None)
    confirm(proposal=propose(wanted=lost, by=author, at=SOON), by=second, at=SOON)
    key.refresh_from_db()
    assert key.compromised_since == AT
    again = propose(wanted=retired, by=author, at=SOON)
    with pytest.raises(CannotPerform):
        confirm(proposal=again, by=second, at=SOON)
    assert Proposal.objects.get(pk=again.pk).outcome == ""


# ── Who hears of it ───────────────────────────────────────────────────────────────────────────


def test_everybody_who_could_be_the_second_is_told_and_finds_it_on_the_desk(
    loc: User, proposal: Proposal, agency: Agency, nguyet: User
) -> None:
    elsewhere = Agency.add_root(
        code="xa-khac", name="Xã khác", kind=Agency.Kind.COMMUNE, valid_from=AT.date(), confidence="confirmed"
    )
    make_officer("Lý Văn Xa", elsewhere, Verb.REVOKE)
    make_officer("Vi Thị Khác", agency, Verb.SUSPEND)
    (notice,) = Notice.objects.filter(kind="certificates.proposed")
    assert (notice.person, notice.url) == (loc, f"/quan-tri/de-nghi/{proposal.pk}/")
    # Why is told on the page alone: a mail travels.
    assert ON_FILE.note not in str(notice.words)
    (due,) = proposals_to_decide(loc, AT)
    assert (due.url, due.due_at, due.whose) == (notice.url, proposal.expires_at, Whose.MINE)
    others = User.objects.exclude(pk=loc.pk)
    assert [proposals_to_decide(person, AT) for person in others] == [[]] * len(others)
    confirm(proposal=proposal, by=loc, at=AT)
    assert proposals_to_decide(loc, AT) == []


def test_proposal_about_a_key_is_told_to_those_who_decide_on_keys(agency: Agency, hoa: User) -> None:
    def key_officer(name: str) -> User:
        person = make_officer(name, agency, role=AgencyRole.Role.PROVINCIAL_OFFICER)
        person.user_permissions.add(Permission.objects.get(codename="change_signingkey"))
        return User.objects.get(pk=person.pk)

    first, second = key_officer("Bế Văn Khóa"), key_officer("Đàm Thị Khóa")
    key = SigningKey.objects.create(fingerprint="2" * 64, active_from=AT)
    propose(wanted=Wanted(kind=Proposal.Kind.RETIRE_KEY, subject=key, on_file=ON_FILE), by=first, at=AT)
    told = Notice.objects.filter(kind="certificates.proposed")
    assert [notice.person for notice in told] == [second]


def test_officer_with_a_token_finds_the_papers_to_sign_on_the_desk(
    prepared: PreparedPaper, tuan: User, nguyet: User
) -> None:
    (due,) = papers_to_sign(tuan, AT)
    assert (due.url, due.title) == ("/ky-giay/", "1 giấy chờ chữ ký của bạn")
    assert papers_to_sign(nguyet, AT) == []
