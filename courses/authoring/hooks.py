"""Where our screens hang in Wagtail's."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.models import User
from courses.authoring import dashboard, views
from courses.authoring.explorer import StepViewSet
from courses.models import CoursePage
from courses.publishing import CheckedBeforePublishing, NotReady, refuse_unready

# The menu in the order of an author's work: courses (90), pages (100), questions (150), then what lessons show.
MENU = {"images": 160, "documents": 170}


class CoursesItem(MenuItem):
    """The way to the courses, for who may write pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        shown: bool = user_has_any_page_permission(request.user)
        return shown


@hooks.register("before_publish_page")
def check_before_publishing(_request: HttpRequest, page: Page) -> None:
    """The editor's own button goes past Page.publish. Raises courses.publishing.NotReady."""
    if not issubclass(type(page), CheckedBeforePublishing):
        return
    try:
        refuse_unready(page)
    except NotReady:
        if page.live and page.live_revision_id is None:
            # Wagtail puts a new page among the live ones before it asks.
            Page.objects.filter(pk=page.pk).update(live=False, has_unpublished_changes=True)
        raise


@hooks.register("before_copy_page")
def copy_courses_our_way(_request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail would copy the code too, which is unique, and leave the questions behind."""
    return redirect("course_duplicate", page.pk) if page.specific_class is CoursePage else None


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("khoa-hoc/", views.courses_start, name="courses_start"),
        path("khoa-hoc/<int:course>/kiem-tra/", views.check_whole_course, name="course_check"),
        path("khoa-hoc/<int:course>/nhan-ban/", views.duplicate, name="course_duplicate"),
    ]


def _buttons(page: Page, user: User) -> Iterator[Button]:
    if page.specific_class is not CoursePage:
        return
    may = page.permissions_for_user(user)
    if may.can_edit():
        yield Button(
            _("Check the course"), reverse("course_check", args=[page.pk]), icon_name="circle-check", priority=5
        )
    if may.can_copy():
        yield Button(
            _("Duplicate the course"), reverse("course_duplicate", args=[page.pk]), icon_name="copy", priority=31
        )


@hooks.register("register_page_header_buttons")
def header_buttons(page: Page, user: User, **_more: Any) -> Iterator[Button]:
    yield from _buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def listing_buttons(page: Page, user: User, **_more: Any) -> Iterator[Button]:
    yield from _buttons(page, user)


@hooks.register("register_admin_viewset")
def register_steps() -> StepViewSet:
    return StepViewSet("course_steps")


@hooks.register("construct_homepage_panels")
def arrange_home(_request: HttpRequest, panels: list[Any]) -> None:
    dashboard.arrange(panels)


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts(_request: HttpRequest, items: list[Any]) -> None:
    """How many pages, pictures and documents there are helps nobody to work."""
    items.clear()


@hooks.register("insert_global_admin_css")
def our_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("css/authoring.css"))


@hooks.register("register_admin_menu_item")
def courses_item() -> MenuItem:
    return CoursesItem(_("Courses"), reverse("courses_start"), name="courses", icon_name="list-ul", order=90)


@hooks.register("construct_main_menu")
def order_menu(_request: HttpRequest, items: list[MenuItem]) -> None:
    for item in items:
        item.order = MENU.get(item.name, item.order)
