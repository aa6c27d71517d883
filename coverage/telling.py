"""The parts of a difference in words, each with the way to its people."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coverage.changes import Part
from coverage.comparing import Comparison, Group


@dataclass(frozen=True)
class Line:
    """One part: its title, its people, what it adds to both sides, and the address of the list."""

    title: str
    group: Group
    url: str


def title_of(part: Part) -> str:
    """What became of the people of `part`."""
    return {
        Part.HIRED: _("Started to work"),
        Part.MOVED_IN: _("Moved here from another agency"),
        Part.JOINED_GROUP: _("Worked here already and joined the group"),
        Part.LEFT: _("No longer work"),
        Part.MOVED_OUT: _("Moved to another agency"),
        Part.LEFT_GROUP: _("Still work here and left the group"),
        Part.ACHIEVED: _("Achieved in this time"),
        Part.EXPIRED: _("Certificate ran out"),
        Part.REVOKED: _("Certificate revoked"),
        Part.SUSPENDED: _("Certificate suspended"),
        Part.LAPSED: _("No longer counted for another reason"),
        Part.MOVED_WITHIN: _("Moved between the agencies counted here"),
        Part.SAME: _("Unchanged"),
    }[part]


def lines(compared: Comparison, query: dict[str, str]) -> list[Line]:
    """The parts that have people, as the page shows them."""
    return [
        Line(
            title_of(group.part),
            group,
            reverse("coverage:part", args=[compared.target.code, group.part.value]) + f"?{urlencode(query)}",
        )
        for group in compared.groups
    ]


def crumbs(compared: Comparison, query: dict[str, str], *, last: str = "") -> list[tuple[str, str]]:
    """The way down to the comparison, or to `last` below it."""
    code, here = compared.target.code, f"?{urlencode(query)}"
    asked = urlencode({name: value for name, value in query.items() if name != "tu"})
    way = [
        (_("How far are we?"), f"{reverse('coverage:index')}?{asked}"),
        (code, f"{reverse('coverage:target', args=[code])}?{asked}"),
    ]
    title = _("What has changed")
    if not last:
        return [*way, (title, "")]
    return [*way, (title, reverse("coverage:comparison", args=[code]) + here), (last, "")]
