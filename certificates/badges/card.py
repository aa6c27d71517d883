"""The picture that other sites show for a shared link: 1200 × 630, as Open Graph asks, with the badge and the words."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from PIL import Image, ImageDraw

from certificates.badges.png import as_png, badge_image, draw, font
from certificates.badges.shapes import ANISE, DEEP, GOLD, INDIGO, PAPER, SOFT, Face, rosette, shortened
from certificates.fitting import Fitted
from kit.pdf import BOLD, REGULAR

WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT = 560, 1130  # between these stand the words
BADGE = 440
GROUND_WAVES = "#f6ecdc"


@dataclass(frozen=True)
class CardWords:
    """What the card says. `holder` and `day` are as the holder wants them shown, "" for not at all."""

    title: str
    holder: str
    course: str
    issuer: str
    day: str


def card_png(words: CardWords, face: Face) -> bytes:
    card = _ground()
    medal = badge_image(face, side=BADGE)
    card.paste(medal, (70, (HEIGHT - BADGE) // 2 - 16), medal)
    pen = ImageDraw.Draw(card)
    lines = list(_set(words))
    y = (HEIGHT - 44 - sum(line.height for line in lines)) / 2
    for line in lines:
        for text in line.fitted.lines:
            y += line.fitted.size * line.leading
            pen.text((LEFT, y - line.fitted.size * 0.3), text, line.colour, font(line.face, line.fitted.size), "ls")
        y += line.after
    said = f"{settings.WAGTAIL_SITE_NAME} · {settings.PROVINCE_NAME}"
    pen.text((LEFT, HEIGHT - 58), said, SOFT, font(REGULAR, 22), "ls")
    return as_png(card)


@dataclass(frozen=True)
class _Line:
    fitted: Fitted
    face: str
    colour: str
    after: float
    leading: float = 1.22

    @property
    def height(self) -> float:
        return self.fitted.size * self.leading * len(self.fitted.lines) + self.after


def _set(words: CardWords) -> Iterator[_Line]:
    """The words from top to bottom; those that are "" leave no gap."""
    yield _Line(_fit(words.title.upper(), BOLD, 26, 20, 1), BOLD, ANISE, 18)
    if words.holder:
        yield _Line(_fit(words.holder, BOLD, 60, 36, 2), BOLD, DEEP, 16)
    yield _Line(_fit(words.course, BOLD, 40, 26, 3), BOLD, INDIGO, 22)
    yield _Line(_fit(words.issuer, REGULAR, 26, 20, 2), REGULAR, SOFT, 4)
    if words.day:
        yield _Line(_fit(words.day, REGULAR, 26, 20, 1), REGULAR, SOFT, 0)


def _fit(text: str, face: str, largest: float, smallest: float, most_lines: int) -> Fitted:
    return shortened(text, face, largest=largest, smallest=smallest, width=RIGHT - LEFT, most_lines=most_lines)


def _ground() -> Image.Image:
    """Paper with waves behind the badge, framed like a certificate."""
    large = Image.new("RGB", (WIDTH * 2, HEIGHT * 2), PAPER)
    draw(large, rosette(290, 300, 330, colour=GROUND_WAVES, width=1.2), scale=2)
    pen = ImageDraw.Draw(large)
    pen.rectangle((36, 36, WIDTH * 2 - 37, HEIGHT * 2 - 37), outline=INDIGO, width=6)
    pen.rectangle((52, 52, WIDTH * 2 - 53, HEIGHT * 2 - 53), outline=GOLD, width=2)
    return large.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
