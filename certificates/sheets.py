"""Where things stand on a paper: boxes in points from the top left of an A4, landscape or portrait."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @property
    def css(self) -> str:
        return f"left:{self.left:.1f}pt;top:{self.top:.1f}pt;width:{self.width:.1f}pt;height:{self.height:.1f}pt"

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """`stars_across` and `stars_down`: intervals between the stars along the sides of a frame."""

    width: float
    height: float
    issuer: Box
    head: Box
    emblem: Box
    level: Box
    centre: Box
    qr: Box
    register: Box
    signature: Box
    plate: Box
    note: Box
    logo: Box
    stars_across: int
    stars_down: int


LANDSCAPE = Sheet(
    width=841.89,
    height=595.28,
    issuer=Box(60, 62, 270, 62),
    head=Box(512, 62, 270, 62),
    emblem=Box(361, 58, 120, 52),
    level=Box(361, 112, 120, 18),
    centre=Box(90, 132, 662, 272),
    qr=Box(66, 440, 80, 80),
    register=Box(158, 436, 320, 96),
    signature=Box(512, 404, 270, 128),
    plate=Box(540, 456, 214, 46),
    note=Box(120, 533, 602, 14),
    logo=Box(62, 60, 48, 48),
    stars_across=21,
    stars_down=14,
)
PORTRAIT = Sheet(
    width=595.28,
    height=841.89,
    issuer=Box(56, 66, 226, 62),
    head=Box(291, 66, 248, 62),
    emblem=Box(237, 138, 120, 62),
    level=Box(237, 202, 120, 18),
    centre=Box(66, 226, 463, 350),
    qr=Box(64, 584, 92, 92),
    register=Box(64, 682, 230, 96),
    signature=Box(301, 592, 236, 132),
    plate=Box(312, 646, 214, 46),
    note=Box(60, 780, 475, 14),
    logo=Box(58, 64, 44, 44),
    stars_across=14,
    stars_down=21,
)


def sheet_of(*, portrait: bool) -> Sheet:
    return PORTRAIT if portrait else LANDSCAPE
