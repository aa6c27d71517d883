"""A sample paper about an invented person: to look at layout, type and signature before the first real one."""

import dataclasses
import datetime as dt

from django.utils import timezone

from certificates.look import Look
from certificates.rendering import check_address, render
from certificates.signing import load_key, make_key_if_missing, sign
from certificates.texts import Texts
from certificates.words import Facts, Words, put_into_words

CODE = "MAUMAUMAUMAUMAUMAUMAUMAUMA".replace("U", "V")  # a code holds no U


def make_sample(*, at: dt.datetime, look: Look = Look(), texts: Texts = Texts()) -> bytes:  # noqa: B008 - frozen
    """A signed PDF marked MẪU, with a code that is in no register. Needs no row in the database.

    Raises KeyNotUsable, FontsMissing.
    """
    make_key_if_missing(at=timezone.now())
    words = sample_words(at=at, texts=texts)
    pdf = render(words, address=check_address(CODE), look=look)
    return sign(pdf, key=load_key(), signer_name=words.issuer, place=sample_facts(at=at).place)


def sample_words(*, at: dt.datetime, texts: Texts, holder: str = "") -> Words:
    """What a paper says of the invented person, or of another `holder`. Raises CannotPrint."""
    facts = sample_facts(at=at)
    return put_into_words(dataclasses.replace(facts, holder=holder or facts.holder), texts)


def sample_facts(*, at: dt.datetime) -> Facts:
    return Facts(
        holder="Nông Thị Ánh Nguyệt",
        post="Chuyên viên, Ủy ban nhân dân xã Đồng Đăng",
        course="Quản trị dữ liệu cơ bản",
        started_on=dt.date(2026, 2, 2),
        completed_on=dt.date(2026, 3, 6),
        score_percent=88,
        level=5,
        scale=8,
        parent_line="ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
        name_line="SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        issuer="Sở Khoa học và Công nghệ tỉnh Lạng Sơn",
        place="Lạng Sơn",
        signatory_title="Giám đốc",
        signatory_name="Hoàng Minh Tuấn",
        is_chung_chi=False,
        number=f"0000/{at.year}/GCN-SKHCN",
        code=CODE,
        issued_at=at,
        expires_on=None,
        replaces_number="",
        has_legal_value=False,
        is_sample=True,
    )
