"""What stands between a draft and the site: a page with blocking findings is neither handed in nor published.

Every door leads through here: the editor's button (hook), approval, publishing of ticked pages and scheduled
publishing (Page.publish), handing in (a workflow that begins). What the importer writes comes without a person
and is not held up: its files are reviewed where they are kept.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from courses.linting.findings import CheckedPage

BY_THE_CLOCK = "wagtail.publish.scheduled"


class NotReady(Exception):
    """A page has findings that block; `checked` holds them, the message fits the screen."""

    def __init__(self, checked: CheckedPage) -> None:
        self.checked = checked
        count = len(checked.blocking)
        sentence = ngettext(
            "“%(title)s” is not ready: %(count)s thing must be mended first.",
            "“%(title)s” is not ready: %(count)s things must be mended first.",
            count,
        )
        super().__init__(sentence % {"title": checked.page.title, "count": count})


def refuse_unready(page: Page) -> None:
    """Raises NotReady when `page`, as it is in memory, has findings that block."""
    from courses.linting.checking import check

    checked = check(page)
    if checked.blocking:
        raise NotReady(checked)


class CheckedBeforePublishing:
    """Mixed into a page: no door publishes it while findings block."""

    def publish(self, revision: Revision, user: Any = None, log_action: Any = True, **more: Any) -> Any:
        """Publish `revision`. Raises NotReady when a person asks; when the clock does, its author is told instead."""
        if user is not None:
            refuse_unready(revision.as_object())
        elif log_action == BY_THE_CLOCK:
            try:
                refuse_unready(revision.as_object())
            except NotReady as refusal:
                return _take_off_the_clock(revision, refusal)
        return super().publish(revision, user=user, log_action=log_action, **more)  # type: ignore[misc]


def _take_off_the_clock(revision: Revision, refusal: NotReady) -> None:
    """The page stays as it is; the revision is no longer waiting, or the clock would try every minute."""
    from courses.review_news import tell_not_published

    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    log(refusal.checked.page, "courses.schedule_refused", revision=revision, data={"why": str(refusal)})
    tell_not_published(revision, refusal)


def lines_of(refusal: NotReady, *, most: int = 5) -> list[str]:
    """What must be mended, for a message: the first few, and how many more."""
    lines = [finding.text for finding in refusal.checked.blocking]
    rest = len(lines) - most
    return lines[:most] + ([_("and %(count)s more") % {"count": rest}] if rest > 0 else [])
