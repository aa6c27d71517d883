"""What learners run into, brought to the first screen of those who write: questions that answers speak against,
and questions that wait for a teacher."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.authoring.attention import Row, asks_for_attention
from courses.inquiries import waiting_count
from courses.models import Question


@asks_for_attention
def questions_in_trouble(person: User) -> list[Row]:
    """Live questions of the bank whose figures stand out (courses.bank.statistics), for whoever may change them."""
    if not person.has_perm("courses.change_question"):
        return []
    troubled = Question.objects.filter(live=True).exclude(statistics=None).exclude(statistics__flags="")
    text = _("questions of the bank that learners' answers speak against")
    return [Row(troubled.count(), text, f"{reverse('wagtailsnippets_courses_question:list')}?flag=any")]


@asks_for_attention
def learners_ask(person: User) -> list[Row]:
    """Questions about lessons that wait for this teacher."""
    return [Row(waiting_count(person), _("questions of learners that wait for you"), reverse("courses:inquiry_queue"))]
