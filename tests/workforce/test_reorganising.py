"""Agencies are merged, split, renamed, moved and closed; the past stays as it was, and what was done is undone."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.models import User
from tests.coverage.facts import employ, make_agency, make_person
from workforce.employing import AgencyNotThere, end_employment, hire, transfer
from workforce.models import Agency, AgencyOperation, AgencyRole, Employment, OperationAgency, Position, Succession
from workforce.reorganising.carrying_out import reorganise
from workforce.reorganising.foreseeing import foresee
from workforce.reorganising.proposals import (
    AlreadyChanged,
    CannotReorganise,
    CannotUndo,
    Heir,
    NotThere,
    NotYourTree,
    Proposal,
    StillInUse,
    WrongShape,
)
from workforce.reorganising.proposing import closing, merging, moving, renaming, splitting
from workforce.reorganising.undoing import undo_operation
from workforce.roles import end_role, grant_role, may

ON = dt.date(2026, 12, 1)
BEFORE = ON - dt.timedelta(days=1)
PAPER = "Nghị quyết 1/NQ-HĐND"
NEW = Heir(code="MOI", name="UBND xã Mới", kind=Agency.Kind.COMMUNE, above="20")
Tree = dict[str, Any]


def now() -> dt.datetime:
    return timezone.now()


@pytest.fixture
def tree(db: None) -> Tree:
    """A province with an office (and a centre below it), two communes A and B, and three people."""
    return make_tree()


def make_tree() -> Tree:
    province = make_agency("Tỉnh", code="20")
    office = make_agency("Văn phòng", code="VP", under=province)
    tree: Tree = {"20": province, "VP": office, "TT": make_agency("Trung tâm", code="TT", under=office)}
    for code in ("A", "B"):
        tree[code] = make_agency(f"UBND xã {code}", code=code, under=province)
    for agency in (tree["20"], tree["VP"]):
        agency.refresh_from_db()
    tree["lan"], tree["sen"], tree["on"] = (make_person(name, username=name) for name in ("lan", "sen", "on"))
    employ(tree["lan"], tree["A"], it=True)
    employ(tree["sen"], tree["B"], until="2027-03-01")
    employ(tree["on"], tree["TT"], leader=True)
    tree["officer"] = make_person("Minh", username="minh")
    role = AgencyRole.Role.PROVINCIAL_OFFICER
    tree["role"] = AgencyRole.objects.create(person=tree["officer"], agency=province, role=role, granted_at=now())
    return tree


def carry_out(proposal: Proposal, tree: Tree, **more: Any) -> AgencyOperation:
    return reorganise(proposal, **{"by": tree["officer"], "at": now(), **more})


def merge(tree: Tree, into: Heir = NEW, on: dt.date = ON) -> AgencyOperation:
    return carry_out(merging([tree["A"], tree["B"]], into=into, on=on, document=PAPER), tree)


def undo(operation: AgencyOperation, tree: Tree) -> AgencyOperation:
    return undo_operation(operation=operation, by=tree["officer"], at=now())


def works(tree: Tree, day: dt.date) -> dict[str, str]:
    jobs = Employment.objects.at(day).select_related("person", "agency")
    return {job.person.username: job.agency.code for job in jobs}


def alive(day: dt.date) -> set[str]:
    return set(Agency.objects.at(day).values_list("code", flat=True))


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All that operations may touch, but for the operations themselves."""
    tables: dict[str, Any] = {"agencies": Agency, "jobs": Employment, "roles": AgencyRole, "heirs": Succession}
    return {name: list(model.objects.order_by("pk").values_list()) for name, model in tables.items()}


def test_merge_ends_two_and_begins_one(tree: Tree) -> None:
    past = works(tree, BEFORE)
    seen = foresee(merging([tree["A"], tree["B"]], into=NEW, on=ON, document=PAPER), by=tree["officer"])
    assert (seen.headcount, [agency.code for agency in seen.ended], seen.below) == (2, ["A", "B"], ())
    operation = merge(tree)
    assert alive(BEFORE) == {"20", "VP", "TT", "A", "B"}
    assert alive(ON) == {"20", "VP", "TT", "MOI"}
    assert works(tree, BEFORE) == past
    assert works(tree, ON) == {"lan": "MOI", "sen": "MOI", "on": "TT"}
    assert tree["lan"].employments.get(ends_on=None).is_it_staff
    assert tree["sen"].employments.get(agency__code="MOI").ends_on == dt.date(2027, 3, 1)
    new = Agency.objects.get(code="MOI")
    assert {(s.predecessor.code, s.on, s.document) for s in new.came_from.all()} == {("A", ON, PAPER), ("B", ON, PAPER)}
    assert new.former_paths == ""
    assert operation.told["people"] == 2
    entry = ModelLogEntry.objects.get(action="workforce.reorganise")
    assert (entry.user, entry.data["begun"]) == (tree["officer"], [["MOI", "UBND xã Mới"]])


