"""The form in which an author writes a question: it refuses what cannot be asked, in words."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from courses.bank.checking import faults_of, same_question
from courses.bank.drafts import OptionDraft
from courses.models import Question


class QuestionForm(WagtailAdminModelForm):
    """Publishing and handing in ask for a whole question; a draft may be saved half done."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.is_deferred_validation and not self.errors:
            options = self._options()
            question = self._as_written(cleaned)
            for fault in faults_of(question, options) or self._repeated(question, options):
                self.add_error(None, fault)
        return cleaned

    def _as_written(self, cleaned: dict[str, Any]) -> Question:
        names = ("type", "text", "explanation", "number", "tolerance", "course")
        return Question(**{name: cleaned[name] for name in names if cleaned.get(name) is not None})

    def _options(self) -> list[OptionDraft]:
        """The options of the form in their order, without those struck out and those left empty."""
        formset = self.formsets["options"]
        if not formset.is_valid():
            return []
        rows = [row for row in formset.ordered_forms if row.cleaned_data]
        return [
            OptionDraft(row.cleaned_data["text"] or "", row.cleaned_data["match"] or "", row.cleaned_data["correct"])
            for row in rows
        ]

    def _repeated(self, question: Question, options: list[OptionDraft]) -> list[str]:
        others = Question.objects.filter(course=question.course, type=question.type, text=question.text)
        for other in others.exclude(pk=self.instance.pk).prefetch_related("options"):
            if same_question(other, other.options.all()) == same_question(question, options):
                return [_("The bank has this question already, as “%(code)s”.") % {"code": other.code}]
        return []
