"""A player that seeks gets the part it asked for, from the origin of uploads and behind the same wall."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kit.byte_ranges import NoSuchPart, part_of

CONTENT = bytes(range(256)) * 1000


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", (0, 0)),
        ("bytes=0-", (0, 99)),
        ("bytes=10-19", (10, 19)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=5-4", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
        ("", None),
        ("bytes=" + "9" * 5000, None),
    ],
)
def test_part_is_read_from_the_header(header: str, part: tuple[int, int] | None) -> None:
    assert part_of(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_part_outside_the_file_is_refused(header: str) -> None:
    with pytest.raises(NoSuchPart):
        part_of(header, 100)


@pytest.fixture
def film(settings: Any, tmp_path: Path) -> str:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "phim.mp4").write_bytes(CONTENT)
    return "/media/phim.mp4"


def get(client: Client, path: str, settings: Any, **headers: str) -> Any:
    return client.get(path, HTTP_HOST=settings.CONTENT_HOST, headers=headers)


def test_whole_file_says_that_parts_can_be_had(client: Client, settings: Any, film: str) -> None:
    response = get(client, film, settings)
    assert (response.status_code, response.headers["Accept-Ranges"]) == (200, "bytes")
    assert response.getvalue() == CONTENT


@pytest.mark.parametrize("first", [0, 1, 70_000, len(CONTENT) - 1])
def test_part_is_sent_behind_the_same_wall(client: Client, settings: Any, film: str, first: int) -> None:
    response = get(client, film, settings, range=f"bytes={first}-")
    assert response.status_code == 206
    assert response.getvalue() == CONTENT[first:]
    assert response.headers["Content-Range"] == f"bytes {first}-{len(CONTENT) - 1}/{len(CONTENT)}"
    assert response.headers["Content-Length"] == str(len(CONTENT) - first)
    assert response.headers["Content-Type"] == "video/mp4"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" not in response.headers.get("Content-Disposition", "")
    assert response.cookies == {}


def test_part_outside_is_answered_with_the_size(client: Client, settings: Any, film: str) -> None:
    response = get(client, film, settings, range="bytes=999999999-")
    assert (response.status_code, response.headers["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")


def test_part_of_another_version_is_not_mixed_in(client: Client, settings: Any, film: str) -> None:
    whole = get(client, film, settings)
    modified = whole.headers["Last-Modified"]
    assert whole.getvalue() == CONTENT
    same = get(client, film, settings, range="bytes=1-2", **{"if-range": modified})
    assert (same.status_code, same.getvalue()) == (206, CONTENT[1:3])
    stale = get(client, film, settings, range="bytes=1-2", **{"if-range": "Wed, 01 Jan 2020 00:00:00 GMT"})
    assert (stale.status_code, stale.getvalue()) == (200, CONTENT)


def test_part_of_a_page_stays_a_download(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "trang.html").write_bytes(b"<script>alert(1)</script>")
    response = get(client, "/media/trang.html", settings, range="bytes=0-7")
    assert (response.status_code, response.headers["Content-Disposition"]) == (206, "attachment")
    assert response.getvalue() == b"<script>"
    assert get(client, "/media/../settings.py", settings, range="bytes=0-7").status_code == 404
