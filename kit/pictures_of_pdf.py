"""PDF to picture, for looking at on a screen."""

import io
import threading

import pypdfium2

# PDFium is not made for several threads.
_lock = threading.Lock()
INCH = 72


def picture_of(pdf: bytes, *, dots_per_inch: int = 96) -> bytes:
    """The first page of a PDF that we made, as a PNG (not for uploads: it trusts the file)."""
    with _lock, pypdfium2.PdfDocument(pdf) as document:
        bitmap = document[0].render(scale=dots_per_inch / INCH)
        picture = bitmap.to_pil()
        out = io.BytesIO()
        picture.save(out, "PNG", compress_level=3)
    return out.getvalue()
