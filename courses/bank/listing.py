"""The list of questions: found by words without accents, by what they test, by what answers say; and taken out."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import WorkflowState
from wagtail.snippets.views.snippets import IndexView

from competency.models import Competency
from courses.bank.bringing import may_import
from courses.bank.statistics import Flag
from courses.bank.telling import short
from courses.bank.writing import wholes_of, write_gift, write_moodle
from courses.bank.writing_xlsx import write_bank
from courses.models import CoursePage, Question, QuestionTag
from courses.models.pages import Difficulty
from kit.spreadsheets import FORMATS
from kit.text import fold

EXPORTS = {
    "xlsx": (write_bank, FORMATS["xlsx"], "cau-hoi.xlsx"),
    "gift": (write_gift, "text/plain; charset=utf-8", "cau-hoi.gift.txt"),
    "moodle": (write_moodle, "application/xml", "cau-hoi.moodle.xml"),
}
LIVE, DRAFT, CHANGED, WAITING = "live", "draft", "changed", "waiting"
STATES = [
    (LIVE, _("in use")),
    (CHANGED, _("in use, with a newer draft")),
    (DRAFT, _("not in use")),
    (WAITING, _("waiting for review")),
]


def in_review(questions: "QuerySet[Question]") -> "QuerySet[Question]":
    """Those handed in and not yet decided."""
    waiting = [WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES]
    return questions.filter(pk__in=Question.objects.filter(workflow_states__status__in=waiting).values("pk"))


ANY_FLAG = "any"


class QuestionFilters(WagtailFilterSet):
    course = django_filters.ModelChoiceFilter(label=_("course"), queryset=CoursePage.objects.order_by("title"))
    type = django_filters.ChoiceFilter(label=_("type"), choices=Question.Type.choices)
    difficulty = django_filters.ChoiceFilter(label=_("difficulty"), choices=Difficulty.choices)
    competency = django_filters.ModelChoiceFilter(
        label=_("competency"),
        queryset=Competency.objects.filter(pk__in=Question.objects.values("competency")).order_by("code"),
    )
    tag = django_filters.ModelChoiceFilter(
        label=_("tags"), field_name="tagged__tag", queryset=QuestionTag.objects.order_by("name")
    )
    state = django_filters.ChoiceFilter(label=_("state"), choices=STATES, method="in_state")
    flag = django_filters.ChoiceFilter(
        label=_("what stands out"), choices=[(ANY_FLAG, _("anything")), *Flag.choices], method="with_flag"
    )

    class Meta:
        model = Question
        fields: list[str] = []

    def in_state(self, questions: "QuerySet[Question]", name: str, value: str) -> "QuerySet[Question]":
        if value == WAITING:
            return in_review(questions)
        wanted = {LIVE: Q(live=True), CHANGED: Q(live=True, has_unpublished_changes=True), DRAFT: Q(live=False)}
        return questions.filter(wanted[value])

    def with_flag(self, questions: "QuerySet[Question]", name: str, value: str) -> "QuerySet[Question]":
        if value == ANY_FLAG:
            return questions.exclude(statistics=None).exclude(statistics__flags="")
        return questions.filter(statistics__flags__contains=f",{value},")


def _words(question: Question) -> str:
    return Truncator(question.text).chars(110)


def _figures(question: Question) -> str:
    return short(getattr(question, "statistics", None))


def _kind(question: Question) -> str:
    return f"{question.get_type_display()}, {question.get_difficulty_display()}"


def _state(question: Question) -> str:
    if not question.live:
        return str(_("not in use"))
    return str(_("in use, with a newer draft") if question.has_unpublished_changes else _("in use"))


class FiguresColumn(Column):
    """Share right and number of answers, and a badge for each thing that stands out."""

    cell_template_name = "courses/bank/_figures_cell.html"

    def get_cell_context_data(self, instance: Question, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        figures = getattr(instance, "statistics", None)
        names = figures.flag_names if figures else []
        context["flags"] = [Flag(name).label for name in names if name in Flag.values]
        return context


COLUMNS = [
    "code",
    Column("text", label=_("question"), accessor=_words, sort_key="text"),
    Column("course", label=_("course"), accessor="course.code", sort_key="course__code"),
    Column("kind", label=_("type, difficulty"), accessor=_kind, sort_key="type"),
    FiguresColumn("figures", label=_("right · answers"), accessor=_figures),
    Column("state", label=_("state"), accessor=_state, sort_key="live"),
]


class QuestionList(IndexView):
    """Wagtail's list with a search that ignores accents, and files of what is listed."""

    FORMATS = tuple(EXPORTS)
    filterset_class = QuestionFilters

    @cached_property
    def list_display(self) -> list[Any]:
        return COLUMNS

    def get_base_queryset(self) -> "QuerySet[Question]":
        questions: QuerySet[Question] = super().get_base_queryset()
        return questions.select_related("course", "statistics")

    def search_queryset(self, queryset: "QuerySet[Question]") -> "QuerySet[Question]":
        for word in fold(self.search_query or "").split():
            queryset = queryset.filter(folded__contains=word)
        return queryset

    def as_spreadsheet(self, queryset: "QuerySet[Question]", spreadsheet_format: str) -> HttpResponse:
        if not may_import(self.request.user):
            raise PermissionDenied
        write, kind, name = EXPORTS[spreadsheet_format]
        content = write(wholes_of(queryset.order_by("code")))
        disposition = f'attachment; filename="{name}"'
        return HttpResponse(content, headers={"Content-Type": kind, "Content-Disposition": disposition})

    @cached_property
    def show_export_buttons(self) -> bool:
        return False

    @cached_property
    def header_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_buttons
        if may_import(self.request.user):
            address = reverse("question_bank:import")
            buttons.append(HeaderButton(_("Import questions"), url=address, icon_name="upload", priority=20))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = list(super().header_more_buttons)
        if may_import(self.request.user):
            labels = {"xlsx": _("Save as Excel"), "gift": _("Save as GIFT"), "moodle": _("Save as Moodle XML")}
            buttons += [
                Button(label, url=self.get_export_url(form), icon_name="download", priority=90)
                for form, label in labels.items()
            ]
        return buttons
