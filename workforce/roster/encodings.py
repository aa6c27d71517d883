"""Which letters the bytes of a text file are.

UTF-8, UTF-16 and windows-1258 are read. TCVN3 (ABC) and VNI put Vietnamese letters where others have Latin ones;
they look like text in every other encoding, so they are told by what they would say: whichever reading holds
more everyday Vietnamese words is meant. They are refused, not converted: their capitals depend on the font.
"""

import re

from django.utils.translation import gettext as _

from kit.text import nfc

_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢£¤¥¦§",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
_VNI_MARKS = {
    "a": ("ùøûõïêéèúüëâáàåãä", "áàảãạăắằẳẵặâấầẩẫậ"),
    "e": ("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ"),
    "o": ("ùøûõïâáàåãä", "óòỏõọôốồổỗộ"),
    "u": ("ùøûõï", "úùủũụ"),
    "y": ("ùøûõ", "ýỳỷỹ"),
    "ô": ("ùøûõï", "ớờởỡợ"),
    "ö": ("ùøûõï", "ứừửữự"),
}
_VNI_ALONE = dict(zip("íìæóòôöîñ", "íìỉĩịơưỵđ", strict=True))
_VNI = {
    base + mark: letter
    for base, (marks, letters) in _VNI_MARKS.items()
    for mark, letter in zip(marks, letters, strict=True)
}
_VNI |= _VNI_ALONE
_VNI |= {typed.upper(): letter.upper() for typed, letter in _VNI.items()}
_VNI_SIGNS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# Syllables of names and of headings that hold marks; a list of people is full of them.
_EVERYDAY = frozenset(
    [
        "nguyễn",
        "trần",
        "lê",
        "phạm",
        "hoàng",
        "huỳnh",
        "vũ",
        "võ",
        "đặng",
        "bùi",
        "đỗ",
        "hồ",
        "ngô",
        "dương",
        "lý",
        "nông",
        "triệu",
        "lương",
        "hứa",
        "lâm",
        "đàm",
        "thị",
        "văn",
        "đức",
        "hữu",
        "hồng",
        "thúy",
        "thủy",
        "thảo",
        "hương",
        "hùng",
        "dũng",
        "tuấn",
        "quốc",
        "công",
        "đình",
        "minh",
        "việt",
        "hải",
        "phượng",
        "họ",
        "tên",
        "và",
        "ngày",
        "sinh",
        "đơn",
        "vị",
        "điện",
        "thoại",
        "chức",
        "danh",
        "vụ",
        "cán",
        "bộ",
        "viên",
        "mã",
        "số",
        "trí",
        "loại",
        "từ",
        "thư",
        "tử",
        "đăng",
        "nhập",
        "xã",
        "sở",
        "ủy",
        "nhân",
        "dân",
        "phòng",
        "chuyên",
    ]
)
_WORD = re.compile(r"\w+")
_SAMPLE = 200_000


class UnknownLetters(Exception):
    """The file is in an encoding that is not read; the sentence says what to do."""


def decoded(content: bytes) -> str:
    """The text of a file, in NFC. Raises UnknownLetters with advice."""
    text = _by_mark(content) or _by_zeros(content)
    if text is None:
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            return _eight_bits(content)
    refuse_old_letters(text)
    return text


def refuse_old_letters(text: str) -> None:
    """Raise UnknownLetters when `text`, of whatever file, is TCVN3 or VNI that somebody saved as Unicode."""
    sample = text[:_SAMPLE]
    _refuse_if_likelier(sample, _everyday_words(sample))


def _by_mark(content: bytes) -> str | None:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strictly(content, encoding)
    return None


def _by_zeros(content: bytes) -> str | None:
    """UTF-16 without a mark: every Latin letter, comma and line end has a zero on one side."""
    start = content[:2000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 8 < len(start):
        return None
    return _strictly(content, "utf-16-be" if even > odd else "utf-16-le")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnknownLetters(_("The file is damaged: some of its letters cannot be read. Save it anew.")) from None


def _eight_bits(content: bytes) -> str:
    latin = content[:_SAMPLE].decode("latin-1")
    text = content.decode("cp1258", errors="replace")
    words = _everyday_words(text[:_SAMPLE])
    _refuse_if_likelier(latin, words)
    if words == 0 or "\ufffd" in text:
        raise UnknownLetters(
            _("The letters of the file are not known. In Excel, choose Save As, then “CSV UTF-8” or .xlsx.")
        )
    return text


def _refuse_if_likelier(latin: str, words: int) -> None:
    tcvn3 = _everyday_words("".join(_TCVN3.get(letter, letter) for letter in latin))
    vni = _everyday_words(_VNI_SIGNS.sub(lambda found: _VNI[found[0]], latin))
    if max(tcvn3, vni) > words:
        name = "TCVN3 (.VnTime)" if tcvn3 > vni else "VNI (VNI-Times)"
        raise UnknownLetters(
            _(
                "The file is written in the old letters %(name)s. Convert it first: open UniKey, press Ctrl+Shift+F6, "
                "choose “%(from)s” as source and “Unicode” as target, convert, then save as .xlsx or “CSV UTF-8”."
            )
            % {"name": name, "from": "TCVN3 (ABC)" if tcvn3 > vni else "VNI Windows"}
        )


def _everyday_words(text: str) -> int:
    return sum(word in _EVERYDAY for word in _WORD.findall(nfc(text).lower()))
