"""Whoever may change the database itself is found out: verify_log names the entry or the paper."""

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from certificates.auditing import Audit
from certificates.checkpoints import make_checkpoint
from certificates.correcting import replace_certificate, revoke_certificate
from certificates.models import Certificate, LogCheckpoint, LogEntry, LogTile, RegisterHead, Suspension
from certificates.register import data_hash, frontier_of
from certificates.storing import store_pdf
from certificates.suspending import lift_suspension, suspend_certificate
from courses.records import canonical
from kit.merkle import grow
from tests.certificates.conftest import AT, examine
from tests.database import unguarded

LATER = AT + dt.timedelta(days=100)
TABLES = [
    "certificates_" + name for name in ("logentry", "logtile", "logcheckpoint", "epoch", "certificate", "registerkey")
]


@pytest.fixture
def log(paper: Certificate, author: User) -> Certificate:
    """Six entries of two papers, and a head over four and over all; the second paper was revoked."""
    new = replace_certificate(certificate=paper, by=author, at=LATER)
    suspend_certificate(certificate=new, reason="…", by=author, at=LATER)
    make_checkpoint(at=LATER)
    lift_suspension(certificate=new, finding="…", by=author, at=LATER)
    revoke_certificate(certificate=new, reason="fraud", by=author, at=LATER)
    make_checkpoint(at=LATER)
    return new


def tamper(*statements: str) -> None:
    """Change the database as its owner could."""
    with unguarded(*TABLES), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)


def faults(**options: Any) -> list[str]:
    return [str(fault) for fault in Audit(**options).faults()]


def test_sound_register_has_no_fault(log: Certificate) -> None:
    audit = Audit(files=True)
    assert list(audit.faults()) == []
    assert (audit.entries, audit.papers, audit.erased) == (6, 2, 0)
    assert audit.root == LogCheckpoint.objects.order_by("size").last().root  # type: ignore[union-attr]


def test_empty_register_has_no_fault(db: None) -> None:
    assert faults() == []


def test_altered_record_is_named(log: Certificate) -> None:
    tamper("UPDATE certificates_logentry SET record = replace(record, 'Nguyệt', 'Hằng') WHERE seq = 1")
    assert faults() == [
        "entry 1: the record is not the one that was written",
        f"entry 1: {log.number}: the row and the log differ in holder",
    ]


def test_altered_record_with_its_hash_is_named(log: Certificate) -> None:
    entry = LogEntry.objects.get(seq=1)
    record = canonical({**json.loads(entry.record), "holder": "Người Khác"})
    words = canonical({**log.words, "holder": "Người Khác"})
    with unguarded(*TABLES):
        data = data_hash(entry.salt, record).hex()
        LogEntry.objects.filter(seq=1).update(record=record, data_sha256=data)
        Certificate.objects.filter(pk=log.pk).update(words=json.loads(words))
    assert faults() == [
        "the signed head over 4 entries contradicts the log: an entry before 4 changed",
        "entry 0: one of the entries 0 to 3 is not the one that was written",
        f"entry 1: {log.number}: the row and the log differ in words_sha256",
    ]


def test_removed_tail_is_told_by_all_that_knew_it(log: Certificate) -> None:
    kept = LogCheckpoint.objects.get(size=6).note
    tamper(
        "DELETE FROM certificates_logentry WHERE seq >= 4",
        "DELETE FROM certificates_logcheckpoint WHERE size > 4",
        "UPDATE certificates_certificate SET revoked_at = NULL, revoked_on = NULL, revocation_reason = ''"
        f" WHERE id = {log.pk}",
        "UPDATE certificates_suspension SET lifted_at = NULL, lifted_on = NULL, lifted_by_id = NULL",
    )
    assert faults() == ["entry 4: the log has 4 entries, its head says 6: 2 entries are gone"]
    # Whoever rewrites the head as well has only those to fear who kept a signed one.
    frontier: list[bytes] = []
    for size, entry in enumerate(LogEntry.objects.order_by("seq")):
        frontier = grow(frontier, size, entry.leaf_hash)
    RegisterHead.objects.update(size=4, frontier=b"".join(frontier).hex())
    assert faults() == []
    assert faults(outside=[("so.txt", kept)]) == [
        "entry 4: the log is shorter than the kept head so.txt: 2 entries are gone"
    ]


def test_inserted_entry_is_named(log: Certificate) -> None:
    columns = "kind, certificate_id, data_sha256, salt, record, at"
    tamper(
        f"INSERT INTO certificates_logentry (seq, {columns})"
        f" SELECT 6, {columns} FROM certificates_logentry WHERE seq = 5"
    )
    found = faults()
    assert found[0] == "entry 6: the log has 7 entries, its head says 6: some were put in"
    assert f"entry 5: {log.number}: the row ends it in another way or at another moment than the log" in found


