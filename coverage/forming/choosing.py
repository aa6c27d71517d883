"""Who is still missing from a target, to be chosen for a class."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import User
from classes.cohorts.choosing import MOST_TO_CHOOSE, Candidate, candidates
from classes.cohorts.finding import classes_to_fill
from classes.models import Cohort
from courses.languages import of_source
from courses.models import CoursePage
from coverage.counting import people
from coverage.models import Target
from workforce.models import Agency, EmploymentQuerySet


@dataclass(frozen=True)
class Missing:
    """Those still missing in a branch, as far as they are laid before the officer."""

    target: Target
    agency: Agency
    course: CoursePage
    courses: list[CoursePage]
    people: list[Candidate]
    all: int
    classes: list[Cohort]

    @property
    def cut_at(self) -> int:
        """How many are shown, where there are more than that; else 0."""
        return MOST_TO_CHOOSE if self.all > MOST_TO_CHOOSE else 0

    @property
    def ready(self) -> int:
        return sum(one.is_ticked for one in self.people)


def missing_jobs(target: Target, *, agency: Agency, day: dt.date, words: str = "") -> EmploymentQuerySet:
    """Who has not achieved `target` in the branch on `day` and is called by `words`, by name. Raises CannotCount."""
    listed = people(target, day=day, agency=agency).filter(Q(achieved=False), person__is_active=True)
    return listed.filter(person__in=User.objects.matching(words)) if words else listed


def courses_towards(target: Target) -> list[CoursePage]:
    """The open courses that count towards `target`, by title."""
    return list(of_source(CoursePage.objects.live()).filter(pk__in=target.courses.all()).order_by("title"))


def missing_from(
    target: Target,
    *,
    agency: Agency,
    course: CoursePage,
    courses: list[CoursePage],
    officer: User,
    day: dt.date,
    words: str,
) -> Missing:
    """Everybody missing with what is known of each, and the open classes. Seven queries. Raises CannotCount."""
    jobs = missing_jobs(target, agency=agency, day=day, words=words)
    return Missing(
        target=target,
        agency=agency,
        course=course,
        courses=courses,
        people=candidates(list(jobs[:MOST_TO_CHOOSE]), course, day=day),
        all=jobs.count(),
        classes=classes_to_fill(officer, [course.pk]),
    )
