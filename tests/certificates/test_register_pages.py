"""The public register: what strangers get of it, and that the offline tool needs nothing else."""

import base64
import datetime as dt
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from certificates import checkpoints
from certificates.checkpoints import RegisterBroken, latest_checkpoint, mail_checkpoint, make_checkpoint
from certificates.correcting import replace_certificate, revoke_certificate
from certificates.exporting import tile_path
from certificates.models import Certificate, LogCheckpoint, LogEntry, RegisterHead, RegisterKey
from certificates.offline import check_paper
from certificates.register import append, erase_record
from certificates.signing import KeyNotUsable
from certificates.storing import read_stored
from certificates.tiles import tile_hashes
from kit.codes import new_code
from kit.merkle import leaf_hash, root_of_leaves
from kit.signed_notes import Head, open_note
from tests.certificates.conftest import AT, examine
from tests.database import unguarded

LATER = AT + dt.timedelta(days=100)


@pytest.fixture
def replaced(paper: Certificate, author: User) -> Certificate:
    """Three entries under a first head: a paper and the one that replaces it."""
    new = replace_certificate(certificate=paper, by=author, at=LATER)
    make_checkpoint(at=LATER)
    return new


# ── Signed heads ──────────────────────────────────────────────────────────────────────────────


def test_head_is_signed_once_for_each_length(paper: Certificate) -> None:
    first = make_checkpoint(at=AT)
    assert make_checkpoint(at=LATER) == first == LogCheckpoint.objects.get()
    append(kind="suspend", certificate=paper, at=LATER)
    second = make_checkpoint(at=LATER)
    assert second is not None
    key = RegisterKey.objects.get()
    head = Head.read(open_note(second.note, [key.verifier]))
    assert (head.origin, head.size, head.root.hex()) == ("localhost:8000/so-cap", 2, second.root)


def test_empty_register_has_no_head(client: Client, db: None) -> None:
    assert make_checkpoint(at=AT) is None
    assert client.get("/so-cap/checkpoint").status_code == 404
    assert client.get("/so-cap/").status_code == 200


def test_nothing_is_signed_that_contradicts_a_signed_head(replaced: Certificate) -> None:
    with unguarded("certificates_logentry"):
        LogEntry.objects.filter(seq=1).update(data_sha256="ab" * 32)
    with pytest.raises(RegisterBroken):
        make_checkpoint(at=LATER)
    with unguarded("certificates_logentry"):
        LogEntry.objects.filter(seq__gte=1).delete()
    RegisterHead.objects.update(size=1)
    with pytest.raises(RegisterBroken):
        make_checkpoint(at=LATER)
    assert LogCheckpoint.objects.count() == 1


def test_production_never_makes_the_key(paper: Certificate, settings: Any, tmp_path: Path) -> None:
    settings.REGISTER_KEY_FILE = tmp_path / "register.pem"
    settings.PRODUCTION = True
    with pytest.raises(KeyNotUsable):
        make_checkpoint(at=AT)
    call_command("make_register_key", stdout=StringIO())
    assert make_checkpoint(at=AT) is not None
    assert (tmp_path / "register.pem").stat().st_mode & 0o777 == 0o600


def test_new_key_goes_on_under_the_old_name(replaced: Certificate, settings: Any, tmp_path: Path) -> None:
    old = RegisterKey.objects.get()
    settings.REGISTER_KEY_FILE, settings.BASE_URL = tmp_path / "new.pem", "https://noi-khac.example"
    append(kind="suspend", certificate=replaced, at=LATER)
    newer = make_checkpoint(at=LATER)
    assert newer is not None
    assert (newer.key.name, newer.key == old) == (old.name, False)
    old.refresh_from_db()
    assert old.retired_at == LATER


def test_witnesses_get_each_head_once(replaced: Certificate, settings: Any) -> None:
    assert mail_checkpoint(at=LATER) is False
    settings.REGISTER_WITNESSES = ["thanh-tra@example.vn", "luu-tru@example.vn"]
    assert [mail_checkpoint(at=LATER), mail_checkpoint(at=LATER)] == [True, False]
    (message,) = mail.outbox
    head = latest_checkpoint()
    assert head is not None
    assert (message.bcc, message.attachments[0][1]) == (settings.REGISTER_WITNESSES, head.note)


