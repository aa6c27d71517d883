"""Checks a paper against the public register with Python alone: no network, nothing to install.

    python3 check_paper.py PAPER.pdf PROOF.tlog-proof KEYS.txt      was this very file entered in the register?
    python3 check_paper.py --consistency OLD.txt NEW.txt KEYS.txt   does the new register begin with the old one?

KEYS.txt holds the register's public keys, a line each, as you got them from somebody you trust. OLD.txt is a signed
head that you kept; NEW.txt is the answer of /so-cap/consistency/<old>/<new>. Exit code: 0 yes, 1 no, 2 wrong use.
Formats: register-format.md. What this cannot know: whether the paper was revoked after the head was signed.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

# ── Ed25519, verifying only (RFC 8032, 5.1.7); points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z ──

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]


class No(Exception):
    """The answer is no; the reason in two languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi}\n{en}")


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number: int, p: Point) -> Point:
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, p)
        p, number = add(p, p), number >> 1
    return total


def point(encoded: bytes) -> Point:
    """Raises ValueError for what is no point of the curve."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key: bytes, text: bytes, signature: bytes) -> bool:
    try:
        public, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    except ValueError:
        return False
    if len(signature) != 64 or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    a, b = times(s, BASE), add(r, times(k, public))
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


# ── Signed heads (C2SP signed-note, tlog-checkpoint) ──────────────────────────────────────────


def read_keys(lines: str) -> dict[tuple[str, bytes], bytes]:
    keys = {}
    for line in lines.split():
        name, key_id, encoded = line.split("+", 2)
        material = base64.b64decode(encoded)
        number = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
        if material[0] == 1 and number.hex() == key_id:
            keys[name, number] = material[1:]
    return keys


def read_head(note: str, keys: dict[tuple[str, bytes], bytes]) -> tuple[int, bytes]:
    """How many entries, and the root over them, as a key of ours signed it."""
    text, _blank, signatures = note.rpartition("\n\n")
    origin, size, root = (*text.split("\n"), "", "")[:3]
    for line in signatures.splitlines():
        name, _space, encoded = line.removeprefix("— ").partition(" ")
        signature = base64.b64decode(encoded)
        key = keys.get((name, signature[:4]))
        if key and name == origin and is_signed(key, f"{text}\n".encode(), signature[4:]):
            return int(size), base64.b64decode(root)
    raise No("Sổ không mang chữ ký của khóa nào trong tệp khóa.", "The head is not signed by any of the keys given.")


# ── The tree (RFC 6962, RFC 9162) ─────────────────────────────────────────────────────────────


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def climb(index: int, size: int, start: bytes, path: list[bytes]) -> tuple[bytes, bytes]:
    """From a node up to the root: (root of what lies to the left of it and itself, root of the whole)."""
    old = new = start
    last = size - 1
    for sibling in path:
        if last == 0:
            raise No("Đường dẫn trong bằng chứng thừa mã.", "The path of the proof is too long.")
        if index & 1 or index == last:
            old, new = node(sibling, old), node(sibling, new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = node(new, sibling)
        index, last = index >> 1, last >> 1
    if last:
        raise No("Đường dẫn trong bằng chứng thiếu mã.", "The path of the proof is too short.")
    return old, new


def check_paper(pdf: bytes, proof: str, keys: dict[tuple[str, bytes], bytes]) -> str:
    top, _blank, note = proof.partition("\n\n")
    first, extra, index, *path = top.split("\n")
    if first != "c2sp.org/tlog-proof@v1" or not extra.startswith("extra "):
        raise No("Tệp bằng chứng không đúng định dạng.", "This is not a proof of the register.")
    said = json.loads(base64.b64decode(extra[6:]))
    record = json.loads(said["record"])
    if record["kind"] != "issue" or record["pdf_sha256"] != hashlib.sha256(pdf).hexdigest():
        raise No("Bằng chứng này nói về một tệp PDF khác.", "This proof is about another PDF file.")
    data = hashlib.sha256(bytes.fromhex(said["salt"]) + said["record"].encode()).digest()
    leaf = hashlib.sha256(b"\0" + data).digest()
    size, root = read_head(note, keys)
    number = int(index.removeprefix("index "))
    if not 0 <= number < size or climb(number, size, leaf, [base64.b64decode(one) for one in path])[1] != root:
        raise No("Giấy không có trong sổ đã ký.", "The paper is not in the signed register.")
    until = record["expires_on"] or "–"
    return (
        f"CÓ TRONG SỔ. Mục {number} trong {size} mục.\n  {record['title']} số {record['number']}: {record['holder']}, "
        f"{record['course']}.\n  {record['issuer']}, ngày {record['issued_on']}; hết giá trị từ: {until}.\n"
        "  Giấy có thể đã bị thu hồi sau đó: nếu cần, hãy hỏi trang kiểm tra.\n"
        f"IN THE REGISTER. Entry {number} of {size}; number {record['number']}, issued {record['issued_on']}.\n"
        "  It may have been revoked since: ask the page if that matters."
    )


def check_consistency(old: str, new: str, keys: dict[tuple[str, bytes], bytes]) -> str:
    top, _blank, note = new.partition("\n\n")
    (before, old_root), (size, root) = read_head(old, keys), read_head(note, keys)
    path = [base64.b64decode(line) for line in top.split("\n")[1:]]
    index, last = before - 1, size - 1
    while index & 1 and before < size:
        index, last = index >> 1, last >> 1
    if before & (before - 1) == 0:
        path.insert(0, old_root)
    if before == size:
        holds = old_root == root
    else:
        holds = 0 < before < size and bool(path) and climb(index, last + 1, path[0], path[1:]) == (old_root, root)
    if not holds:
        raise No("KHÔNG NỐI TIẾP: mục cũ đã bị sửa hoặc xóa.", "NOT CONSISTENT: old entries were changed or removed.")
    return (
        f"NỐI TIẾP. {before} mục cũ còn nguyên trong {size} mục mới.\n"
        f"CONSISTENT. All {before} old entries stand unchanged among {size}."
    )


def main(words: list[str]) -> int:
    if len(words) != 3 + ("--consistency" in words):
        print(__doc__)
        return 2
    *files, key_file = (Path(word) for word in words if word != "--consistency")
    try:
        keys = read_keys(key_file.read_text("utf-8"))
        if "--consistency" in words:
            print(check_consistency(files[0].read_text("utf-8"), files[1].read_text("utf-8"), keys))
        else:
            print(check_paper(files[0].read_bytes(), files[1].read_text("utf-8"), keys))
    except No as no:
        print(no)
        return 1
    except (ValueError, KeyError, OSError) as error:
        print(f"Không đọc được tệp: {error}\nCannot read a file: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
