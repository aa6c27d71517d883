"""The house keeps its own order."""

from django.apps import apps
from django.conf import settings


def floor_of(label: str) -> int | None:
    """How high an app stands; None when it is not one of ours."""
    return len(settings.HOUSE) - settings.HOUSE.index(label) if label in settings.HOUSE else None


def test_foreign_keys_point_down() -> None:
    upward = []
    for model in apps.get_models():
        here = floor_of(model._meta.app_label)
        if here is None:
            continue
        for field in model._meta.get_fields(include_hidden=False):
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            there = floor_of(field.related_model._meta.app_label)
            if there is not None and there > here:
                upward.append(f"{model._meta.label}.{field.name} → {field.related_model._meta.label}")
    assert upward == []