def test_head_that_could_not_be_mailed_is_tried_again(
    replaced: Certificate, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REGISTER_WITNESSES = ["thanh-tra@example.vn"]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    assert mail_checkpoint(at=LATER) is False
    assert LogCheckpoint.objects.get().mailed_at is None


# ── What strangers get ────────────────────────────────────────────────────────────────────────


def test_register_is_open_cacheable_and_names_nobody(client: Client, replaced: Certificate) -> None:
    head = latest_checkpoint()
    assert head is not None
    leaves = [bytes.fromhex(data) for data in LogEntry.objects.order_by("seq").values_list("data_sha256", flat=True)]
    got = {
        path: client.get(f"/so-cap/{path}")
        for path in ("checkpoint", "checkpoint/3", "tile/0/000.p/3", "tile/entries/000.p/3", "keys", "")
    }
    assert {path: answer.status_code for path, answer in got.items()} == dict.fromkeys(got, 200)
    assert got["checkpoint"].content.decode() == got["checkpoint/3"].content.decode() == head.note
    hashes = got["tile/0/000.p/3"].content
    assert root_of_leaves([hashes[start : start + 32] for start in (0, 32, 64)]).hex() == head.root
    assert got["tile/entries/000.p/3"].content == b"".join(b"\x00\x20" + leaf for leaf in leaves)
    assert hashes == b"".join(map(leaf_hash, leaves))
    assert got["keys"].content.decode() == f"{RegisterKey.objects.get().verifier}\n"
    assert got["tile/0/000.p/3"].headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not any("Nguyệt".encode() in answer.content for answer in got.values())
    assert not any(answer.cookies for answer in got.values())


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/000.p/4",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/1/000.p/1",
        "tile/64/000",
        "tile/0/1",
        "tile/0/x001/000.p/1",
        "tile/entries/000.p/4",
        "checkpoint/2",
        "consistency/3/9",
        "consistency/4/3",
    ],
)
def test_what_no_head_covers_is_not_there(client: Client, replaced: Certificate, path: str) -> None:
    append(kind="suspend", certificate=replaced, at=LATER)
    assert client.get(f"/so-cap/{path}", follow=True).status_code == 404


def test_tiles_are_numbered_as_c2sp_does() -> None:
    assert [tile_path(number) for number in (0, 999, 1000, 1234067)] == ["000", "999", "x001/000", "x001/x234/067"]


def test_proof_is_for_who_has_the_code(client: Client, replaced: Certificate, settings: Any) -> None:
    answer = client.get(f"/so-cap/bang-chung/{replaced.code}")
    lines = answer.content.decode().split("\n")
    assert (lines[0], lines[2]) == ("c2sp.org/tlog-proof@v1", "index 1")
    said = json.loads(base64.b64decode(lines[1].removeprefix("extra ")))
    assert json.loads(said["record"])["holder"] == "Nông Thị Ánh Nguyệt"
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="0001-2027-GCN-SKHCN.tlog-proof"'
    settings.VERIFY_PER_MINUTE = 2
    codes = [client.get(f"/so-cap/bang-chung/{new_code()}").status_code for _ in range(4)]
    assert codes == [404, 404, 429, 429]
    assert client.get(f"/so-cap/bang-chung/{replaced.code.lower()}").status_code == 200


def test_proof_waits_for_the_next_head_and_ends_with_the_words(
    client: Client, paper: Certificate, author: User
) -> None:
    answer = client.get(f"/so-cap/bang-chung/{paper.code}")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
    make_checkpoint(at=AT)
    assert client.get(f"/so-cap/bang-chung/{paper.code}").status_code == 200
    erase_record(entry=LogEntry.objects.get(), by=author, at=AT)
    assert client.get(f"/so-cap/bang-chung/{paper.code}").status_code == 410


# ── The tool, alone ───────────────────────────────────────────────────────────────────────────