def test_merge_into_one_of_them(tree: Tree) -> None:
    merge(tree, into=Heir(code="A"))
    assert alive(ON) == {"20", "VP", "TT", "A"}
    assert works(tree, ON) == {"lan": "A", "sen": "A", "on": "TT"}
    assert tree["lan"].employments.count() == 1


def test_merge_takes_along_what_stands_below(tree: Tree) -> None:
    carry_out(merging([tree["A"], tree["VP"]], into=NEW, on=ON, document=PAPER), tree)
    centre = Agency.objects.get(code="TT~2")
    assert (centre.get_parent().code, centre.name) == ("MOI", "Trung tâm")
    assert works(tree, ON)["on"] == "TT~2"
    assert Agency.find_problems() == ([], [], [], [], [])


def test_split_sends_people_where_the_officer_says(tree: Tree) -> None:
    employ(make_person(username="tam"), tree["A"])
    among = [NEW, Heir(code="B")]
    carry_out(splitting(tree["A"], among=among, on=ON, document=PAPER, people={"tam": "B"}), tree)
    assert works(tree, ON) == {"lan": "MOI", "tam": "B", "sen": "B", "on": "TT"}
    assert set(tree["A"].successors.values_list("code", flat=True)) == {"MOI", "B"}


def test_rename_keeps_the_body(tree: Tree) -> None:
    carry_out(renaming(tree["A"], name="UBND xã Anh", on=ON, document=PAPER), tree)
    new = Agency.objects.get(code="A~2")
    assert (new.name, new.get_parent(), new.former_paths) == ("UBND xã Anh", tree["20"], f" {tree['A'].path} ")
    assert works(tree, ON)["lan"] == "A~2"
    # Asked about the body, its past is there too, each day once.
    assert {day: Employment.objects.at(day).within(new).count() for day in (BEFORE, ON)} == {BEFORE: 1, ON: 1}
    carry_out(renaming(new, name="UBND xã Ánh", on=dt.date(2027, 5, 1), document=PAPER), tree)
    third = Agency.objects.get(code="A~3")
    assert third.former_paths.split() == [tree["A"].path, new.path]


def test_move_takes_the_branch_along(tree: Tree) -> None:
    carry_out(moving(tree["VP"], under=tree["A"], on=ON, document=PAPER), tree)
    office, centre = Agency.objects.get(code="VP~2"), Agency.objects.get(code="TT~2")
    assert (office.get_parent(), centre.get_parent()) == (tree["A"], office)
    assert Employment.objects.at(BEFORE).within(tree["A"]).count() == 1
    assert Employment.objects.at(ON).within(tree["A"]).count() == 2
    assert Employment.objects.at(BEFORE).within(tree["VP"]).count() == 1
    assert Agency.find_problems() == ([], [], [], [], [])


def test_close_only_what_is_empty(tree: Tree) -> None:
    with pytest.raises(StillInUse, match="Trung tâm"):
        carry_out(closing(tree["VP"], on=ON, document=PAPER), tree)
    with pytest.raises(StillInUse, match="1"):
        carry_out(closing(tree["TT"], on=ON, document=PAPER), tree)
    end_employment(person=tree["on"], on=ON, by=tree["officer"], at=now())
    carry_out(closing(tree["TT"], on=ON, document=PAPER), tree)
    assert alive(ON) == {"20", "VP", "A", "B"}


def proposals(tree: Tree) -> list[Proposal]:
    heirs = [NEW, Heir(code="B")]
    return [
        merging([tree["A"], tree["B"]], into=NEW, on=ON, document=PAPER),
        merging([tree["A"], tree["VP"]], into=Heir(code="A"), on=ON, document=PAPER),
        splitting(tree["A"], among=heirs, on=ON, document=PAPER),
        renaming(tree["VP"], name="Văn phòng Ủy ban", on=ON, document=PAPER),
        moving(tree["VP"], under=tree["A"], on=ON, document=PAPER),
    ]


