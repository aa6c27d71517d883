"""The pages of the tree: what stands where on a day, operations looked at and confirmed, rights given and taken."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tests.courses.study import our_queries
from tests.coverage.facts import employ, make_agency, make_person
from tests.workforce.test_reorganising import Tree, make_tree
from workforce.lineage import branches, turns
from workforce.models import Agency, AgencyOperation, AgencyRole
from workforce.reorganising.carrying_out import reorganise
from workforce.reorganising.proposing import moving, renaming
from workforce.reorganising.undoing import undo_operation
from workforce.roles import may

ON = "2026-12-01"
DAY = dt.date(2026, 12, 1)
MERGE = {"others": ["B"], "into": "-", "name": "UBND xã Mới", "code": "MOI", "on": ON, "document": "NQ 1"}


@pytest.fixture
def tree(db: None) -> Tree:
    return make_tree()


@pytest.fixture
def officer(tree: Tree, client: Client) -> Client:
    client.force_login(tree["officer"])
    return client


def listed(tree: Tree, day: dt.date, words: str = "") -> list[tuple[str, int, int, int]]:
    found = branches(tree["officer"], day=day, words=words)
    return [(branch.agency.code, branch.step, branch.own, branch.whole) for branch in found]


def test_the_tree_of_a_day(tree: Tree) -> None:
    before = listed(tree, DAY)
    assert before[0] == ("20", 0, 0, 3)
    assert {code: (step, whole) for code, step, _own, whole in before} == {
        "20": (0, 3), "A": (1, 1), "B": (1, 1), "VP": (1, 1), "TT": (2, 1),
    }  # fmt: skip
    proposal = moving(tree["VP"], under=tree["A"], on=DAY, document="NQ")
    reorganise(proposal, by=tree["officer"], at=timezone.now())
    assert listed(tree, DAY - dt.timedelta(days=1)) == before
    assert {code: (step, whole) for code, step, _own, whole in listed(tree, DAY)} == {
        "20": (0, 3), "A": (1, 2), "B": (1, 1), "VP~2": (2, 1), "TT~2": (3, 1),
    }  # fmt: skip
    assert [code for code, *_rest in listed(tree, DAY, "trung TAM")] == ["TT~2"]


def test_the_tree_costs_the_same_with_more_in_it(tree: Tree, officer: Client) -> None:
    def asked() -> int:
        cache.clear()
        with our_queries() as queries:
            assert officer.get("/co-quan/").status_code == 200
        return len(queries)

    officer.get("/co-quan/")
    few = asked()
    for number in range(3):
        employ(make_person(), make_agency(f"Xã {number}", under=tree["20"]))
    assert asked() == few


def test_an_agency_tells_what_it_was_and_what_it_became(tree: Tree, officer: Client) -> None:
    by: Any = {"by": tree["officer"], "at": timezone.now()}
    operation = reorganise(renaming(tree["A"], name="UBND xã Anh", on=DAY, document="NQ 7"), **by)
    new = Agency.objects.get(code="A~2")
    assert [(turn.on, turn.what, [other.code for other in turn.others]) for turn in turns(new)] == [
        (DAY, "renamed", ["A"])
    ]
    assert [(turn.what, turn.is_beginning) for turn in turns(tree["A"])][-1] == ("began", True)
    old = Agency.objects.get(code="A")
    assert [(turn.what, turn.document) for turn in turns(old)] == [("began", ""), ("renamed", "NQ 7")]
    page = officer.get("/co-quan/A~2/").content.decode()
    assert page.count(f"/co-quan/thao-tac/{operation.pk}/hoan-tac/") == 1
    undo_operation(operation=operation, **by)
    page = officer.get("/co-quan/A/").content.decode()
    assert f"/co-quan/thao-tac/{operation.pk}/hoan-tac/" not in page
    assert page.count("đã hoàn tác") >= 1


def test_a_look_beforehand_writes_nothing_and_is_what_is_confirmed(tree: Tree, officer: Client) -> None:
    where = "/co-quan/A/sap-xep/gop/"
    looked = officer.post(where, {**MERGE, "xem": "1"})
    assert (looked.context["seen"].headcount, AgencyOperation.objects.count()) == (2, 0)
    signed = looked.context["signed"]
    employ(make_person(), tree["B"])
    # Somebody came in between: the officer looks again.
    again = officer.post(where, {**MERGE, "lam": "1", "da-xem": signed})
    assert (again.status_code, again.context["seen"].headcount, AgencyOperation.objects.count()) == (200, 3, 0)
    done = officer.post(where, {**MERGE, "lam": "1", "da-xem": again.context["signed"]})
    assert (done.status_code, done.headers["Location"]) == (302, "/co-quan/MOI/")
    operation = AgencyOperation.objects.get()
    assert officer.get(f"/co-quan/thao-tac/{operation.pk}/hoan-tac/").status_code == 200
    undone = officer.post(f"/co-quan/thao-tac/{operation.pk}/hoan-tac/")
    assert (undone.status_code, undone.headers["Location"]) == (302, "/co-quan/A/")


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("doi-ten", {"name": "UBND xã Anh"}),
        ("chuyen", {"under": "VP"}),
        ("tach", {"name1": "Mới", "code1": "MOI", "heir2": "B", "person-lan": "B"}),
        ("gop", {"others": ["B"], "into": "A"}),
    ],
)
def test_each_kind_has_its_form(tree: Tree, officer: Client, kind: str, typed: dict[str, Any]) -> None:
    where, typed = f"/co-quan/A/sap-xep/{kind}/", {**typed, "on": ON, "document": "NQ"}
    assert officer.get(where).status_code == 200
    looked = officer.post(where, typed)
    assert looked.context["form"].errors == {}
    done = officer.post(where, {**typed, "lam": "1", "da-xem": looked.context["signed"]})
    assert done.status_code == 302
    assert AgencyOperation.objects.count() == 1


def test_what_cannot_be_is_said_on_the_form(tree: Tree, officer: Client) -> None:
    typed = {"on": ON, "document": "NQ"}
    closing = officer.post("/co-quan/A/sap-xep/dong/", typed)
    assert closing.context["form"].non_field_errors() == [
        "Còn 1 người làm việc ở đó. Hãy chuyển công tác cho họ trước."
    ]
    empty = officer.post("/co-quan/A/sap-xep/gop/", {**typed, "others": ["B"], "into": "-", "code": "a b"})
    assert set(empty.context["form"].errors) == {"name", "code"}
    half = officer.post("/co-quan/A/sap-xep/tach/", {**typed, "name1": "Mới", "heir2": "B"})
    assert set(half.context["form"].errors) == {"code1"}
    assert officer.get("/co-quan/A/sap-xep/khac/").status_code == 404


def test_others_find_nothing_there(tree: Tree, client: Client) -> None:
    operation = reorganise(renaming(tree["B"], name="x", on=DAY, document="NQ"), by=tree["officer"], at=timezone.now())
    role = AgencyRole.objects.create(person=tree["lan"], agency=tree["A"], role="unit_head", granted_at=timezone.now())
    pages = ["B/", "B/quyen/", "A/quyen/", "A/sap-xep/doi-ten/", "A/sap-xep/gop/", f"thao-tac/{operation.pk}/hoan-tac/"]
    client.force_login(tree["lan"])
    assert [client.get(f"/co-quan/{page}").status_code for page in pages] == [404] * 6
    assert client.get("/co-quan/A/").status_code == 200
    assert client.post(f"/co-quan/quyen/{role.pk}/thu-hoi/").status_code == 404
    assert [branch.agency.code for branch in branches(tree["lan"], day=DAY)] == ["A"]
    client.force_login(tree["sen"])
    assert client.get("/co-quan/").status_code == 403


def test_rights_are_given_and_taken_on_a_page(tree: Tree, officer: Client) -> None:
    typed = {"person": "lan", "role": "hr_officer", "withheld": ["export"]}
    assert officer.post("/co-quan/A/quyen/", typed).status_code == 302
    assert [may(tree["lan"], verb, tree["A"]) for verb in ("staff", "export")] == [True, False]
    role = AgencyRole.objects.get(person=tree["lan"])
    wide = Client()
    wide.force_login(tree["lan"])
    page = wide.get("/co-quan/A/quyen/")
    assert [value for value, _label in page.context["form"].fields["role"].choices] == [
        "unit_head", "hr_officer",
    ]  # fmt: skip
    assert wide.post("/co-quan/A/quyen/", {"person": "on", "role": "hr_officer"}).status_code == 302
    assert [may(tree["on"], verb, tree["A"]) for verb in ("staff", "export")] == [True, False]
    refused = wide.post("/co-quan/A/quyen/", {"person": "sen", "role": "provincial_officer"})
    assert (refused.status_code, AgencyRole.objects.filter(person=tree["sen"]).count()) == (200, 0)
    assert officer.post(f"/co-quan/quyen/{role.pk}/thu-hoi/").status_code == 302
    assert not may(tree["lan"], "see", tree["A"])
    assert not may(tree["on"], "see", tree["A"])
