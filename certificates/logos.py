"""A logo as papers carry it: a small PNG of its own, so that nobody can change it by replacing a file."""

import io
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

LARGEST_FILE = 2 * 1024 * 1024  # bytes
LARGEST_SIDE = 8000  # pixels, of the picture handed in
SIDE = 260  # pixels, as printed: 48 points at 390 dots per inch
LARGEST_PRINTED = 60_000  # bytes; each paper carries it


class LogoNotUsable(Exception):
    """The file is no picture, or too large."""


def to_logo(file: IO[bytes]) -> bytes:
    """The picture in `file`, made small, as a PNG without what cameras write into pictures. Raises LogoNotUsable."""
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise LogoNotUsable(_("The logo is larger than 2 MB."))
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as picture:
            if max(picture.size) > LARGEST_SIDE:
                raise LogoNotUsable(_("The logo has too many pixels."))
            small = picture.convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError) as error:
        raise LogoNotUsable(_("The logo must be a picture: PNG, JPEG or WebP.")) from error
    small.thumbnail((SIDE, SIDE))
    for colours in (None, 128, 32):
        out = io.BytesIO()
        (small if colours is None else small.quantize(colours)).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST_PRINTED:
            break
    return out.getvalue()