def run(folder: Path, *words: str) -> tuple[int, str]:
    """The tool as an outsider runs it: Python alone, in a folder that holds nothing else."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "check_paper.py", *words],
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def test_outsider_checks_a_real_paper_without_us(
    client: Client, replaced: Certificate, paper: Certificate, author: User, tmp_path: Path
) -> None:
    for name in ("check_paper.py", "keys"):
        (tmp_path / name).write_bytes(client.get(f"/so-cap/{name}").content)
    (tmp_path / "giay.pdf").write_bytes(read_stored(replaced))
    (tmp_path / "old.txt").write_bytes(client.get("/so-cap/checkpoint").content)
    examine(replaced, 300, by=author, at=LATER)
    revoke_certificate(certificate=replaced, reason="fraud", by=author, at=LATER)
    make_checkpoint(at=LATER)
    proof = client.get(f"/so-cap/bang-chung/{replaced.code}").content
    (tmp_path / "giay.tlog-proof").write_bytes(proof)
    code, said = run(tmp_path, "giay.pdf", "giay.tlog-proof", "keys")
    assert code == 0, said
    assert "CÓ TRONG SỔ. Mục 1 trong 304 mục." in said
    assert "IN THE REGISTER. Entry 1 of 304; number 0001/2027/GCN-SKHCN, issued 2027-03-15." in said
    assert "Nông Thị Ánh Nguyệt" in said

    (tmp_path / "new.txt").write_bytes(client.get("/so-cap/consistency/3/304").content)
    assert run(tmp_path, "--consistency", "old.txt", "new.txt", "keys")[0] == 0
    assert run(tmp_path)[0] == 2

    (tmp_path / "khac.pdf").write_bytes(read_stored(paper))
    assert "PDF khác" in run(tmp_path, "khac.pdf", "giay.tlog-proof", "keys")[1]
    (tmp_path / "bad").write_bytes(b"")
    assert "chữ ký" in run(tmp_path, "giay.pdf", "giay.tlog-proof", "bad")[1]


def test_tool_refuses_whatever_was_touched(client: Client, replaced: Certificate) -> None:
    pdf, keys = read_stored(replaced), check_paper.read_keys(client.get("/so-cap/keys").content.decode())
    proof = client.get(f"/so-cap/bang-chung/{replaced.code}").content.decode()
    assert check_paper.check_paper(pdf, proof, keys).startswith("CÓ TRONG SỔ")
    lines = proof.split("\n")
    said = json.loads(base64.b64decode(lines[1][6:]))
    forged = json.dumps({**said, "record": said["record"].replace("Nguyệt", "Hằng")}).encode()
    for touched in (
        proof.replace("index 1", "index 0"),
        proof.replace("\n3\n", "\n4\n"),
        proof.replace(lines[3], lines[4]),
        proof.replace(f"{lines[3]}\n", ""),
        proof.replace(lines[1], f"extra {base64.b64encode(forged).decode()}"),
        proof.replace("tlog-proof@v1", "tlog-proof@v2"),
    ):
        with pytest.raises(check_paper.No):
            check_paper.check_paper(pdf, touched, keys)
    with pytest.raises(check_paper.No):
        check_paper.check_paper(pdf + b" ", proof, keys)


def test_tool_judges_every_consistency_as_the_tree_does(client: Client, paper: Certificate) -> None:
    heads: dict[int, str] = {}
    for size in range(1, 20):
        made = make_checkpoint(at=AT)
        assert made is not None
        heads[size] = made.note
        append(kind="suspend" if size % 2 else "lift", certificate=paper, at=AT)
    keys = check_paper.read_keys(client.get("/so-cap/keys").content.decode())
    for old in range(1, 20):
        for new in range(old, 20, 3):
            answer = client.get(f"/so-cap/consistency/{old}/{new}").content.decode()
            assert check_paper.check_consistency(heads[old], answer, keys).startswith("NỐI TIẾP")
            if old > 1:
                with pytest.raises(check_paper.No):
                    check_paper.check_consistency(heads[old - 1], answer, keys)


@pytest.mark.parametrize(
    ("key", "text", "signature"),
    [  # RFC 8032, 7.1: tests 1 to 3
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a",
        ),
    ],
)
def test_tool_knows_the_signatures_of_the_standard(key: str, text: str, signature: str) -> None:
    public, message, signed = bytes.fromhex(key), bytes.fromhex(text), bytes.fromhex(signature)
    assert check_paper.is_signed(public, message, signed)
    assert not check_paper.is_signed(public, message + b"!", signed)
    assert not check_paper.is_signed(public, message, signed[:-1] + bytes([signed[-1] ^ 1]))
    assert not check_paper.is_signed(public, message, signed[:-1])


def test_archive_works_without_us(replaced: Certificate, tmp_path: Path) -> None:
    folder = tmp_path / "so"
    call_command("export_register", folder, stdout=StringIO())
    assert {path.name for path in folder.iterdir()} == {
        *("giay", "keys", "paper-keys.pem", "checkpoint", "checkpoints", "tile"),
        *("check_paper.py", "register-format.md", "DOC-TRUOC.txt"),
    }
    for number in ("0001-2026-GCN-SKHCN", "0001-2027-GCN-SKHCN"):
        assert run(folder, f"giay/{number}.pdf", f"giay/{number}.tlog-proof", "keys")[0] == 0
    assert (folder / "tile/0/000.p/3").read_bytes() == b"".join(tile_hashes(0, 0, 3))
    with pytest.raises(CommandError):
        call_command("export_register", folder, stdout=StringIO())
    assert checkpoints.latest_checkpoint() is not None
