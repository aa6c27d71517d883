"""Putting many questions to use at once, by one who may: after an import nobody opens a thousand pages."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from accounts.models import User
from courses.bank.bringing import may_publish
from courses.bank.checking import faults_of
from courses.models import Question


def is_ready(question: Question) -> bool:
    """Whether the newest draft of the question is whole."""
    newest = question.get_latest_revision_as_object()
    return not faults_of(newest, list(newest.options.all()))


@transaction.atomic
def put_to_use(*, questions: Iterable[Question], by: User) -> int:
    """Publish the newest draft of each; a review under way ends. Harmless twice. Returns how many changed."""
    done = 0
    for question in questions:
        held = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
        if (held.live and not held.has_unpublished_changes) or not is_ready(held):
            continue
        (held.latest_revision or held.save_revision(user=by, clean=False)).publish(user=by)
        done += 1
    return done


class PutToUse(SnippetBulkAction):
    """What is ticked in the list goes to use, but for questions that are not whole."""

    models = [Question]
    display_name = _("Put to use")
    aria_label = _("Put the ticked questions to use")
    action_type = "put_to_use"
    template_name = "courses/bank/put_to_use.html"
    action_priority = 20

    def check_perm(self, snippet: Question) -> bool:
        return may_publish(self.request.user) and is_ready(snippet)

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "user": self.request.user}

    @classmethod
    def execute_action(cls, objects: list[Question], user: User, **kwargs: Any) -> tuple[int, int]:
        return put_to_use(questions=objects, by=user), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        told = ngettext(
            "%(count)d question was put to use.", "%(count)d questions were put to use.", num_parent_objects
        )
        return told % {"count": num_parent_objects}
