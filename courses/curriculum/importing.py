"""Writing a course folder into pages, the question bank and the library. Importing again updates in place."""

from itertools import pairwise
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.curriculum.importing_things import Import, Imported, put
from courses.curriculum.lesson_files import LessonFile, links_onward, make_room
from courses.curriculum.media_files import bring_media
from courses.curriculum.named import Keys, resolved
from courses.curriculum.question_files import bring_question
from courses.curriculum.reader import BadCurriculum
from courses.curriculum.reading import CourseFolder, read_course
from courses.curriculum.richtext import blocks_of, rich
from courses.curriculum.step_pages import save_page
from courses.curriculum.steps import FORMATS
from courses.curriculum.term_files import bring_term
from courses.curriculum.vocabulary import Vocabulary
from courses.languages import of_source
from courses.models import CourseIndexPage, CoursePage, Outcome, StepPage

__all__ = ["Imported", "import_course"]


@transaction.atomic
def import_course(folder: Path) -> Imported:
    """Bring the course in `folder` into the catalogue, all or nothing; harmless twice.

    Steps and questions that the files no longer name are unpublished, never deleted: people may
    have learnt with them. Raises BadCurriculum.
    """
    source = read_course(folder)
    catalogue = of_source(CourseIndexPage.objects.all()).first()
    if catalogue is None:
        raise BadCurriculum([_("There is no course catalogue yet. Run the command set_up_site first.")])
    words = Vocabulary()
    _check_codes(source, words, folder.name)
    code = source.facts["code"]
    course = CoursePage.objects.filter(code=code).first() or CoursePage(code=code)
    work = Import(folder=folder, vocabulary=words, outcome=Imported(course), top=catalogue.get_parent())
    _import_frame(source, catalogue, work)
    bring_media(source.media, work)
    for term in source.terms:
        bring_term(term, work)
    _import_steps(source, work)
    for step in course.get_children().live().exclude(slug__in=[step.slug for step in source.steps]):
        step.specific.unpublish()
    for item in source.questions:
        bring_question(item, work)
    for question in course.questions.filter(live=True).exclude(code__in=[item["code"] for item in source.questions]):
        question.unpublish()
    return work.outcome


def _check_codes(source: CourseFolder, words: Vocabulary, folder: str) -> None:
    """Raises BadCurriculum naming every competency, level and preset that is not loaded."""
    drawn = [rule for quiz in source.quizzes for rule in quiz["draw"]]
    rated = [
        (item.get("competency"), item.get("level")) for item in [*source.facts["outcomes"], *source.questions, *drawn]
    ]
    rated += [(code, None) for lesson in source.lessons for code in lesson.competencies]
    presets = [quiz["preset"] for quiz in source.quizzes if quiz.get("preset")]
    if problems := words.faults(rated, presets):
        told = [f"{folder}: {problem}" for problem in problems]
        raise BadCurriculum([*told, _("Run the command load_frameworks first, or mend the files.")])


def _import_frame(source: CourseFolder, catalogue: Page, work: Import) -> None:
    facts, course, words = source.facts, work.course, work.vocabulary
    description = resolved(rich(facts.get("description") or ""), work.key_of, work.page_of)
    changed = put(
        course,
        {
            "slug": facts["slug"],
            "title": facts["title"],
            "audience": facts["audience"],
            "order": facts.get("order", CoursePage.Order.LOCKED),
            "summary": facts["summary"],
            "sources": [{"key": key, **value} for key, value in (facts.get("sources") or {}).items()],
        },
    )
    if blocks_of(course.description, Keys().page) != blocks_of(description, Keys().page):
        course.description, changed = description, True
    wanted = [
        (words.competency(o["competency"]), words.level(o["competency"], o["level"]), o["statement"])
        for o in facts["outcomes"]
    ]
    if [(o.competency, o.level, o.statement) for o in course.outcomes.all()] != wanted:
        changed = True
        course.outcomes = [
            Outcome(competency=competency, level=level, statement=statement, sort_order=position)
            for position, (competency, level, statement) in enumerate(wanted)
        ]
    save_page(course, parent=catalogue, changed=changed, work=work)


def _import_steps(source: CourseFolder, work: Import) -> None:
    """Import the steps, then put them in order. Lessons that link to pages may link to each other."""
    for step in source.steps:
        if isinstance(step.content, LessonFile) and links_onward(step.content):
            make_room(step.content, work)
    brought: list[StepPage] = []
    for step in source.steps:
        page, changed = FORMATS[step.kind].bring(step.content, work)
        save_page(page, parent=work.course, changed=changed, work=work)
        work.course.refresh_from_db()
        brought.append(page)
    for previous, page in pairwise(brought):
        previous.refresh_from_db()
        page.refresh_from_db()
        if page.path < previous.path:
            page.move(previous, pos="right")
            page.refresh_from_db()