@pytest.mark.parametrize("number", range(5))
def test_undo_brings_back_every_row(tree: Tree, number: int) -> None:
    AgencyRole.objects.create(person=tree["lan"], agency=tree["VP"], role="hr_officer", granted_at=now())
    before = everything()
    operation = carry_out(proposals(tree)[number], tree)
    assert everything() != before
    undone = undo(operation, tree)
    assert everything() == before
    assert undo(operation, tree).undone_at == undone.undone_at
    assert ModelLogEntry.objects.filter(action="workforce.undo_reorganisation").count() == 1
    carry_out(proposals(tree)[number], tree)


def test_undo_only_until_the_next(tree: Tree) -> None:
    first = merge(tree)
    second = carry_out(
        renaming(Agency.objects.get(code="MOI"), name="Khác", on=dt.date(2027, 1, 1), document=PAPER), tree
    )
    with pytest.raises(CannotUndo, match="UBND xã Mới"):
        undo(first, tree)
    undo(second, tree)
    undo(first, tree)
    assert alive(ON) == {"20", "VP", "TT", "A", "B"}


def test_undo_is_refused_once_people_moved(tree: Tree) -> None:
    operation = merge(tree)
    position = Position.objects.get()
    newcomer = make_person("Tâm")
    words: Any = {"position": position, "category": "cong_chuc", "by": tree["officer"], "at": now()}
    hire(person=newcomer, agency=Agency.objects.get(code="MOI"), on=dt.date(2027, 1, 1), **words)
    with pytest.raises(CannotUndo, match="Tâm"):
        undo(operation, tree)
    transfer(person=tree["lan"], to=tree["TT"], on=dt.date(2027, 2, 1), **words)
    with pytest.raises(CannotUndo, match="lan"):
        undo(operation, tree)
    assert alive(ON) == {"20", "VP", "TT", "MOI"}


def test_rights_go_along_with_the_body_only(tree: Tree) -> None:
    held = grant_role(person=tree["lan"], agency=tree["A"], role="hr_officer", by=tree["officer"], at=now())
    given = grant_role(person=tree["sen"], agency=tree["A"], role="unit_head", by=tree["lan"], at=now())
    today = timezone.localdate()
    operation = carry_out(renaming(tree["A"], name="UBND xã Anh", on=today, document=PAPER), tree)
    new = Agency.objects.get(code="A~2")
    assert may(tree["lan"], "staff", new)
    assert may(tree["sen"], "see", new)
    assert set(Agency.objects.visible_to(tree["lan"])) == {tree["A"], new}
    assert may(tree["lan"], "see", Agency.objects.get(code="A"))
    carried = AgencyRole.objects.get(person=tree["lan"], agency=new)
    end_role(role=carried, by=tree["officer"], at=now())
    assert not may(tree["sen"], "see", new)
    # What was taken back meanwhile stays taken back.
    undo(operation, tree)
    held.refresh_from_db()
    given.refresh_from_db()
    assert held.ended_at is not None
    assert given.ended_at is not None
    assert held.ends_on is None


def test_rights_over_what_is_merged_end_with_it(tree: Tree) -> None:
    grant_role(person=tree["lan"], agency=tree["A"], role="hr_officer", by=tree["officer"], at=now())
    merge(tree, on=timezone.localdate())
    assert not may(tree["lan"], "see", Agency.objects.get(code="MOI"))
    assert may(tree["lan"], "see", Agency.objects.get(code="A"))


