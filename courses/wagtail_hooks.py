"""The question bank in the admin, names for the log, and a guard for what people have learnt with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.models import Completion, Enrolment, Question, StepProgress


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = gettext_lazy("Question bank")
    menu_order = 150
    add_to_admin_menu = True
    list_display = ["code", "text", "course", "difficulty", "live"]
    list_filter = ["course", "difficulty", "type"]
    search_fields = ["code", "text"]
    list_per_page = 50


register_snippet(QuestionViewSet)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, label in {
        "courses.enrol": gettext_lazy("Enrol in a course"),
        "courses.complete_step": gettext_lazy("Finish a step"),
        "courses.start_attempt": gettext_lazy("Start an attempt"),
        "courses.submit_attempt": gettext_lazy("Hand in an attempt"),
        "courses.complete": gettext_lazy("Complete a course"),
    }.items():
        actions.register_action(name, label, label)


@hooks.register("before_delete_page")
def keep_what_was_learnt_with(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page that training facts point at: unpublish it instead."""
    pages = page.get_descendants(inclusive=True).values("pk")
    has_facts = (
        StepProgress.objects.filter(step__in=pages).exists()
        or Enrolment.objects.filter(course__in=pages).exists()
        or Completion.objects.filter(course__in=pages).exists()
    )
    if not has_facts:
        return None
    messages.error(
        request,
        _("People have learnt with “%(title)s”, so it cannot be deleted. Unpublish it instead; the records stay.")
        % {"title": page.title},
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)
