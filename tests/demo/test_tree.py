"""The demo's officer entered a merger by mistake and undid it: the tree is as before, and its history tells of it."""

import datetime as dt

import pytest
from django.utils import timezone

from lms.demo.cast import Cast, make_cast
from lms.demo.tree import tell_of_the_tree
from tests.coverage.facts import employ, make_person
from workforce.lineage import operations_on
from workforce.models import Agency, AgencyRole, Employment, Verb

AT = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(at=timezone.now())


def test_a_merger_was_undone_and_a_right_given_in_part(cast: Cast) -> None:
    department = Agency.objects.get(code="so-noi-vu")
    helper = make_person("Chu Văn Lợi")
    employ(helper, department, since="2026-01-01")
    before = [list(model.objects.order_by("pk").values_list()) for model in (Agency, Employment)]
    assert [tell_of_the_tree(cast, at=AT), tell_of_the_tree(cast, at=AT)] == [1, 0]
    assert [list(model.objects.order_by("pk").values_list()) for model in (Agency, Employment)] == before
    (operation,) = operations_on(Agency.objects.get(code="06004"))
    assert operation.undone_by == cast.provincial_officer
    role = AgencyRole.objects.get(person=helper)
    assert (Verb.EXPORT in role.verbs, Verb.STAFF in role.verbs) == (False, True)
