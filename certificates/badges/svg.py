"""A badge as SVG: sharp at any size, and its words stay words."""

from collections.abc import Iterable

from django.utils.html import escape

from certificates.badges.shapes import SIDE, Area, Disc, Face, Label, Mark, badge
from kit.pdf import BOLD, text_width

# Whoever opens the file may not have our typeface; `textLength` keeps another one inside its place.
FAMILY = "'Be Vietnam Pro', 'Segoe UI', Roboto, sans-serif"


def badge_svg(face: Face) -> str:
    """The whole file; it refers to nothing outside itself."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}" '
        f'role="img" font-family="{FAMILY}" text-anchor="middle"><title>{escape(title_of(face))}</title>'
        f"{''.join(_drawn(badge(face)))}</svg>"
    )


def title_of(face: Face) -> str:
    return ". ".join(said for said in (face.course, face.level_words.capitalize(), face.issuer) if said)


def _drawn(marks: Iterable[Mark]) -> Iterable[str]:
    for mark in marks:
        match mark:
            case Area():
                yield _area(mark)
            case Disc():
                yield f'<circle cx="{mark.x:.1f}" cy="{mark.y:.1f}" r="{mark.radius:.1f}" fill="{mark.fill}"/>'
            case Label():
                yield _label(mark)


def _area(area: Area) -> str:
    points = " ".join(f"{x:.1f} {y:.1f}" for x, y in area.points)
    edge = f' stroke="{area.edge}" stroke-width="{area.width:.1f}" stroke-linejoin="round"' if area.edge else ""
    return f'<path fill="{area.fill or "none"}"{edge} d="M{points}Z"/>'


def _label(label: Label) -> str:
    weight = ' font-weight="700"' if label.face == BOLD else ""
    width = text_width(label.text, label.face, label.size)
    return (
        f'<text x="{label.x:g}" y="{label.y:.1f}" font-size="{label.size:g}"{weight} fill="{label.colour}" '
        f'textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs">{escape(label.text)}</text>'
    )
