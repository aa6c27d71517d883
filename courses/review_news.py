"""Who hears of a review: reviewers when something waits, authors when it comes back, goes live, or could not."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Revision, TaskState, WorkflowMixin, WorkflowState

from accounts.models import User
from accounts.telling import register_words, tell
from courses.publishing import NotReady

WAITS, RETURNED, LIVE, NOT_PUBLISHED = (
    "courses.review_waits",
    "courses.review_returned",
    "courses.page_live",
    "courses.page_not_published",
)


def register() -> None:
    register_words(
        WAITS, _("To review: %(page)s"), _("%(author)s has handed in “%(page)s”. Please look through it and decide.")
    )
    register_words(RETURNED, _("Sent back: %(page)s"), _("%(reviewer)s asks for changes to “%(page)s”. %(comment)s"))
    register_words(LIVE, _("Published: %(page)s"), _("“%(page)s” is on the site now. Thank you!"))
    register_words(
        NOT_PUBLISHED,
        _("Not published: %(page)s"),
        _("“%(page)s” was to be published by now, but is not ready. %(why)s"),
    )


def _tell(people: Iterable[User | None], kind: str, key: str, page: Any, **words: str) -> None:
    url = AdminURLFinder().get_edit_url(page) or reverse("wagtailadmin_home")
    here = [person for person in people if person is not None and person.is_active]
    tell(people=here, kind=kind, key=f"{kind}:{key}", url=url, at=timezone.now(), mail=True, page=str(page), **words)


def tell_reviewers(instance: TaskState, user: User | None = None, **_more: Any) -> None:
    """Heard when a task of a workflow begins: its groups are told, but who handed in."""
    page = instance.revision.as_object()
    groups = getattr(instance.task.specific, "groups", None)
    if groups is None:
        return
    reviewers = User.objects.filter(groups__in=groups.all()).distinct()
    others = reviewers.exclude(pk=user.pk) if user else reviewers
    _tell(others, WAITS, str(instance.pk), page, author=str(user or ""))


def tell_sent_back(instance: WorkflowState, user: User | None = None, **_more: Any) -> None:
    task_state = TaskState.objects.get(pk=instance.current_task_state_id)
    words = {"reviewer": str(user or ""), "comment": task_state.comment}
    _tell([instance.requested_by], RETURNED, str(task_state.pk), task_state.revision.as_object(), **words)


def tell_live(instance: Any, **_more: Any) -> None:
    """Heard when something is published, at once or by the clock: who handed it in is told, once for each review."""
    reviewed = isinstance(instance, WorkflowMixin) and instance.live
    review = instance.workflow_states.order_by("-created_at", "-pk").first() if reviewed else None
    if review is not None:
        _tell([review.requested_by], LIVE, str(review.pk), instance)


def tell_not_published(revision: Revision, refusal: NotReady) -> None:
    """The moment had come, but findings block: who wrote this draft and who handed it in are told."""
    page = refusal.checked.page
    review = page.workflow_states.order_by("-created_at", "-pk").first()
    people = {revision.user, page.owner, review.requested_by if review else None}
    why = " ".join(finding.text for finding in refusal.checked.blocking[:3])
    _tell(people, NOT_PUBLISHED, str(revision.pk), page, why=why)


def no_mail(**_more: Any) -> None:
    """Stands in the place of a mail of Wagtail's that nothing of ours replaces."""
