"""Where a learner stands in a course: which steps are done, which are open, what comes next."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from courses.models import CoursePage, Enrolment, StepKind, StepPage, StepProgress
from courses.published import edition
from courses.rules import is_open, percent


@dataclass(frozen=True)
class Step:
    """A step as an outline shows it. `number` counts from 1."""

    page: StepPage
    number: int
    url: str
    kind: StepKind
    is_done: bool
    is_open: bool

    @property
    def is_needed(self) -> bool:
        """Whether the course is not complete without it."""
        return self.page.required

    @property
    def is_task(self) -> bool:
        return self.kind == StepKind.TASK

    @property
    def is_quiz(self) -> bool:
        return self.kind == StepKind.QUIZ

    @property
    def is_lesson(self) -> bool:
        return self.kind == StepKind.LESSON


@dataclass(frozen=True)
class Reason:
    """Why a course is not complete, in one sentence; `url` leads to what is missing, empty while it is locked."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Outline:
    course: CoursePage
    steps: list[Step]

    @property
    def needed(self) -> list[Step]:
        """The steps that the course is not complete without; progress counts these."""
        return [step for step in self.steps if step.is_needed]

    @property
    def done_count(self) -> int:
        return sum(step.is_done for step in self.needed)

    @property
    def percent(self) -> int:
        return percent(part=self.done_count, whole=len(self.needed))

    @property
    def minutes(self) -> int:
        return sum(step.page.minutes for step in self.steps)

    @property
    def minutes_left(self) -> int:
        return sum(step.page.minutes for step in self.missing)

    @property
    def next_step(self) -> Step | None:
        """The first open step that is not done; one that is only offered comes when nothing else is left."""
        waiting = [step for step in self.steps if step.is_open and not step.is_done]
        return next((step for step in waiting if step.is_needed), next(iter(waiting), None))

    @property
    def missing(self) -> list[Step]:
        """Why the course is not complete: the needed steps that are not done."""
        return [step for step in self.needed if not step.is_done]

    @property
    def reasons(self) -> list[Reason]:
        """The same in words, one for each missing step."""
        return [
            Reason(_missing_words(step) % {"title": step.page.title}, step.url * step.is_open) for step in self.missing
        ]

    @property
    def is_complete(self) -> bool:
        return bool(self.needed) and not self.missing

    def go_on_from(self, last_step: int | None) -> Step | None:
        """Where "continue" leads: the step last looked at (its key), while it is open and not done; else the next."""
        last = next((step for step in self.steps if step.page.pk == last_step), None)
        return last if last and last.is_open and not last.is_done else self.next_step

    def find(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.page.slug == slug), None)

    def before(self, step: Step) -> Step | None:
        return self.steps[step.number - 2] if step.number > 1 else None

    def after(self, step: Step) -> Step | None:
        return self.steps[step.number] if step.number < len(self.steps) else None

    def opens_after(self, step: Step) -> Step | None:
        """The step to finish before `step` opens, when it is locked."""
        return None if step.is_open else self.next_step


def _missing_words(step: Step) -> str:
    if step.kind == StepKind.QUIZ:
        return _("The test “%(title)s” is not passed yet.")
    if step.kind == StepKind.TASK:
        return _("The task “%(title)s” is not accepted yet.")
    return _("The lesson “%(title)s” is not finished yet.")


def kind_of(page: StepPage) -> StepKind:
    """What one does at a step, read off its content type: no query once types are known to the process."""
    model: Any = ContentType.objects.get_for_id(page.content_type_id).model_class()
    kind: StepKind = model.kind
    return kind


def outline_of(course: CoursePage, enrolment: Enrolment | None) -> Outline:
    """The outline of `course` as published for this enrolment, in one query; without one nothing is done."""
    done: Collection[int] = ()
    if enrolment:
        done = set(StepProgress.objects.filter(enrolment=enrolment).values_list("step_id", flat=True))
    return build_outline(course, edition().steps.get(course.pk, []), done)


def build_outline(course: CoursePage, pages: list[StepPage], done: Collection[int]) -> Outline:
    flags = [page.pk in done for page in pages]
    # What is only offered holds nobody up.
    passable = [is_done or not page.required for is_done, page in zip(flags, pages, strict=True)]
    locked = course.order == CoursePage.Order.LOCKED
    return Outline(
        course,
        [
            Step(
                page=page,
                number=position + 1,
                url=page.address,
                kind=kind_of(page),
                is_done=flags[position],
                is_open=is_open(position=position, done=[*passable[:position], flags[position]], locked_order=locked),
            )
            for position, page in enumerate(pages)
        ],
    )
