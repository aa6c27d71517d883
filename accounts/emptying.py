"""The person's own row becomes one without an identity: facts go on pointing to it, and nobody signs in with it."""

import datetime as dt
import secrets
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Model
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from accounts.models import ActivationCode, Notice, User
from accounts.personal_data import ERASED_NAME, holdings

# How many tables may stand between a logged thing and the person it is about: marking → submission → enrolment.
_STEPS = 3


def erase_all(*, person: User, decided_by: User | None, at: dt.datetime) -> None:
    """Let every app erase what it holds of `person`, whom the caller has locked, and empty the row. Harmless twice.

    Raises CannotEraseNow.
    """
    for holding in holdings():
        holding.erase(person, decided_by, at)
    empty_person(person=person, at=at)


def empty_person(*, person: User, at: dt.datetime) -> None:
    """Take the identity of `person`, which the caller has locked, off the row. Harmless twice: the first day stays."""
    _take_name_off_the_log(person)
    _end_sessions(person)
    ActivationCode.objects.filter(person=person).delete()
    Notice.objects.filter(person=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    for profile in UserProfile.objects.filter(user=person):
        profile.avatar.delete(save=False)
        profile.delete()
    before, person.username = person.username, person.username if person.erased_at else _nobody()
    for line in ModelLogEntry.objects.filter(data__person=before).order_by("pk"):
        line.data = {**line.data, "person": person.username}
        line.save(update_fields=["data"])
    person.full_name, person.email, person.phone, person.birth_date = ERASED_NAME, None, None, None
    person.set_unusable_password()
    person.is_active, person.is_staff, person.last_login = False, False, None
    person.erased_at = person.erased_at or at
    person.save()


def _nobody() -> str:
    return f"da-xoa-{secrets.token_hex(6)}"


def _end_sessions(person: User) -> None:
    """All that the person is signed in with, also where the cache holds it. Reads every session: erasures are rare."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    own = [
        session.session_key
        for session in Session.objects.order_by("pk").iterator()
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    for key in own:
        store(key).delete()


def _take_name_off_the_log(person: User) -> None:
    """Lines of the log say what they were about in words ("Nông Thị Lan: Kỹ năng số"); the name goes, the line stays.

    Another person of the same name keeps theirs: a line is changed when what it is about leads to `person`.
    """
    lines = ModelLogEntry.objects.filter(label__contains=person.full_name).select_related("content_type")
    by_model: dict[type[Model], list[ModelLogEntry]] = {}
    for line in lines.order_by("pk"):
        model = line.content_type.model_class() if line.content_type else None
        if model is not None:
            by_model.setdefault(model, []).append(line)
    for model, found in by_model.items():
        path = "pk" if model is User else way_to_person(model)
        if path is None:
            continue
        rows: Any = model._base_manager.filter(**{path: person.pk, "pk__in": [line.object_id for line in found]})
        own = {str(pk) for pk in rows.values_list("pk", flat=True)}
        changed = [line for line in found if line.object_id in own]
        for line in changed:
            line.label = line.label.replace(person.full_name, ERASED_NAME)
        ModelLogEntry.objects.bulk_update(changed, ["label"], batch_size=500)


def way_to_person(model: type[Model], steps: int = _STEPS) -> str | None:
    """The shortest way of foreign keys from `model` to whom it is about ("enrolment__person"); None: about nobody."""
    keys = [field for field in model._meta.concrete_fields if field.many_to_one or field.one_to_one]
    if any(field.name == "person" and field.related_model is User for field in keys):
        return "person"
    ways = [
        f"{field.name}__{way}"
        for field in keys
        if steps > 1 and isinstance(field.related_model, type) and field.related_model not in (User, model)
        if (way := way_to_person(field.related_model, steps - 1))
    ]
    return min(ways, key=lambda way: (way.count("__"), way), default=None)
