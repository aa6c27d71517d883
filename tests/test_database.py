"""Tests that really commit leave the database as the migrations made it, for whatever test comes next."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, Locale, Page, Site, Workflow

from accounts.models import User
from home.models import HomePage
from home.setting_up import ensure_site


def assert_as_migrated() -> None:
    assert list(Page.objects.order_by("path").values_list("pk", "depth")) == [(1, 1), (2, 2)]
    assert list(Locale.objects.values_list("pk", "language_code")) == [(1, "vi")]
    assert [Collection.objects.count(), Site.objects.count(), Workflow.objects.count()] == [1, 1, 1]
    assert set(Group.objects.values_list("name", flat=True)) == {"Editors", "Moderators"}
    assert Group.objects.get(name="Editors").permissions.count() > 0
    assert Permission.objects.filter(content_type__app_label="courses", codename="add_question").count() == 1
    assert ContentType.objects.get_for_model(HomePage).pk == ContentType.objects.get(model="homepage").pk
    assert User.objects.count() == 0


@pytest.mark.parametrize("_turn", range(3))
@pytest.mark.django_db(transaction=True)
def test_committing_test_finds_what_migrations_made(_turn: int) -> None:
    assert_as_migrated()
    ensure_site()
    User.objects.create_user(username="lan", full_name="Nông Thị Lan")


@pytest.mark.parametrize("_turn", range(3))
def test_other_test_finds_what_migrations_made(db: None, _turn: int) -> None:
    assert_as_migrated()
    ensure_site()
