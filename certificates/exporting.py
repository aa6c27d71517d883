"""The whole register as a folder that speaks for itself, without our server: papers, proofs, keys, tree, tool."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from certificates.checkpoints import latest_checkpoint
from certificates.models import Certificate, LogCheckpoint, RegisterKey, SigningKey
from certificates.proofs import NoProof, NotYetSigned, proof_of_issue
from certificates.storing import CannotStore, read_stored
from certificates.tiles import HEIGHT, WIDTH, entry_bundle, tile_hashes

OFFLINE = Path(__file__).parent / "offline"
FORMAT = Path(settings.BASE_DIR) / "docs/register-format.md"
READ_ME = """Sổ cấp giấy của {site}

giay/            các giấy (PDF có chữ ký số), mỗi giấy kèm bằng chứng (.tlog-proof)
keys             khóa công khai của sổ; paper-keys.pem: chứng thư của khóa ký giấy
checkpoint       đầu sổ đã ký; checkpoints/: các lần ký trước
tile/            cây băm của sổ (C2SP tlog-tiles)
check_paper.py   công cụ kiểm tra, chỉ cần Python 3, không cần mạng:

    python3 check_paper.py giay/<số>.pdf giay/<số>.tlog-proof keys

The register of {site}: papers with their proofs, public keys, signed heads, the tree, and a tool that needs
Python 3 alone. Formats: register-format.md.
"""


class NotEmpty(Exception):
    """The folder to write into holds something already."""


def export_register(*, folder: Path, tick: Callable[[], object] = bool) -> tuple[int, list[str]]:
    """Write everything under the newest signed head into `folder`: how many papers, and what is wrong with others.

    `tick` is called for each paper. The papers name people: give the folder only to who may know them. Raises NotEmpty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty(_("The folder %(folder)s is not empty.") % {"folder": folder})
    (folder / "giay").mkdir(parents=True)
    _write_public_part(folder)
    written, wrong = 0, []
    for certificate in Certificate.objects.order_by("pk").iterator(chunk_size=500):
        name = folder / "giay" / certificate.number.replace("/", "-")
        tick()
        try:
            name.with_name(f"{name.name}.pdf").write_bytes(read_stored(certificate))
            name.with_name(f"{name.name}.tlog-proof").write_text(proof_of_issue(certificate), encoding="utf-8")
            written += 1
        except (CannotStore, NoProof, NotYetSigned) as error:
            wrong.append(f"{certificate.number}: {error}")
    return written, wrong


def _write_public_part(folder: Path) -> None:
    """What names nobody: keys, heads, tree, and what is needed to read them."""
    for source in (OFFLINE / "check_paper.py", FORMAT):
        (folder / source.name).write_bytes(source.read_bytes())
    keys = RegisterKey.objects.order_by("active_from", "pk")
    (folder / "keys").write_text("".join(f"{key.verifier}\n" for key in keys), encoding="utf-8")
    papers = SigningKey.objects.order_by("active_from", "pk").values_list("certificate_pem", flat=True)
    (folder / "paper-keys.pem").write_text("".join(papers), encoding="utf-8")
    (folder / "DOC-TRUOC.txt").write_text(READ_ME.format(site=settings.BASE_URL), encoding="utf-8")
    (folder / "checkpoints").mkdir()
    for checkpoint in LogCheckpoint.objects.iterator(chunk_size=500):
        (folder / "checkpoints" / str(checkpoint.size)).write_text(checkpoint.note, encoding="utf-8")
    newest = latest_checkpoint()
    if newest is not None:
        (folder / "checkpoint").write_text(newest.note, encoding="utf-8")
        _write_tiles(folder / "tile", newest.size)


def _write_tiles(folder: Path, size: int) -> None:
    level = 0
    while size >> HEIGHT * level:
        full, rest = divmod(size >> HEIGHT * level, WIDTH)
        for number in range(full + bool(rest)):
            width = WIDTH if number < full else rest
            path = tile_path(number) + ("" if number < full else f".p/{rest}")
            _put(folder / str(level) / path, b"".join(tile_hashes(level, number, width)))
            if level == 0:
                _put(folder / "entries" / path, entry_bundle(number, width))
        level += 1


def tile_path(number: int) -> str:
    """1234067 as "x001/x234/067"."""
    path = f"{number % 1000:03d}"
    while number := number // 1000:
        path = f"x{number % 1000:03d}/{path}"
    return path


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
