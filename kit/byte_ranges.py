"""Sending part of a file (RFC 9110, section 14): a player that seeks asks for the bytes from there on."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_PIECE = 64 * 1024


class NoSuchPart(Exception):
    """The part asked for lies outside the file."""


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that a Range `header` asks for of a file of `size` bytes; None: send the whole file.

    Several ranges at once, other units and nonsense are answered with the whole file, as the standard allows.
    Raises NoSuchPart.
    """
    found = _RANGE.fullmatch(header.replace(" ", "")[:100])
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return None
    if start > end:
        raise NoSuchPart
    return start, end


def in_parts(request: HttpRequest, response: HttpResponseBase, path: Path) -> HttpResponseBase:
    """`response`, which holds the whole file at `path`, or the part of it that `request` asks for."""
    if not isinstance(response, FileResponse):
        return response
    response["Accept-Ranges"] = "bytes"
    header = request.headers.get("Range", "")
    # With If-Range the reader already holds a part: another version of the file must be sent whole.
    if not header or request.headers.get("If-Range", response["Last-Modified"]) != response["Last-Modified"]:
        return response
    size = path.stat().st_size
    try:
        part = part_of(header, size)
    except NoSuchPart:
        _let_go(response)
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}, content_type="text/plain")
    if part is None:
        return response
    start, end = part
    _let_go(response)
    partial = StreamingHttpResponse(_bytes_of(path, start, end), status=206, headers=dict(response.headers))
    partial["Content-Length"] = str(end - start + 1)
    partial["Content-Range"] = f"bytes {start}-{end}/{size}"
    return partial


def _let_go(response: FileResponse) -> None:
    """Close the file but not the response: closing that would tell Django that the request is over."""
    if response.file_to_stream is not None:
        response.file_to_stream.close()


def _bytes_of(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = end - start + 1
        while left and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
