"""A badge as a file: plain, or with the credential baked in."""

from certificates.badges.keeping import kept
from certificates.badges.png import badge_png
from certificates.badges.shapes import Face
from certificates.badges.svg import badge_svg
from certificates.credentials.baking import bake_png, bake_svg
from certificates.words import Words

SIDE = 800  # dots: sharp where it is shown at half of that
SMALL = 128
TYPES = {"png": "image/png", "svg": "image/svg+xml"}


def picture_of(words: Words, kind: str, *, side: int = SIDE) -> bytes:
    """The badge of `words`; `kind`: "png" or "svg"."""
    face = Face.of(words)
    if kind == "svg":
        return badge_svg(face).encode()
    return kept((face, side), lambda: badge_png(face, side=side))


def baked_picture(words: Words, kind: str, credential: str) -> bytes:
    """The same with the text of a credential inside, which a wallet or `answer_for_credential` reads out."""
    picture = picture_of(words, kind)
    return bake_svg(picture.decode(), credential).encode() if kind == "svg" else bake_png(picture, credential)
