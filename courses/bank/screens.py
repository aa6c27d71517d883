"""The screens of an import in the admin: bring a file, see what it would do, confirm. And the template."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from competency.models import Competency, Level
from courses.bank.bringing import bring_file, brought_to, confirm, look_again, may_import, may_publish
from courses.bank.comparing import compare
from courses.bank.drafts import CannotRead
from courses.bank.framing import Defaults
from courses.bank.importing import CannotImport
from courses.bank.opening import ENDINGS, FORMATS
from courses.bank.planning import Plan
from courses.bank.writing_xlsx import write_template
from courses.models import CoursePage, QuestionImport
from courses.models.pages import Difficulty
from kit.spreadsheets import FORMATS as MEDIA_TYPES

# A screen shows so many questions of a kind; the rest is counted.
MOST_SHOWN = 100
MOST_FAULTS = 300


class ImportForm(forms.Form):
    """A file, and what to take for questions that say nothing themselves."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx), Moodle XML (.xml), GIFT (.txt, .gift) or IMS QTI 2.1 (.zip, .xml)."),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    course = forms.ModelChoiceField(
        label=_("Course"),
        queryset=CoursePage.objects.order_by("title"),
        required=False,
        to_field_name="code",
        help_text=_("For questions whose file names no course."),
    )
    competency = forms.ModelChoiceField(
        label=_("Competency"),
        queryset=Competency.objects.select_related("domain__framework").order_by("domain__framework__code", "code"),
        required=False,
        empty_label=_("the first one of the course"),
    )
    level = forms.ModelChoiceField(
        label=_("Level of the competency"),
        queryset=Level.objects.select_related("framework").order_by("framework__code", "order"),
        required=False,
        empty_label=_("the one of the course"),
    )
    difficulty = forms.ChoiceField(label=_("Difficulty"), choices=Difficulty.choices)
    publish = forms.ChoiceField(
        label=_("After the import"),
        choices=[("", _("leave them as drafts, to be reviewed")), ("1", _("put them to use at once"))],
        required=False,
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_publish(person):
            del self.fields["publish"]

    def defaults(self) -> Defaults:
        chosen = self.cleaned_data
        competency, level = chosen["competency"], chosen["level"]
        return Defaults(
            course=chosen["course"].code if chosen["course"] else "",
            competency=f"{competency.domain.framework.code}/{competency.code}" if competency else "",
            level=level.code if level else "",
            difficulty=chosen["difficulty"],
        )


class ImportScreen(WagtailAdminTemplateMixin, TemplateView):
    """What the screens share: who may see them, and the way back."""

    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_import(request.user):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = reverse("wagtailsnippets_courses_question:list")
        return [
            *self.breadcrumbs_items,
            {"url": listing, "label": _("Question bank")},
            {"url": "", "label": self.page_title},
        ]


class BringScreen(ImportScreen):
    template_name = "courses/bank/bring.html"
    page_title = _("Import questions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ImportForm(person=self.request.user))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES, person=request.user)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                brought, _plan = bring_file(
                    name=file.name,
                    content=file.read(),
                    defaults=form.defaults(),
                    publish=bool(form.cleaned_data.get("publish")),
                    by=request.user,  # type: ignore[arg-type]
                    at=timezone.now(),
                )
                return redirect("question_bank:preview", brought.pk)
            except CannotRead as error:
                form.add_error("file", _located(error))
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _located(error: CannotRead) -> str:
    return str(_("Line %(line)d: %(reason)s") % {"line": error.line, "reason": error}) if error.line else str(error)


@dataclass(frozen=True)
class Shown:
    """Part of a list, and how many more there are."""

    rows: Sequence[Any]
    more: int


def _some(rows: Sequence[Any], told: Callable[[Any], Any] | None = None, *, most: int = MOST_SHOWN) -> Shown:
    return Shown([told(row) if told else row for row in rows[:most]], max(0, len(rows) - most))


class PreviewScreen(ImportScreen):
    """What confirming would do. Nothing of it comes from the browser but which plan was seen."""

    template_name = "courses/bank/preview.html"
    page_title = _("What this file would change")

    def brought(self) -> QuestionImport:
        try:
            return brought_to(self.request.user, self.kwargs["pk"])  # type: ignore[arg-type]
        except QuestionImport.DoesNotExist:
            raise Http404 from None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        brought = self.brought()
        context = super().get_context_data(brought=brought, **kwargs)
        plan = look_again(brought)
        if plan:
            context |= _context_of(plan)
        return context

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        brought = self.brought()
        try:
            plan = confirm(
                brought=brought,
                agreed=request.POST.get("plan", ""),
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except CannotImport as refusal:
            messages.error(request, str(refusal))
            return redirect("question_bank:preview", pk)
        done = len(plan.new) + len(plan.changed)
        told = ngettext("%(count)d question was imported.", "%(count)d questions were imported.", done)
        messages.success(request, told % {"count": done})
        return redirect("question_bank:preview", pk)


def _context_of(plan: Plan) -> dict[str, Any]:
    return {
        "plan": plan,
        "format": FORMATS.get(plan.format, ""),  # type: ignore[call-overload]
        "new": _some(plan.new, compare),
        "changed": _some(plan.changed, compare),
        "wrong": _some(plan.wrong, most=MOST_FAULTS),
        "nothing_to_do": not (plan.new or plan.changed or plan.wrong),
    }


def template(request: HttpRequest) -> HttpResponse:
    """Our Excel template, with the courses and competencies of this site in its lists."""
    if not may_import(request.user):  # type: ignore[arg-type]
        raise PermissionDenied
    headers = {"Content-Type": MEDIA_TYPES["xlsx"], "Content-Disposition": 'attachment; filename="mau-cau-hoi.xlsx"'}
    return HttpResponse(write_template(), headers=headers)
