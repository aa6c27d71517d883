"""What this app keeps of a person: which competencies were shown. Figures of the past are counted from it; it stays."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.personal_data import Holding, told
from competency.models import Evidence


def _give(person: User) -> dict[str, list[dict[str, Any]]]:
    shown = Evidence.objects.filter(person=person)
    return {_("competencies shown"): told(shown, "competency__name_vi", "level__name_vi", "statement", "achieved_on")}


HOLDING = Holding(
    name="competency",
    goes=(),
    stays=(gettext_lazy("that somebody showed a competency, when and at which level, without your name"),),
    erase=lambda person, by, at: None,
    give=_give,
)
