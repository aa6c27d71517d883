"""The life of keys: entered, rotated, retired, compromised since a moment; what papers they signed are worth then."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from certificates.correcting import replace_certificate
from certificates.issuing import decide_to_issue, drain
from certificates.keys import (
    CannotEndKey,
    CannotEnterKey,
    enter_officer_key,
    key_health,
    mark_compromised,
    retire_key,
)
from certificates.models import Award, Certificate, Issuer, Proposal, SigningKey
from certificates.papers import papers_of
from certificates.proposing import confirm
from certificates.sample import make_sample
from certificates.signing import KeyNotUsable, activate_key, load_key, make_key
from certificates.storing import read_stored
from certificates.verifying import Replaced, Revoked, Unregistered, Valid, answer_for, answer_for_pdf
from tests.certificates.authorities import Root, new_private_key, write_p12
from tests.certificates.conftest import AT, DAY, Completes, issue

BEFORE, AFTER = AT - dt.timedelta(hours=1), AT + dt.timedelta(hours=1)


@pytest.fixture
def own_file(settings: Any, tmp_path: Path) -> Path:
    """A key file of this test alone."""
    settings.SIGNING_KEY_FILE = tmp_path / "signing.p12"
    return tmp_path / "signing.p12"


# ── Rotation ──────────────────────────────────────────────────────────────────────────────────


def test_rotation_gives_a_new_key_and_old_papers_still_verify(
    own_file: Path, award: Award, complete: Completes, nguyet: User, tan: User
) -> None:
    old = issue(complete(nguyet))
    out = io.StringIO()
    call_command("rotate_signing_key", "--make", stdout=out)
    new = issue(complete(tan))
    assert [key.state for key in SigningKey.objects.order_by("pk")] == ["retired", "active"]
    assert (new.signing_key, old.signing_key) == tuple(SigningKey.objects.order_by("-pk"))
    for paper in (old, new):
        assert isinstance(answer_for_pdf(read_stored(paper), DAY), Valid)
    (aside,) = own_file.parent.glob("signing-*.p12")
    assert aside.name in out.getvalue()
    assert sorted(path.name for path in own_file.parent.iterdir()) == sorted(["signing.p12", aside.name])


def test_rotation_to_the_same_key_changes_nothing(own_file: Path, db: None) -> None:
    make_key(at=timezone.now())
    for _turn in range(2):
        call_command("rotate_signing_key", stdout=io.StringIO())
    assert SigningKey.objects.get().state == "active"


def test_rotation_back_to_a_retired_key_is_refused(own_file: Path, db: None) -> None:
    make_key(at=timezone.now())
    retire_key(key=activate_key(load_key(), at=AT), by=None, at=AT)
    with pytest.raises(CommandError):
        call_command("rotate_signing_key", stdout=io.StringIO())


@pytest.mark.parametrize("kind", ["P-256", "RSA-2048", "RSA-3072"])
def test_key_of_each_kind_signs_from_a_file(own_file: Path, db: None, kind: str) -> None:
    private_key = new_private_key(kind)
    root = Root("Cơ quan chứng thực thử")
    certificate = root.certify("Khóa thử", private_key.public_key())
    write_p12(own_file, private_key, certificate, [root.certificate])
    row = activate_key(load_key(), at=AT)
    assert row.algorithm == {"P-256": "ECDSA secp256r1"}.get(kind, kind.replace("-", " "))
    assert isinstance(answer_for_pdf(make_sample(at=AT), DAY), Unregistered)


def test_database_knows_one_active_key_of_the_server(own_file: Path, db: None) -> None:
    row = activate_key(make_key(at=timezone.now()), at=AT)
    row.pk, row.fingerprint, row.kind = None, "0" * 64, SigningKey.Kind.DEVICE
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


# ── Retired and compromised ───────────────────────────────────────────────────────────────────


def test_retired_key_signs_no_more_and_its_papers_stand(
    own_file: Path, award: Award, complete: Completes, nguyet: User, tan: User, author: User
) -> None:
    paper = issue(complete(nguyet))
    retire_key(key=paper.signing_key, by=author, at=AT)
    decide_to_issue(completion=complete(tan), at=AT)
    assert drain(limit=1, at=AT).stopped
    assert not key_health(at=timezone.now()).usable
    assert answer_for(paper.code, DAY) == answer_for_pdf(read_stored(paper), DAY)
    assert isinstance(answer_for(paper.code, DAY), Valid)
    assert ModelLogEntry.objects.get(action="certificates.retire_key").user == author
    with pytest.raises(CannotEndKey):
        retire_key(key=paper.signing_key, by=author, at=AT)


def test_paper_registered_before_the_theft_stands_with_a_note(paper: Certificate, author: User, client: Client) -> None:
    mark_compromised(key=paper.signing_key, since=AFTER, by=author, at=AFTER)
    for answer in (answer_for(paper.code, DAY), answer_for_pdf(read_stored(paper), DAY)):
        assert isinstance(answer, Valid)
        assert answer.key_lost_on == DAY
    assert "giấy vẫn có giá trị" in client.get(f"/c/{paper.code}").content.decode()
    assert Certificate.objects.valid_at(DAY).count() == 1


def test_paper_registered_after_the_theft_does_not_stand(
    paper: Certificate, author: User, nguyet: User, client: Client, own_file: Path
) -> None:
    mark_compromised(key=paper.signing_key, since=BEFORE, by=author, at=AFTER)
    for answer in (answer_for(paper.code, DAY), answer_for_pdf(read_stored(paper), DAY)):
        assert isinstance(answer, Revoked)
        assert answer.on == DAY
    assert 'data-state="revoked"' in client.get(f"/c/{paper.code}").content.decode()
    assert Certificate.objects.valid_at(DAY).count() == 0
    assert [own.state for own in papers_of(nguyet, on=DAY).papers] == ["revoked"]
    # An officer gives its holder a new one, signed by a new key.
    make_key(at=timezone.now())
    new = replace_certificate(certificate=paper, by=author, at=AFTER)
    assert isinstance(answer_for(paper.code, DAY), Replaced)
    assert isinstance(answer_for(new.code, DAY), Valid)


def test_what_the_thief_signs_is_refused(paper: Certificate, author: User, client: Client) -> None:
    mark_compromised(key=paper.signing_key, since=AFTER, by=author, at=AFTER)
    forged = make_sample(at=AT)
    assert answer_for_pdf(forged, DAY) == Unregistered(DAY)
    file = io.BytesIO(forged)
    file.name = "giay.pdf"
    assert "người khác" in client.post("/kiem-tra/", {"tep": file}).content.decode()


def test_theft_may_turn_out_earlier_but_never_later(paper: Certificate, author: User) -> None:
    key = mark_compromised(key=paper.signing_key, since=AT, by=author, at=AFTER)
    assert (key.state, key.retired_at) == ("compromised", AFTER)
    for since in (AT, AT + dt.timedelta(seconds=1), AFTER + dt.timedelta(days=1)):
        with pytest.raises(CannotEndKey):
            mark_compromised(key=key, since=since, by=author, at=AFTER)
    assert mark_compromised(key=key, since=BEFORE, by=author, at=AFTER).compromised_since == BEFORE
    told = ModelLogEntry.objects.filter(action="certificates.mark_compromised").order_by("pk")
    assert [entry.data["before"] for entry in told] == [None, AT.isoformat()]


def test_compromised_key_does_not_sign(paper: Certificate) -> None:
    mark_compromised(key=paper.signing_key, since=AT, by=None, at=AT)
    with pytest.raises(KeyNotUsable):
        activate_key(load_key(), at=AT)


# ── Officers' keys ────────────────────────────────────────────────────────────────────────────


def certificate_for(officer: str, **more: Any) -> bytes:
    key = new_private_key("P-256")
    return Root("Cơ quan chứng thực thử").certify(officer, key.public_key(), **more).public_bytes(Encoding.DER)


def test_new_token_of_an_officer_retires_the_old(issuer: Issuer, author: User) -> None:
    def enter() -> SigningKey:
        now = timezone.now()
        return enter_officer_key(
            certificate=certificate_for("Hoàng Minh Tuấn"),
            officer=author,
            issuer=issuer,
            has_legal_value=True,
            by=author,
            at=now,
        )

    first, second = enter(), enter()
    first.refresh_from_db()
    assert (first.state, second.state, second.kind, second.officer) == ("retired", "active", "token", author)


@pytest.mark.parametrize("trouble", ["ended", "no certificate", "entered before"])
def test_unfit_certificate_is_refused(issuer: Issuer, author: User, trouble: str) -> None:
    now = timezone.now()
    content = {
        "ended": certificate_for("A", begins=now - dt.timedelta(days=9), lasts=dt.timedelta(days=1)),
        "no certificate": b"-----BEGIN something",
        "entered before": certificate_for("A"),
    }[trouble]
    facts: dict[str, Any] = {"certificate": content, "issuer": issuer, "has_legal_value": False, "at": now}
    if trouble == "entered before":
        enter_officer_key(**facts, officer=author, by=author)
    with pytest.raises(CannotEnterKey):
        enter_officer_key(**facts, officer=author, by=author)
    assert SigningKey.objects.active().count() == (trouble == "entered before")


def test_officer_key_is_entered_and_retired_in_the_administration(
    client: Client, issuer: Issuer, author: User, tan: User
) -> None:
    client.force_login(author)
    file = io.BytesIO(certificate_for("Hoàng Văn Tân"))
    file.name = "tan.cer"
    form = {"officer": "tan", "issuer": issuer.pk, "file": file}
    assert client.post("/quan-tri/certificates_keys/new/", form).status_code == 302
    key = SigningKey.objects.get()
    assert (key.officer, key.issuer, key.has_legal_value) == (tan, issuer, False)
    bad = io.BytesIO(b"no certificate")
    bad.name = "x.cer"
    assert client.post("/quan-tri/certificates_keys/new/", {**form, "file": bad}).status_code == 200
    assert client.get("/quan-tri/certificates_keys/").status_code == 200
    end = {"kind": "compromise_key", "note": "Mất token trên xe khách", "decision_number": ""}
    address = f"/quan-tri/certificates_keys/edit/{key.pk}/"
    assert client.post(address, end).status_code == 200  # since when?
    assert client.post(address, {**end, "kind": "retire_key"}).status_code == 302
    key.refresh_from_db()
    assert (key.state, Proposal.objects.get().kind) == ("active", "retire_key")
    confirm(proposal=Proposal.objects.get(), by=User.objects.create_superuser("hai", full_name="Lộc Hai"), at=AT)
    key.refresh_from_db()
    assert key.state == "retired"


# ── Health ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("days", "warnings"), [(400, []), (20, ["signing_certificate_ends_soon"])])
def test_health_warns_before_the_certificate_ends(
    client: Client, own_file: Path, db: None, days: int, warnings: list[str]
) -> None:
    private_key = new_private_key("P-256")
    certificate = Root("Thử").certify("Thử", private_key.public_key(), lasts=dt.timedelta(days=days))
    write_p12(own_file, private_key, certificate, [])
    response = client.get("/readyz")
    assert (response.status_code, response.json()["signing_key"], response.json()["warnings"]) == (200, True, warnings)


def test_health_fails_when_the_key_was_retired(client: Client, own_file: Path, db: None) -> None:
    make_key(at=timezone.now())
    retire_key(key=activate_key(load_key(), at=AT), by=None, at=AT)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["signing_key"]) == (503, False)


# ── The command that checks ───────────────────────────────────────────────────────────────────


def checked(*words: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify_certificate", *words, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_command_gives_one_answer_to_each_file(paper: Certificate, author: User, tmp_path: Path) -> None:
    pdf = read_stored(paper)
    sample = make_sample(at=AT)
    files = {"that": pdf, "sua": pdf + b"\n", "mau": sample, "khac": b"%PDF-1.4", "lon": b"%PDF" * 600_000}
    for name, content in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(content)
    states = {name: json.loads(checked(str(tmp_path / f"{name}.pdf"), "--json")[1])["state"] for name in files}
    assert states == {"that": "valid", "sua": "altered", "mau": "unregistered", "khac": "unknown", "lon": "unknown"}
    codes = [checked(str(tmp_path / f"{name}.pdf"))[0] for name in files]
    assert codes == [0, 7, 8, 3, 3]
    with pytest.raises(CommandError):
        call_command("verify_certificate", str(tmp_path / "none.pdf"))


def test_command_answers_to_codes(paper: Certificate, author: User) -> None:
    assert checked(paper.code) == (
        0,
        "Giấy thật, đang có giá trị: số 0001/2026/GCN-SKHCN, cấp cho Nông Thị Ánh Nguyệt.\n",
    )
    new = replace_certificate(certificate=paper, by=author, at=AT)
    status, said = checked(paper.code, "--json")
    assert (status, json.loads(said)["replaced_by"]) == (6, new.number)
    assert checked("0" * 26)[0] == checked("không phải mã")[0] == 3
