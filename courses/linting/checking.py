"""All findings of a page or of a whole course, as the latest drafts stand."""

from collections.abc import Callable, Iterable
from typing import Any

from wagtail.models import Page

from courses.linting.courses import address_findings, course_findings
from courses.linting.findings import CheckedPage, Finding
from courses.linting.lessons import lesson_findings
from courses.linting.quizzes import quiz_findings
from courses.models import CoursePage, LessonPage, QuizPage, StepPage

RULES: dict[type[Page], list[Callable[[Any], Iterable[Finding]]]] = {
    CoursePage: [course_findings],
    LessonPage: [lesson_findings],
    QuizPage: [quiz_findings],
}


def add_rules(model: type[Page], rules: Callable[[Any], Iterable[Finding]]) -> None:
    """Have pages of `model` checked by these rules too; another kind of step brings its own. Harmless twice."""
    if rules not in RULES.setdefault(model, []):
        RULES[model].append(rules)


def check(page: Page) -> CheckedPage:
    """What is to be mended in `page` as it is in memory: a draft, or a form not yet saved."""
    found = [finding for rules in RULES.get(type(page), []) for finding in rules(page)]
    if page.pk and isinstance(page, CoursePage | StepPage):
        found += address_findings(page)
    return CheckedPage(page, sorted(dict.fromkeys(found), key=lambda finding: not finding.blocks))


def check_draft(page: Page) -> CheckedPage:
    """The same of the page's latest draft."""
    return check(page.specific.get_latest_revision_as_object())


def check_course(course: CoursePage) -> list[CheckedPage]:
    """The course and each of its steps in order, drafts included."""
    return [check_draft(page) for page in [course, *course.get_children().specific()]]
