"""The register is a log: what happens to a paper is a leaf of it, and the database refuses to take that back."""

import datetime as dt
import hashlib
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from wagtail.models import ModelLogEntry

from accounts.models import User
from certificates.auditing import Audit
from certificates.correcting import replace_certificate, revoke_certificate
from certificates.models import Certificate, LogEntry, LogTile, RegisterHead
from certificates.register import FORMAT, AlreadyErased, append, data_hash, erase_record, frontier_of
from certificates.tiles import Tiles
from courses.records import canonical, moment
from kit.merkle import inclusion, leaf_hash, root, root_by_inclusion, root_of, root_of_leaves
from tests.certificates.conftest import AT, examine

LATER = AT + dt.timedelta(days=100)


def stored_root() -> bytes:
    return root_of(frontier_of(RegisterHead.objects.get()))


def test_issuing_is_an_entry_that_knows_the_paper_again(paper: Certificate) -> None:
    entry = LogEntry.objects.get()
    assert (entry.seq, entry.kind, entry.certificate, entry.at) == (0, "issue", paper, AT)
    assert json.loads(entry.record) == {
        "format": FORMAT,
        "kind": "issue",
        "at": moment(AT),
        "number": paper.number,
        "code": paper.code,
        "pdf_sha256": paper.pdf_sha256,
        "title": "GIẤY CHỨNG NHẬN",
        "holder": "Nông Thị Ánh Nguyệt",
        "course": "Quản trị dữ liệu cơ bản",
        "issuer": "Sở Khoa học và Công nghệ tỉnh Lạng Sơn",
        "issued_on": "2026-12-05",
        "expires_on": "2028-12-06",
        "words_sha256": hashlib.sha256(canonical(paper.words).encode()).hexdigest(),
        "signing_key": paper.signing_key.fingerprint,
        "replaces": "",
        "renews": "",
    }
    assert entry.data_sha256 == data_hash(entry.salt, entry.record).hex()
    assert stored_root() == leaf_hash(bytes.fromhex(entry.data_sha256))


def test_ends_of_a_paper_are_entries_too(paper: Certificate, author: User) -> None:
    new = replace_certificate(certificate=paper, by=author, at=LATER)
    revoke_certificate(certificate=new, reason="fraud", by=author, at=LATER)
    said = [json.loads(record) for record in LogEntry.objects.order_by("seq").values_list("record", flat=True)]
    assert [(one["kind"], one["number"]) for one in said] == [
        ("issue", paper.number),
        ("issue", new.number),
        ("replace", paper.number),
        ("revoke", new.number),
    ]
    assert said[1]["replaces"] == paper.number
    assert (said[2]["replaced_by"], said[2]["reason"]) == (new.number, "issuer_error")
    assert (said[3]["reason"], said[3]["at"]) == ("fraud", moment(LATER))
    entries = LogEntry.objects.order_by("seq")
    assert stored_root() == root_of_leaves([entry.leaf_hash for entry in entries])
    assert list(Audit().faults()) == []


def test_entry_goes_back_with_its_transaction(paper: Certificate) -> None:
    with transaction.atomic():
        append(kind="suspend", certificate=paper, at=LATER)
        transaction.set_rollback(True)
    append(kind="suspend", certificate=paper, at=LATER, reason="examined")
    assert list(LogEntry.objects.order_by("seq").values_list("seq", "kind")) == [(0, "issue"), (1, "suspend")]


def test_appending_costs_three_statements(paper: Certificate, django_assert_num_queries: object) -> None:
    paper.refresh_from_db()
    with django_assert_num_queries(3):  # type: ignore[operator]
        append(kind="suspend", certificate=paper, at=LATER)


def test_unknown_kinds_are_refused(paper: Certificate) -> None:
    with pytest.raises(ValueError, match="praise"):
        append(kind="praise", certificate=paper, at=LATER)


def test_tiles_are_kept_as_they_fill_and_lead_to_the_same_root(paper: Certificate, author: User) -> None:
    examine(paper, 519, by=author)
    assert list(LogTile.objects.order_by("number").values_list("level", "number")) == [(0, 0), (0, 1)]
    leaves = [entry.leaf_hash for entry in LogEntry.objects.order_by("seq")]
    assert [tile.root for tile in LogTile.objects.order_by("number")] == [
        root_of_leaves(leaves[:256]).hex(),
        root_of_leaves(leaves[256:512]).hex(),
    ]
    for size in (1, 255, 256, 257, 511, 512, 513, 520):
        assert root(size, Tiles()) == root_of_leaves(leaves[:size])
        for index in (0, size // 2, size - 1):
            path = inclusion(index, size, Tiles())
            assert root_by_inclusion(leaves[index], index, size, path) == root_of_leaves(leaves[:size])
    with pytest.raises(LookupError):
        root(521, Tiles())
    assert list(Audit().faults()) == []


# ── The database refuses ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE certificates_logentry SET data_sha256 = 'ab'",
        "UPDATE certificates_logentry SET kind = 'revoke'",
        "UPDATE certificates_logentry SET record = 'something else'",
        "UPDATE certificates_logentry SET salt = 'ab'",
        "UPDATE certificates_logentry SET seq = 7",
        "UPDATE certificates_logentry SET record = ''",  # without its salt
        "DELETE FROM certificates_logentry",
        "UPDATE certificates_certificate SET code = '0'",
        "UPDATE certificates_certificate SET words = '{}'",
        "UPDATE certificates_certificate SET expires_on = NULL",
        "UPDATE certificates_certificate SET pdf_sha256 = '0'",
        "DELETE FROM certificates_certificate",
    ],
)
def test_what_was_written_stays(paper: Certificate, change: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_no_table_of_the_register_is_emptied(paper: Certificate) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # rows of this test's own transaction
    for table in ("logentry", "logtile", "logcheckpoint", "certificate"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE certificates_{table} CASCADE")


def test_head_is_one_row(paper: Certificate) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterHead.objects.create(pk=2)


def test_paper_is_issued_once_in_the_log(paper: Certificate) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        append(kind="issue", certificate=paper, at=LATER)


def test_words_are_erased_and_the_tree_stands(paper: Certificate, author: User) -> None:
    examine(paper, 2, by=author)
    before = stored_root()
    entry = erase_record(entry=LogEntry.objects.get(seq=0), by=author, at=LATER)
    entry.refresh_from_db()
    assert (entry.record, entry.salt, len(entry.data_sha256)) == ("", "", 64)
    assert (stored_root(), root(3, Tiles())) == (before, before)
    audit = Audit()
    assert (list(audit.faults()), audit.erased) == ([], 1)
    assert ModelLogEntry.objects.get(action="certificates.erase_record").user == author
    with pytest.raises(AlreadyErased):
        erase_record(entry=entry, by=author, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        LogEntry.objects.filter(seq=0).update(record="invented", salt=F("data_sha256"))
