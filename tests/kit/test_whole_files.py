"""A file is there whole or not at all."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from kit.whole_files import WholeFileStorage


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """As on a full disk: the kernel takes so many bytes of a file and refuses the rest."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    store = WholeFileStorage(location=tmp_path)
    with files_no_longer_than(1000), pytest.raises(OSError, match="too large"):
        store.save("ab/abcd.pdf", ContentFile(b"x" * 5000))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert store.save("ab/abcd.pdf", ContentFile(b"x" * 5000)) == "ab/abcd.pdf"
    assert (tmp_path / "ab/abcd.pdf").read_bytes() == b"x" * 5000


def test_name_that_is_taken_is_never_written_over(tmp_path: Path) -> None:
    store = WholeFileStorage(location=tmp_path)
    assert store.save("a.pdf", ContentFile(b"one")) == "a.pdf"
    # Past the question whether it exists, as of two that save at once.
    other = store._save("a.pdf", ContentFile(b"two"))
    assert (other != "a.pdf", (tmp_path / other).read_bytes()) == (True, b"two")
    assert (tmp_path / "a.pdf").read_bytes() == b"one"