def test_what_makes_no_sense_is_refused(tree: Tree) -> None:
    wrong: list[tuple[type[CannotReorganise], Proposal]] = [
        (WrongShape, merging([tree["A"]], into=NEW, on=ON, document=PAPER)),
        (WrongShape, merging([tree["A"]], into=Heir(code="A"), on=ON, document=PAPER)),
        (WrongShape, merging([tree["A"], tree["B"]], into=Heir(code="VP", name="x"), on=ON, document=PAPER)),
        (WrongShape, merging([tree["VP"], tree["TT"]], into=NEW, on=ON, document=PAPER)),
        (WrongShape, splitting(tree["A"], among=[NEW], on=ON, document=PAPER)),
        (WrongShape, splitting(tree["A"], among=[NEW, NEW], on=ON, document=PAPER)),
        (WrongShape, renaming(tree["A"], name="UBND xã A", on=ON, document=PAPER)),
        (WrongShape, moving(tree["VP"], under=tree["TT"], on=ON, document=PAPER)),
        (WrongShape, moving(tree["A"], under=tree["20"], on=ON, document=PAPER)),
        (NotThere, merging([tree["A"], tree["B"]], into=Heir(code="KHONG-CO"), on=ON, document=PAPER)),
        (NotThere, renaming(tree["A"], name="x", on=dt.date(1999, 1, 1), document=PAPER)),
        (NotThere, renaming(tree["A"], name="x", on=dt.date(2000, 1, 1), document=PAPER)),
        (AlreadyChanged, renaming(tree["A"], name="x", on=dt.date(2020, 1, 1), document=PAPER)),
        (StillInUse, splitting(tree["VP"], among=[NEW, Heir(code="B")], on=ON, document=PAPER)),
    ]
    before = everything()
    for refusal, proposal in wrong:
        with pytest.raises(refusal):
            carry_out(proposal, tree)
    assert everything() == before
    assert AgencyOperation.objects.count() == OperationAgency.objects.count() == 0


def test_what_already_ends_is_left_alone(tree: Tree) -> None:
    merge(tree)
    earlier = dt.date(2026, 10, 1)
    with pytest.raises(AlreadyChanged, match="01/12/2026"):
        carry_out(renaming(tree["A"], name="x", on=earlier, document=PAPER), tree)
    # Sen is at MOI from that very day on: nothing may end before it has begun.
    joining = merging([Agency.objects.get(code="MOI"), tree["TT"]], into=Heir(code="TT"), on=ON, document=PAPER)
    with pytest.raises(NotThere, match="UBND xã Mới"):
        carry_out(joining, tree)


@pytest.mark.parametrize("who", ["lan", "nobody"])
def test_outsiders_are_refused(tree: Tree, who: str) -> None:
    person = make_person() if who == "nobody" else tree["lan"]
    if who == "lan":
        grant_role(person=person, agency=tree["A"], role="hr_officer", by=tree["officer"], at=now())
        AgencyRole.objects.create(person=person, agency=tree["VP"], role="provincial_officer", granted_at=now())
    for proposal in proposals(tree):
        with pytest.raises(NotYourTree):
            carry_out(proposal, tree, by=person)
    operation = merge(tree)
    with pytest.raises(NotYourTree):
        undo_operation(operation=operation, by=person, at=now())


def test_an_officer_of_a_branch_shapes_what_is_below_it(tree: Tree) -> None:
    person = make_person()
    AgencyRole.objects.create(person=person, agency=tree["VP"], role="provincial_officer", granted_at=now())
    operation = carry_out(renaming(tree["TT"], name="Trung tâm Hành chính", on=ON, document=PAPER), tree, by=person)
    undo_operation(operation=operation, by=person, at=now())
    AgencyRole.objects.update(withheld=",agencies,")
    with pytest.raises(NotYourTree):
        carry_out(renaming(tree["TT"], name="x", on=ON, document=PAPER), tree, by=person)


def test_nobody_is_hired_into_what_has_ended(tree: Tree) -> None:
    merge(tree)
    words: Any = {"category": "cong_chuc", "by": tree["officer"], "at": now()}
    with pytest.raises(AgencyNotThere):
        hire(person=make_person(), agency=tree["A"], position=Position.objects.get(), on=ON, **words)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once() -> None:
    tree = make_tree()
    start, outcomes = threading.Barrier(2), list[str]()
    other = Heir(code="KHAC", name="Khác", kind="commune", above="20")
    wanted = [
        merging([tree["A"], tree["B"]], into=NEW, on=ON, document=PAPER),
        merging([tree["B"], tree["TT"]], into=other, on=ON, document=PAPER),
    ]

    def run(proposal: Proposal) -> None:
        try:
            start.wait()
            carry_out(proposal, tree)
            outcomes.append("done")
        except CannotReorganise:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(proposal,)) for proposal in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused"]
    assert AgencyOperation.objects.count() == 1
    assert len(works(tree, ON)) == User.objects.exclude(username="minh").count()
