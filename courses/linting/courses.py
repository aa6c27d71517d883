"""What may be wrong with a course's own page, and with the address of any page of it."""

from collections.abc import Iterator

from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.linting.findings import Finding, advise, stop
from courses.linting.links import link_findings
from courses.models import CoursePage, StepPage


def course_findings(course: CoursePage) -> Iterator[Finding]:
    if not course.code:
        text = _("The course has no code. Give it one that stays for ever.")
        yield stop("code_missing", text, "id_code")
    if not list(course.outcomes.all()):
        text = _("The course names no outcome. Say which competency and level it leads to.")
        yield stop("no_outcome", text, "id_outcomes-FORMS")
    if course.pk and not StepPage.objects.child_of(course).exists():
        yield advise("no_steps", _("The course has no lesson and no test yet."))
    yield from link_findings(course.description, place="panel-child-content-description-section")


def address_findings(page: Page) -> Iterator[Finding]:
    """A slug that another page beside it has, or that the site itself uses, would never be reached."""
    beside = page.get_siblings(inclusive=False).filter(slug=page.slug)
    if beside.exists() or _is_taken_by_the_site(page):
        sentence = _("The address “%(slug)s” is taken. Choose another one in the tab “Address and search”.")
        yield stop("address_taken", sentence % {"slug": page.slug}, "tab-promote")


def _is_taken_by_the_site(page: Page) -> bool:
    if isinstance(page, CoursePage):
        return _name_at(reverse("courses:catalogue") + f"{page.slug}/") != "courses:course"
    return _name_at(reverse("courses:catalogue") + f"x/{page.slug}/") != "courses:step"


def _name_at(path: str) -> str:
    return resolve(path).view_name
