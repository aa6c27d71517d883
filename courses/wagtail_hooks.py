"""The question bank in the admin, names for the log, and a guard for what people have learnt with."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLResolver, include, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

import courses.authoring.hooks  # noqa: F401 - Wagtail looks for hooks in this module only
from courses.bank import urls as bank_urls
from courses.bank.approving import PutToUse
from courses.bank.viewset import QuestionViewSet
from courses.keeping import why_not_delete
from courses.models import Question, Term
from courses.teacher_register import TeacherViewSet
from courses.viewsets import AccommodationViewSet, QuizPresetViewSet


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "openquote"
    menu_label = gettext_lazy("Glossary")
    menu_order = 160
    add_to_admin_menu = True
    list_display = ["term", "definition", "source"]
    search_fields = ["term", "definition"]
    list_per_page = 50


register_snippet(QuestionViewSet)
register_snippet(QuizPresetViewSet)


@hooks.register("register_admin_viewset")
def register_viewsets() -> AccommodationViewSet:
    return AccommodationViewSet("accommodations")


register_snippet(TermViewSet)


@hooks.register("register_admin_urls")
def register_bank_screens() -> list[URLResolver]:
    return [path("ngan-hang-cau-hoi/", include(bank_urls))]


hooks.register("register_bulk_action", PutToUse)


@hooks.register("insert_global_admin_css")
def add_bank_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/question-bank.css"))


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, label in {
        "courses.enrol": gettext_lazy("Enrol in a course"),
        "courses.complete_step": gettext_lazy("Finish a step"),
        "courses.start_attempt": gettext_lazy("Start an attempt"),
        "courses.submit_attempt": gettext_lazy("Hand in an attempt"),
        "courses.admit": gettext_lazy("Let a person into a supervised test"),
        "courses.withdraw_admission": gettext_lazy("Take back an admission to a test"),
        "courses.add_minutes": gettext_lazy("Give an attempt more minutes"),
        "courses.end_attempt": gettext_lazy("End an attempt"),
        "courses.grant_accommodation": gettext_lazy("Grant more time in tests"),
        "courses.end_accommodation": gettext_lazy("End more time in tests"),
        "courses.complete": gettext_lazy("Complete a course"),
        "courses.recompute": gettext_lazy("Work out completions again"),
        "courses.view_record": gettext_lazy("Open the sealed record of an exam"),
        "courses.hand_in": gettext_lazy("Hand in work"),
        "courses.take_back": gettext_lazy("Take work back"),
        "courses.mark": gettext_lazy("Mark work"),
        "courses.ask": gettext_lazy("Ask the teacher"),
        "courses.reply": gettext_lazy("Write below a question"),
        "courses.mark_answered": gettext_lazy("Mark a question as answered"),
        "courses.hide": gettext_lazy("Hide what a learner wrote"),
        "courses.import_questions": gettext_lazy("Import questions"),
        "courses.appoint_teacher": gettext_lazy("Appoint a teacher"),
        "courses.duplicate": gettext_lazy("Duplicate a course"),
        "courses.schedule_refused": gettext_lazy("Not published by the clock: not ready"),
        "courses.end_teaching": gettext_lazy("End a teacher's appointment"),
    }.items():
        actions.register_action(name, label, label)


@hooks.register("register_admin_viewset")
def register_teachers() -> TeacherViewSet:
    return TeacherViewSet("teachers")


@hooks.register("before_delete_page")
def keep_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page that records point at: unpublish it instead."""
    refusals = [why_not_delete(page)]
    return _send_back(request, refusals, redirect("wagtailadmin_explore", page.get_parent().pk))


@hooks.register("before_delete_snippet")
def keep_questions(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    refusals = [why_not_delete(instance) for instance in instances if isinstance(instance, Question)]
    return _send_back(request, refusals, redirect(QuestionViewSet().get_url_name("list")))


@hooks.register("before_bulk_action")
def keep_ticked(
    request: HttpRequest, action_type: str, objects: Iterable[Model], action: BulkAction
) -> HttpResponse | None:
    if action_type != "delete":
        return None
    refusals = [why_not_delete(thing) for thing in objects if isinstance(thing, Page | Question)]
    return _send_back(request, refusals, redirect(action.next_url))


def _send_back(request: HttpRequest, refusals: list[str], response: HttpResponse) -> HttpResponse | None:
    """`response` with the refusals told, when there are any."""
    told = [refusal for refusal in refusals if refusal]
    for refusal in told:
        messages.error(request, refusal)
    return response if told else None
