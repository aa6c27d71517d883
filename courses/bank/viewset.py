"""The question bank in the admin."""

from django.utils.translation import gettext_lazy
from wagtail.admin.panels import ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.bank.form import QuestionForm
from courses.bank.listing import QuestionList
from courses.bank.panels import StatisticsPanel
from courses.models import Question


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = gettext_lazy("Question bank")
    menu_order = 150
    add_to_admin_menu = True
    index_view_class = QuestionList
    search_fields = ["folded"]
    list_per_page = 50
    edit_handler = ObjectList(
        [*Question.panels, StatisticsPanel(heading=gettext_lazy("What answers say"))], base_form_class=QuestionForm
    )
