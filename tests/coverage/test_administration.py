import pytest
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry

from accounts.models import User
from courses.models import CoursePage
from coverage.models import Target
from coverage.wagtail_hooks import TargetViewSet
from tests.coverage import facts


@pytest.fixture
def admin_client(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(username="quan.tri", full_name="Quản trị", password="x"))
    return client


def address(view: str, *args: object) -> str:
    return reverse(TargetViewSet().get_url_name(view), args=args)


def test_administrator_sees_targets_and_tasks(admin_client: Client, target: Target, course: CoursePage) -> None:
    facts.make_target(code="LS-334-T01", kind=Target.Kind.TASK, percent=None, deadline=None, numerator="")
    page = admin_client.get(address("list")).content.decode()
    assert ("LS-334-02" in page, "LS-334-T01" in page) == (True, True)


def test_administrator_reads_words_and_rule_and_changes_neither_here(
    admin_client: Client, target: Target, course: CoursePage
) -> None:
    """The way of counting is changed on the site, where it becomes a version (coverage/ruling.py)."""
    edit = address("edit", target.pk)
    admin_client.post(edit, {"courses": [], "counting_note": "Đếm khác.", "percent": 1})
    target.refresh_from_db()
    assert (target.percent, target.counting_note, list(target.courses.all())) == (50, "", [course])
    assert target.verbatim in admin_client.get(address("inspect", target.pk)).content.decode()


def test_nobody_adds_or_deletes_a_target_on_the_screen(admin_client: Client, target: Target) -> None:
    for page in (address("add"), address("delete", target.pk)):
        admin_client.post(page, {"code": "moi"})
    assert list(Target.objects.all()) == [target]
    assert target.pk


def test_learner_does_not_reach_the_targets(client: Client, target: Target, learner: User) -> None:
    client.force_login(learner)
    assert client.get(address("list")).status_code == 302


def test_export_has_a_name_in_the_log() -> None:
    assert registry.action_exists("coverage.export")
