"""What answers say about a question, beside the question."""

from typing import Any

from wagtail.admin.panels import Panel

from courses.bank.telling import tell
from courses.models import QuestionStatistics


class StatisticsPanel(Panel):
    """Shown for a question that was asked: sentences, a table, and a bar for each answer."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/bank/_statistics.html"

        def is_shown(self) -> bool:
            return bool(self.figures)

        @property
        def figures(self) -> QuestionStatistics | None:
            if not hasattr(self, "_figures"):
                found = QuestionStatistics.objects.filter(question=self.instance.pk) if self.instance.pk else None
                self._figures = found.first() if found is not None else None
            return self._figures

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            if self.figures:
                context["told"] = tell(self.figures)
            return context
