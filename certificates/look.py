"""How a paper looks: format, frame, figure behind the words, colours, logo. Values; rows keep them (models.designs).

A drawing that has a name here is never changed: papers of years ago are made again with it. A better one
gets a name of its own.
"""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FRAMES = {
    "stars": gettext_lazy("Braid with star anise, between two lines"),
    "waves": gettext_lazy("Guilloche of fine waves"),
    "lines": gettext_lazy("Two fine lines"),
}
FIGURES = {
    "rings": gettext_lazy("Interlaced rings"),
    "flower": gettext_lazy("Flower of star anise"),
    "none": gettext_lazy("Nothing"),
}
# WCAG 2.2, 1.4.3: text is told from its ground at 4.5 to 1. A paper is also copied and faxed.
LEAST_CONTRAST = 4.5


class HardToRead(Exception):
    """A colour of the words stands out too little from the paper."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """Colours are "#rrggbb". `logo`: a PNG, b"" for none."""

    frame: str = "stars"
    figure: str = "rings"
    portrait: bool = False
    paper: str = "#fffdf8"
    ink: str = "#1c2333"
    title: str = "#9a3d1c"
    name: str = "#1a2450"
    course: str = "#27346b"
    accent: str = "#9a3d1c"
    line: str = "#27346b"
    logo: bytes = b""

    @classmethod
    def from_json(cls, data: dict[str, Any], *, logo: bytes) -> Self:
        known = {field.name for field in fields(cls)} - {"logo"}
        return cls(**{name: value for name, value in data.items() if name in known}, logo=logo)

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(replace(self, logo=b"")).items() if name != "logo"}


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def refuse_hard_to_read(look: Look) -> None:
    """Raise HardToRead when words of `look` stand out too little from its paper."""
    words = {
        _("letters"): look.ink,
        _("heading"): look.title,
        _("name of the learner"): look.name,
        _("name of the course"): look.course,
    }
    for what, colour in words.items():
        got = contrast(colour, look.paper)
        if got < LEAST_CONTRAST:
            raise HardToRead(
                _("The colour of the %(what)s is hard to read on this paper: contrast %(got).1f, at least %(least)s.")
                % {"what": what, "got": got, "least": LEAST_CONTRAST}
            )


def _luminance(colour: str) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
