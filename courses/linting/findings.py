"""What a rule says about a page."""

from dataclasses import dataclass

from django.urls import reverse
from wagtail.models import Page


@dataclass(frozen=True)
class Finding:
    """Something to mend. `blocks`: the page cannot be handed in or published before.

    `place` is the id of the part of the editor where it is; empty for the page as a whole.
    """

    rule: str
    blocks: bool
    text: str
    place: str = ""


@dataclass(frozen=True)
class CheckedPage:
    """A page as its latest draft stands, and what was found in it; what blocks comes first."""

    page: Page
    findings: list[Finding]

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.blocks]

    @property
    def advice(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.blocks]

    @property
    def edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    @property
    def places(self) -> list[tuple[Finding, str]]:
        """Each finding with the address where it can be mended."""
        return [(finding, f"{self.edit_url}#{finding.place or 'tab-content'}") for finding in self.findings]


def stop(rule: str, text: str, place: str = "") -> Finding:
    return Finding(rule, True, text, place)


def advise(rule: str, text: str, place: str = "") -> Finding:
    return Finding(rule, False, text, place)
