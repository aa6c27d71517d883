"""What the QR code says to a phone without a signal: small enough to print, bound to its code, signed."""

import datetime as dt
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import segno
import zxingcpp
from PIL import Image

from certificates.credentials.keys import PublicKey, public_keys, verifies
from certificates.models import Certificate
from certificates.qr_payload import CannotRead, Statement, digits_for, pack, read, to_digits
from certificates.storing import read_stored
from kit.codes import new_code
from kit.qr import qr_shape

CODE = "7QF29KXMABCDEFGHJKMNPQRSTV"
WORDS = Statement(
    number="0042/2026/GCN-SKHCN",
    holder="Nông Thị Ánh Nguyệt",
    course="Quản trị dữ liệu cơ bản",
    issuer="Sở Khoa học và Công nghệ tỉnh Lạng Sơn",
    issued_on=dt.date(2026, 12, 5),
    expires_on=dt.date(2028, 12, 6),
)
LONGEST = replace(WORDS, holder="Ngũ " * 15, course="Chuyển đổi số cho cán bộ, " * 20, issuer="Ủy ban nhân dân " * 20)


def signed_by(key: PublicKey, code: str, digits: str) -> bool:
    sealed = read(code, digits)
    return sealed.key_id == key.raw[:4] and verifies(sealed.signed, sealed.signature, key.multikey)


@pytest.mark.parametrize("expires", [None, dt.date(2028, 12, 6)])
def test_statement_comes_back_as_it_went_in(db: None, expires: dt.date | None) -> None:
    statement = replace(WORDS, expires_on=expires)
    digits = digits_for(CODE, statement)
    assert read(CODE, digits).statement == statement
    assert signed_by(public_keys()[0], CODE, digits)


def test_statement_fits_no_other_code_and_no_other_word(db: None) -> None:
    digits = digits_for(CODE, WORDS)
    key = public_keys()[0]
    assert not signed_by(key, new_code(), digits)
    sealed = read(CODE, digits)
    forged = to_digits(pack(replace(WORDS, holder="Nông Thị Ánh Nguyên")) + sealed.key_id + sealed.signature)
    assert read(CODE, forged).statement.holder == "Nông Thị Ánh Nguyên"
    assert not signed_by(key, CODE, forged)


@pytest.mark.parametrize("digits", ["", "0", "1", "12a", "-5", "٣", "1" * 300, "9" * 500, "9" * 5000])
def test_other_digits_are_refused(digits: str) -> None:
    with pytest.raises(CannotRead):
        read(CODE, digits)


def test_any_bytes_are_read_or_refused() -> None:
    for length in range(0, 200, 7):
        try:
            read(CODE, to_digits(bytes([1]) + os.urandom(length)))
        except CannotRead:
            continue


def test_long_words_are_cut_between_letters() -> None:
    statement = read(CODE, to_digits(pack(LONGEST) + bytes(68))).statement
    assert statement.course.endswith("…")
    assert LONGEST.course.startswith(statement.course[:-1])
    assert statement.holder == LONGEST.holder.strip()


@pytest.mark.parametrize(("statement", "version"), [(WORDS, 12), (LONGEST, 17)])
def test_code_stays_coarse_enough_for_28_millimetres(statement: Statement, version: int) -> None:
    """Version 12 has 65 modules: 0.39 mm each with the quiet zone; the very longest words still 0.30 mm."""
    address = f"https://hoahoi.langson.gov.vn/c/{CODE}#"
    digits = to_digits(pack(statement) + bytes(range(1, 69)))
    assert (qr_shape(address + digits).size - 17) // 4 == version
    # Written in letters (base64url) the same bytes need two versions more.
    letters = "A" * (len(pack(WORDS)) + 68) * 4
    assert segno.make(address + letters[: len(letters) // 3], error="m", micro=False).version == 14


def test_printed_code_is_read_back_at_the_grain_of_an_office_printer(paper: Certificate, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(read_stored(paper))
    subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", tmp_path / "paper.pdf", tmp_path / "paper"], check=True
    )
    with Image.open(tmp_path / "paper.png") as picture:
        (found,) = zxingcpp.read_barcodes(picture)
    address = urlsplit(found.text)
    assert address.path == f"/c/{paper.code}"
    assert signed_by(public_keys()[0], paper.code, address.fragment)
    assert read(paper.code, address.fragment).statement == replace(
        WORDS, number=paper.number, expires_on=paper.expires_on
    )
