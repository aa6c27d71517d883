"""Signed files may come back in a zip; what strangers could hide in one is not unpacked."""

import io
import random
import zipfile

import pytest

from certificates.forms import PDF_LIMIT
from certificates.signed_zip import CannotUnpack, unpacked


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name.replace("__", "/").replace("_pdf", ".pdf"), content)
    return out.getvalue()


def test_zip_gives_its_papers_and_one_that_is_too_large_by_its_name() -> None:
    large = random.Random(1).randbytes(PDF_LIMIT + 1)
    content = packed(a_pdf=b"%PDF-a", thu_muc__b_pdf=b"%PDF-b", to_pdf=large, danh_sach=b"x")
    found = [(name, len(pdf)) for name, pdf in unpacked("ky.zip", content)]
    assert found == [("a.pdf", 6), ("b.pdf", 6), ("to.pdf", PDF_LIMIT + 1)]
    assert list(unpacked("a.pdf", b"%PDF-a")) == [("a.pdf", b"%PDF-a")]


# Named, for a zip holds the second it was made at, and two processes must call one test the same.
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "hỏng"),
        (packed(a_pdf=b"x" * 500)[:-30], "hỏng"),
        (packed(a_pdf=bytes(50_000_000)), "lớn hơn"),
        (packed(**{"..__a_pdf": b"%PDF-a"}), "tên"),
    ],
    ids=["begun", "cut off", "a bomb", "a name that leads elsewhere"],
)
def test_zip_that_cannot_be_signed_papers_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(CannotUnpack, match=said):
        list(unpacked("ky.zip", content))
