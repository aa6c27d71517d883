"""Checking a whole course, and duplicating one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from courses.addresses import address_of
from courses.duplicating import CannotDuplicate, copied_code_fits, duplicate_course
from courses.linting.checking import check_course
from courses.models import CourseIndexPage, CoursePage


def _course_for(request: HttpRequest, pk: int, *, to: str) -> CoursePage:
    """The course, for who may edit it, or put another beside it (`to`: "edit" or "copy"). Raises Http404."""
    course = CoursePage.objects.filter(pk=pk).first()
    if course is None or not getattr(course.permissions_for_user(request.user), f"can_{to}")():
        raise Http404(_("There is no such course."))
    return course


def _crumbs(course: CoursePage, label: str) -> list[dict[str, Any]]:
    return [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("wagtailadmin_explore", args=[course.pk]), "label": course.get_admin_display_title()},
        {"url": "", "label": label},
    ]


@require_safe
def check_whole_course(request: SignedInRequest, course: int) -> HttpResponse:
    page = _course_for(request, course, to="edit")
    checked = check_course(page)
    context = {
        "course": page,
        "checked": checked,
        "blocking": sum(len(each.blocking) for each in checked),
        "advice": sum(len(each.advice) for each in checked),
        "breadcrumbs_items": _crumbs(page, _("Check the course")),
    }
    return render(request, "courses/admin/check_course.html", context)


class DuplicateForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title of the copy"), max_length=255)
    slug = forms.SlugField(
        label=gettext_lazy("Address of the copy"),
        max_length=255,
        help_text=gettext_lazy("Plain letters without accents, digits and hyphens."),
    )
    code = forms.SlugField(
        label=gettext_lazy("Code of the copy"),
        max_length=40,
        help_text=gettext_lazy("Stays for ever: certificates and targets know the course by it."),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not copied_code_fits(code):
            raise forms.ValidationError(_("Choose a shorter code: each question gets this code and a number."))
        return code


@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: SignedInRequest, course: int) -> HttpResponse:
    page = _course_for(request, course, to="copy")
    title = _("%(title)s (copy)") % {"title": page.title}
    begin = {"title": title, "slug": address_of(title), "code": f"{page.code[:32]}-2"}
    form = DuplicateForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            made = duplicate_course(page, **form.cleaned_data, by=request.user, at=timezone.now())
        except CannotDuplicate as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("“%(title)s” is ready as a draft.") % {"title": made.title})
            return redirect("wagtailadmin_explore", made.pk)
    context = {"course": page, "form": form, "breadcrumbs_items": _crumbs(page, _("Duplicate the course"))}
    return render(request, "courses/admin/duplicate.html", context)


@require_safe
def courses_start(_request: SignedInRequest) -> HttpResponse:
    """Where the courses are in the explorer."""
    catalogue = CourseIndexPage.objects.first()
    return redirect("wagtailadmin_explore", catalogue.pk) if catalogue else redirect("wagtailadmin_explore_root")
