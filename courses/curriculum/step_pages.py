"""Putting a step's page where it belongs: what lessons, tests and other steps have in common."""

from collections.abc import Mapping
from typing import Any

from wagtail.models import Page

from courses.curriculum.importing_things import Import, put
from courses.models import StepPage


def page_for(model: type[Any], slug: str, work: Import) -> Any:
    """The course's step of that address, published or not, or a new one."""
    return model.objects.child_of(work.course).filter(slug=slug).first() or model(slug=slug)


def put_step(page: StepPage, values: Mapping[str, Any]) -> bool:
    return put(page, values) or page.pk is None


def save_page(page: Page, *, parent: Page, changed: bool, work: Import) -> None:
    """Add or update `page` under `parent`, publish it as a revision, and count it."""
    is_new = page.pk is None or page.pk in work.fresh
    if page.pk is None:
        parent.add_child(instance=page)
    if is_new or changed or not page.live:
        page.save_revision().publish()
    work.count(is_new=is_new, is_changed=changed)
