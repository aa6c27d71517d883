"""A file somebody brings to the screen: kept, looked at, confirmed once, forgotten in time."""

import datetime as dt
import hashlib

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from courses.bank.framing import Defaults
from courses.bank.importing import CannotImport, import_questions
from courses.bank.planning import Plan, plan_import
from courses.bank.reading import read_questions
from courses.models import QuestionImport
from kit.text import nfc


def may_import(person: User) -> bool:
    """Whether `person` may bring questions: who may add and change them."""
    return person.has_perms(["courses.add_question", "courses.change_question"])


def may_publish(person: User) -> bool:
    """Whether what `person` imports may be asked at once, without a reviewer."""
    return person.has_perm("courses.publish_question")


def bring_file(
    *, name: str, content: bytes, defaults: Defaults, publish: bool, by: User, at: dt.datetime
) -> tuple[QuestionImport, Plan]:
    """Keep the file to be looked at; the bank stays as it is. Raises CannotRead. Twice makes two rows."""
    plan = plan_import(read_questions(name, content), defaults)
    brought = QuestionImport.objects.create(
        name=nfc(name)[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        choices={**vars(defaults), "publish": publish and may_publish(by)},
        plan=plan.digest,
        brought_by=by,
        brought_at=at,
        counts=plan.counts,
    )
    return brought, plan


def brought_to(person: User, pk: int) -> QuestionImport:
    """The one door to a brought file: open to who may import. Raises QuestionImport.DoesNotExist."""
    if not may_import(person):
        raise QuestionImport.DoesNotExist
    return QuestionImport.objects.select_related("brought_by", "confirmed_by").get(pk=pk)


def look_again(brought: QuestionImport) -> Plan | None:
    """What confirming would do now, kept as what was agreed to; None when it is confirmed or forgotten."""
    if brought.confirmed_at or not brought.content:
        return None
    plan = plan_import(read_questions(brought.name, bytes(brought.content)), _defaults(brought))
    if brought.plan != plan.digest:
        QuestionImport.objects.filter(pk=brought.pk, confirmed_at=None).update(plan=plan.digest)
        brought.plan = plan.digest
    return plan


@transaction.atomic
def confirm(*, brought: QuestionImport, agreed: str, by: User, at: dt.datetime) -> Plan:
    """Import what was looked at. A second confirmation is refused, whoever gives it. Raises CannotImport.

    `agreed` is the digest of the plan on the screen: what the person did not see is not done.
    """
    locked = QuestionImport.objects.select_for_update(of=("self",)).get(pk=brought.pk)
    if not may_import(by):
        raise CannotImport(_("You may not import questions."))
    if locked.confirmed_at:
        raise CannotImport(_("This file has been imported already."))
    if not locked.content:
        raise CannotImport(_("This file waited too long and was forgotten. Bring it once more."))
    plan = import_questions(
        read_questions(locked.name, bytes(locked.content)),
        defaults=_defaults(locked),
        publish=bool(locked.choices.get("publish")) and may_publish(by),
        by=by,
        at=at,
        agreed=agreed or "none",
    )
    locked.confirmed_by, locked.confirmed_at, locked.counts, locked.content = by, at, plan.counts, b""
    locked.save(update_fields=["confirmed_by", "confirmed_at", "counts", "content"])
    return plan


def forget_old_files(*, at: dt.datetime) -> int:
    """Drop the content of files nobody confirmed in time; the rows stay. Harmless twice. Returns how many."""
    old = QuestionImport.objects.filter(
        confirmed_at=None, brought_at__lt=at - dt.timedelta(days=settings.IMPORT_DAYS)
    ).exclude(content=b"")
    return old.update(content=b"")


def _defaults(brought: QuestionImport) -> Defaults:
    return Defaults(**{name: brought.choices.get(name, "") for name in ("course", "competency", "level", "difficulty")})
