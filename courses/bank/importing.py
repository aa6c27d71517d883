"""Writing planned questions into the bank, all or nothing."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Revision

from accounts.models import User
from courses.bank.framing import Defaults
from courses.bank.pictures import keep_picture
from courses.bank.planning import Plan, Planned, plan_import
from courses.bank.reading import ReadFile
from courses.models import CoursePage, Option, Picture, Question, QuestionTag, TaggedQuestion

BATCH = 500


class CannotImport(Exception):
    """Nothing was imported; the message says why."""


@transaction.atomic
def import_questions(
    file: ReadFile, *, defaults: Defaults, publish: bool, by: User | None, at: dt.datetime, agreed: str = ""
) -> Plan:
    """Bring the file into the bank, all or nothing; harmless twice: the second time all is unchanged.

    `publish` puts the questions to use at once; else they are drafts that a reviewer lets through. `agreed` is
    the digest of the plan somebody looked at. Raises CannotImport when that is no longer what would happen,
    or when anything is wrong.
    """
    _hold_courses(file, defaults)
    plan = plan_import(file, defaults)
    if plan.wrong:
        raise CannotImport(_("Something in the file is wrong, so nothing was imported."))
    if agreed and plan.digest != agreed:
        raise CannotImport(_("The question bank has changed since you looked. Look once more, then confirm."))
    pictures = _keep_pictures([*plan.new, *plan.changed], by)
    tags = _keep_tags([*plan.new, *plan.changed])
    _add(plan.new, tags, pictures, publish=publish, by=by, at=at)
    for row in plan.changed:
        _change(row, tags, pictures, publish=publish, by=by)
    _tell(plan, by)
    return plan


def _hold_courses(file: ReadFile, defaults: Defaults) -> None:
    """Two imports into one course wait for each other: the second compares with what the first wrote."""
    codes = {draft.course for draft in file.reading.drafts} | {defaults.course}
    list(CoursePage.objects.select_for_update(of=("self",)).filter(code__in=codes).order_by("pk"))


def _keep_pictures(rows: Iterable[Planned], by: User | None) -> dict[str, Picture]:
    drafts = {row.draft.picture.fingerprint: row.draft for row in rows if row.draft.picture}
    return {
        fingerprint: keep_picture(draft.picture, text=draft.text, by=by)
        for fingerprint, draft in drafts.items()
        if draft.picture
    }


def _keep_tags(rows: Iterable[Planned]) -> dict[str, QuestionTag]:
    """The tags by name; one that is new is made. Letter case does not tell tags apart (TAGGIT_CASE_INSENSITIVE)."""
    known = {tag.name.casefold(): tag for tag in QuestionTag.objects.all()}
    found = {}
    for name in sorted({name for row in rows for name in row.content.tags}):
        if name.casefold() not in known:
            known[name.casefold()] = QuestionTag.objects.create(name=name)
        found[name] = known[name.casefold()]
    return found


def _add(
    rows: Sequence[Planned],
    tags: dict[str, QuestionTag],
    pictures: dict[str, Picture],
    *,
    publish: bool,
    by: User | None,
    at: dt.datetime,
) -> None:
    """Write new questions many at a time, each with a first revision, as Wagtail leaves a saved one."""
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        questions = [_new_question(row, pictures, publish=publish, at=at) for row in part]
        Question.objects.bulk_create(questions)
        for question, row in zip(questions, part, strict=True):
            question._cluster_related_objects = {
                "options": [
                    Option(question=question, text=text, match=match, correct=correct, sort_order=place)
                    for place, (text, match, correct) in enumerate(row.content.options)
                ],
                "tagged": [TaggedQuestion(tag=tags[name], content_object=question) for name in row.content.tags],
            }
        held = [question._cluster_related_objects for question in questions]
        Option.objects.bulk_create([option for one in held for option in one["options"]])
        TaggedQuestion.objects.bulk_create([tagged for one in held for tagged in one["tagged"]])
        _revise(questions, publish=publish, by=by, at=at)


def _new_question(row: Planned, pictures: dict[str, Picture], *, publish: bool, at: dt.datetime) -> Question:
    question = Question(code=row.code, course_id=row.course_id, live=publish, has_unpublished_changes=not publish)
    _fill(question, row, pictures)
    question.fold()
    if publish:
        question.first_published_at = question.last_published_at = at
    return question


def _fill(question: Question, row: Planned, pictures: dict[str, Picture]) -> None:
    for name, value in row.content.fields.items():
        setattr(question, name, value)
    if row.draft.picture:
        question.picture = pictures[row.draft.picture.fingerprint]


def _revise(questions: list[Question], *, publish: bool, by: User | None, at: dt.datetime) -> None:
    kind = ContentType.objects.get_for_model(Question, for_concrete_model=False)
    Revision.objects.bulk_create(
        Revision(
            content_type=kind,
            base_content_type=kind,
            object_id=str(question.pk),
            created_at=at,
            user=by,
            object_str=str(question),
            content=question.serializable_data(),
        )
        for question in questions
    )
    first = Revision.objects.filter(content_type=kind, object_id=Cast(OuterRef("pk"), CharField()))
    Question.objects.filter(pk__in=[question.pk for question in questions]).update(
        latest_revision=Subquery(first.values("pk")[:1])
    )
    if publish:
        Question.objects.filter(pk__in=[question.pk for question in questions]).update(
            live_revision=F("latest_revision")
        )


def _change(
    row: Planned, tags: dict[str, QuestionTag], pictures: dict[str, Picture], *, publish: bool, by: User | None
) -> None:
    """An answer that stays keeps its row, so that what was counted for it stays with it."""
    question = Question.objects.get(pk=row.existing.pk) if row.existing else Question()
    question = question.get_latest_revision_as_object()
    _fill(question, row, pictures)
    kept = {(option.text, option.match): option for option in question.options.all()}
    options = []
    for place, (text, match, correct) in enumerate(row.content.options):
        option = kept.pop((text, match), None) or Option(text=text, match=match)
        option.correct, option.sort_order = correct, place
        options.append(option)
    question.options = options
    held = {tagged.tag_id: tagged for tagged in question.tagged.all()}
    wanted = [tags[name] for name in row.content.tags]
    question.tagged = [held.get(tag.pk) or TaggedQuestion(tag=tag, content_object=question) for tag in wanted]
    revision = question.save_revision(user=by, clean=False, log_action=True)
    if publish:
        revision.publish(user=by, skip_permission_checks=True)


def _tell(plan: Plan, by: User | None) -> None:
    """One line in the log of each course: how many questions came, and the codes of those that changed."""
    told: dict[int, dict[str, Any]] = {}
    for name, rows in (("new", plan.new), ("changed", plan.changed)):
        for row in rows:
            told.setdefault(row.course_id, {"format": plan.format, "new": [], "changed": []})[name].append(row.code)
    for course in CoursePage.objects.filter(pk__in=told):
        log(course, "courses.import_questions", user=by, data=told[course.pk])
