"""Where links of rich text lead. Other sites are not asked: only the form of their address is looked at."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from courses.linting.findings import Finding, advise, stop
from courses.linting.words import Link, read
from courses.models import CoursePage, StepPage

# Words that say nothing to who hears a page's links read out one after the other.
EMPTY_WORDS = {"tại đây", "ở đây", "đây", "bấm vào đây", "nhấn vào đây", "xem thêm", "link", "here", "click here"}
_is_web_address = URLValidator(schemes=["http", "https"])


def link_findings(html: str, *, place: str, anchors: Collection[str] = ()) -> Iterator[Finding]:
    """What is wrong with the links of `html`; `anchors` are the ids that exist on the same page."""
    for link in read(html).links:
        if link.text.strip().strip(".…").casefold() in EMPTY_WORDS:
            sentence = _("The link “%(words)s” does not say where it leads. Use the name of what one finds there.")
            yield advise("link_says_nothing", sentence % {"words": link.text.strip()}, place)
        if link.kind == "page":
            yield from _to_page(link, place)
        elif link.kind == "document":
            if not get_document_model().objects.filter(pk=link.number or 0).exists():
                yield _broken(link, place)
        elif not _leads_somewhere(link.href, anchors):
            yield _broken(link, place)


def _broken(link: Link, place: str) -> Finding:
    sentence = _("The link “%(words)s” leads nowhere (%(address)s). Choose its goal again, or take the link away.")
    words = {"words": link.text.strip() or link.href, "address": link.href or _("the page is gone")}
    return stop("link_broken", sentence % words, place)


def _to_page(link: Link, place: str) -> Iterator[Finding]:
    page = Page.objects.filter(pk=link.number or 0).first()
    if page is None:
        yield _broken(link, place)
    elif not page.live:
        sentence = _("The link “%(words)s” leads to “%(title)s”, which is not published. Publish that first.")
        yield advise("link_unpublished", sentence % {"words": link.text.strip(), "title": page.title}, place)


def _leads_somewhere(href: str, anchors: Collection[str]) -> bool:
    try:
        parts = urlsplit(href)
        if parts.scheme == "mailto":
            validate_email(unquote(parts.path))
            return True
        if parts.scheme == "tel":
            return bool(re.fullmatch(r"\+?[\d .()-]{3,20}", unquote(parts.path)))
        if not parts.scheme and not parts.netloc and not parts.path:
            return bool(parts.fragment) and unquote(parts.fragment) in anchors
        if not parts.scheme and not parts.netloc:
            return _is_ours(parts.path)
        _is_web_address(href)
        return not href.startswith(f"{settings.BASE_URL}/") or _is_ours(parts.path)
    except (ValidationError, ValueError):
        return False


def _is_ours(path: str) -> bool:
    """Whether a path of this site is answered: a view of ours, or a published page."""
    try:
        found = resolve(unquote(path))
    except Resolver404:
        return False
    names = found.kwargs
    if found.view_name == "wagtail_serve":
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        place = f"{site.root_page.url_path}{path.strip('/')}/" if site else ""
        return Page.objects.live().filter(url_path=place).exists()
    if found.namespace != "courses" or "course" not in names:
        return True
    course = CoursePage.objects.live().filter(slug=names["course"]).first()
    step = names.get("step")
    return course is not None and (step is None or StepPage.objects.child_of(course).live().filter(slug=step).exists())
