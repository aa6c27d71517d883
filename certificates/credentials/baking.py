"""A credential inside a picture (Open Badges 3.0, 5.3): what looks like a badge carries its proof along."""

import io
import struct
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image, PngImagePlugin

PNG = b"\x89PNG\r\n\x1a\n"
KEYWORD = "openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"


def bake_png(picture: bytes, credential: str) -> bytes:
    """`picture` with the text of a credential in a chunk of its own. `picture` itself stays as it was."""
    image = Image.open(io.BytesIO(picture), formats=["PNG"])
    chunks = PngImagePlugin.PngInfo()
    chunks.add_itxt(KEYWORD, credential)
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=chunks, optimize=True)
    return out.getvalue()


def bake_svg(picture: str, credential: str) -> str:
    """`picture` with the text of a credential in an element of its own, right after the opening tag."""
    opening, close, rest = picture.partition(">")
    text = credential.replace("]]>", "]]]]><![CDATA[>")
    # A JWT stands in the attribute, JSON in the element.
    if credential.startswith("{"):
        element = f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"
    else:
        element = f'<openbadges:credential verify="{credential}"/>'
    return f'{opening} xmlns:openbadges="{NAMESPACE}"{close}{element}{rest}'


def read_baked(file: bytes) -> str | None:
    """The text baked into a PNG or SVG; "" when the picture carries none; None when it is no such picture."""
    if file.startswith(PNG):
        return _read_png(file)
    if b"<svg" in file[:1000]:
        return _read_svg(file)
    return None


def _read_png(file: bytes) -> str:
    """Only what stands before the pixels is read: they are never unpacked."""
    try:
        with Image.open(io.BytesIO(file), formats=["PNG"]) as image:
            return str(image.info.get(KEYWORD, ""))
    except (OSError, ValueError, SyntaxError, struct.error, Image.DecompressionBombError):
        return ""


def _read_svg(file: bytes) -> str:
    try:
        element = fromstring(file, forbid_dtd=True).find(f"{{{NAMESPACE}}}credential")
    except (ParseError, ValueError, DefusedXmlException):
        return ""
    if element is None:
        return ""
    return element.get("verify") or element.text or ""
