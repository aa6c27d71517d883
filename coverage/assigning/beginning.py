"""From a figure to an act: who is still missing is bound to learn, or reminded where that is so already."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from coverage.asking import Question
from coverage.assigning import wording
from coverage.assigning.scope import assignments_of, may_assign
from coverage.assigning.standing import versions_running
from coverage.models import Target
from coverage.scope import allow
from workforce.models import Agency, Verb


@dataclass(frozen=True)
class Bound:
    """An assignment that serves a target already, and the way to it."""

    what: str
    by_when: str
    url: str


@dataclass(frozen=True)
class WaysToAct:
    """What an officer may do about the people who are missing from a target; without rights nothing."""

    assign_url: str = ""
    class_url: str = ""
    bound: tuple[Bound, ...] = ()


_SHOWN = ("assignment", "asks", "due_on", "due_days", "repeat_months", "course__title")


def ways_to_act(target: Target, asked: Question, user: User, *, words: str = "") -> WaysToAct:
    """For the agency asked about: the form of a new assignment, what binds its people to this target's courses, and
    the way to a class of those still missing, only those called by `words`."""
    if asked.agency is None or not (allow(asked.grants, Verb.ASSIGN, asked.agency) or may_assign(user, asked.agency)):
        return WaysToAct()
    serves = Q(assignment__target=target) | Q(course__in=target.courses.all())
    seen = assignments_of(user, asked.grants).filter(agency__path__in=asked.agency.line)
    running = versions_running(asked.day).filter(serves, assignment__in=seen)
    # All columns of four tables would take longer than what is shown of them.
    running = running.select_related(None).select_related("course").only(*_SHOWN)
    query = urlencode({"chi-tieu": target.code, "don-vi": asked.agency.code})
    here = urlencode({"don-vi": asked.agency.code})
    return WaysToAct(
        assign_url=f"{reverse('coverage:new_assignment')}?{query}",
        class_url=class_address(target, asked.agency, words) if target.courses.all() else "",
        bound=tuple(
            Bound(
                wording.what(version),
                wording.by_when(version),
                f"{reverse('coverage:assignment', args=[version.assignment_id])}?{here}",
            )
            for version in running
        ),
    )


def class_address(target: Target, agency: Agency, words: str = "") -> str:
    """Where those still missing in `agency` are put into a class."""
    query = {"don-vi": agency.code} | ({"tim": words} if words else {})
    return f"{reverse('coverage:form_class', args=[target.code])}?{urlencode(query)}"