def test_missing_entry_in_the_middle_is_named(log: Certificate) -> None:
    tamper("DELETE FROM certificates_logentry WHERE seq = 3")
    assert faults()[0] == "entry 3: entries 3 to 3 are missing"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("number = '9999/2026/GCN-SKHCN'", "entry 1: 9999/2026/GCN-SKHCN: the row and the log differ in number"),
        ("code = '00000000000000000000000000'", "the row and the log differ in code"),
        ("pdf_sha256 = 'ab'", "the row and the log differ in pdf_sha256"),
        ("expires_on = NULL", "the row and the log differ in expires_on"),
        ("revoked_at = NULL, revoked_on = NULL, revocation_reason = ''", "the log ends it, the row does not"),
        ("revocation_reason = 'altered'", "the row and the log differ in reason"),
    ],
)
def test_changed_row_of_a_paper_is_named(log: Certificate, change: str, fault: str) -> None:
    tamper(f"UPDATE certificates_certificate SET {change} WHERE id = {log.pk}")
    assert [one for one in faults() if fault in one]


def test_paper_without_entry_is_named(log: Certificate) -> None:
    columns = [field.column for field in Certificate._meta.concrete_fields if field.column != "id"]
    new = {"serial": "77", "number": "'0077'", "code": "'77'", "replaces_id": str(log.pk)}
    values = ", ".join(new.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    tamper(
        f"INSERT INTO certificates_certificate ({names})"
        f" SELECT {values} FROM certificates_certificate WHERE id = {log.pk}"
    )
    assert "0077: the paper has no entry in the log" in faults()


def test_forged_head_is_told(log: Certificate) -> None:
    tamper("UPDATE certificates_logcheckpoint SET note = replace(note, 'so-cap', 'so-khac') WHERE size = 4")
    assert faults() == ["the signed head over 4 entries: not signed by a key of ours"]


def test_foreign_head_is_told(log: Certificate) -> None:
    note = LogCheckpoint.objects.get(size=6).note
    assert faults(outside=[("so.txt", note)]) == []
    assert faults(outside=[("so.txt", note.replace("\n6\n", "\n5\n"))]) == [
        "so.txt: the signature of localhost:8000/so-cap is wrong",
        "the kept head so.txt contradicts the log: an entry before 5 changed",
    ]
    assert faults(outside=[("so.txt", "nothing")]) == ["so.txt: not a signed note"]


def test_changed_suspension_is_told(log: Certificate) -> None:
    with unguarded("certificates_suspension"):
        Suspension.objects.update(starts_at=AT)
    assert faults() == [f"{log.number}: its suspensions are not those in the log"]


def test_broken_tile_and_lost_triggers_are_told(log: Certificate, author: User) -> None:
    examine(log, 252, by=author, at=LATER)
    assert faults() == []
    with unguarded(*TABLES):
        hashes = bytearray(LogTile.objects.get().hashes)
        hashes[32 * 200] ^= 1
        LogTile.objects.update(hashes=bytes(hashes))
        assert faults() == [
            *(f"the database no longer guards {table}: its triggers are gone" for table in guards_in_order()),
            "entry 200: the entry is not the one in the tree",
        ]


def guards_in_order() -> list[str]:
    from certificates.models.register import GUARDS

    return [one.table for one in GUARDS]


def test_lost_file_is_told(log: Certificate) -> None:
    path = Path(storages["certificates"].path(log.pdf_name))
    content = path.read_bytes()
    path.unlink()
    assert faults() == []
    assert [one for one in faults(files=True) if one.startswith(log.number)]
    store_pdf(content)


def test_command_answers_by_its_exit_code(log: Certificate, tmp_path: Path) -> None:
    kept = tmp_path / "so.txt"
    kept.write_text(LogCheckpoint.objects.get(size=4).note)
    out = StringIO()
    call_command("verify_log", "--checkpoint", kept, "--files", stdout=out)
    assert out.getvalue().startswith("6 entries and 2 papers agree. Root ")
    tamper("UPDATE certificates_logentry SET salt = '00' WHERE seq = 2")
    out = StringIO()
    with pytest.raises(CommandError, match=r"1 faults found\."):
        call_command("verify_log", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert (answer["clean"], answer["faults"]) == (
        False,
        [{"entry": 2, "paper": "", "words": "the record is not the one that was written"}],
    )
    assert frontier_of(RegisterHead.objects.get())
