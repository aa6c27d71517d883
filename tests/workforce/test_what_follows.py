"""What points at an agency is asked one by one: does it go along when the body is renamed, and back when undone?

A new foreign key to Agency fails the first test until somebody has answered for it here.
"""

import datetime as dt
from typing import Any

import pytest
from allauth.idp.oidc.models import Client
from django.apps import apps

from api.models import ApiClient
from api.receivers import name_systems
from certificates.facts import full_name_of
from certificates.models import Issuer
from certificates.receivers import name_issuers
from certificates.setting_up import ensure_issuer
from classes.models import Cohort, ExamSession
from classes.receivers import name_classes
from courses.models import QuizPage
from coverage.models import Assignment, Report, ReportJob
from coverage.receivers import name_assignments
from coverage.reporting.agreeing import differences
from coverage.reporting.figures import Period, gather, targets_of
from home.models import HomePage
from tests.coverage import facts
from tests.coverage.assigning.conftest import demand
from tests.workforce.test_reorganising import NEW, ON, PAPER, Tree, carry_out, make_tree, now, undo
from workforce.lineage import body_on, is_same_body
from workforce.models import Agency, AgencyRole, Employment, Position, Posting, RosterImport, StaffCode
from workforce.reorganising.foreseeing import foresee
from workforce.reorganising.proposals import AlreadyChanged, CannotUndo, Heir
from workforce.reorganising.proposing import closing, merging, renaming, splitting

FOLLOWS, RECORD = "goes along with the body", "the record of what was done"
ANSWERS = {
    "api.ApiClient.agency": FOLLOWS,
    "certificates.Issuer.agency": "stays: its code stands in credentials; the name printed is the day's (body_on)",
    "classes.Cohort.agency": FOLLOWS + ", once over it stays",
    "classes.ExamSession.agency": "stays: the name printed is that of the day of the session (held_by)",
    "coverage.Assignment.agency": FOLLOWS,
    "coverage.Report.agency": "stays: a report is frozen; who holds the body today sees it (former_paths)",
    "coverage.ReportJob.agency": "stays: it is about days on which the body was called so; seen as its report is",
    "coverage.Target.branch": FOLLOWS,
    "workforce.AgencyRole.agency": FOLLOWS,
    "workforce.Employment.agency": FOLLOWS,
    "workforce.OperationAgency.agency": RECORD,
    "workforce.Posting.agency": FOLLOWS,
    "workforce.RosterImport.agency": "stays: which list was brought where; its people went along with their work",
    "workforce.StaffCode.agency": FOLLOWS,
    "workforce.Succession.predecessor": RECORD,
    "workforce.Succession.successor": RECORD,
}


def test_every_foreign_key_to_an_agency_is_answered_for() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Agency
    }
    assert found == ANSWERS.keys()


@pytest.fixture
def tree(site: HomePage) -> Tree:
    """The tree of test_reorganising, with a course."""
    return make_tree() | {"course": facts.make_course("so")}


def make_one_of_each(tree: Tree) -> dict[str, Any]:
    """A row for each foreign key that is not the record of the operation itself, pointing at commune A."""
    agency, officer, lan, course = tree["A"], tree["officer"], tree["lan"], tree["course"]
    about: dict[str, Any] = {"kind": "monthly", "agency": agency, "since": "2026-05-31", "day": "2026-06-30"}
    job = ReportJob.objects.create(**about, head={}, with_people=True, by=officer, at=now())
    asked = demand(course).columns()
    assignment = Assignment.objects.create(agency=agency, starts_on="2026-01-10", made_by=officer, made_at=now())
    assignment.versions.create(number=1, from_on="2026-01-10", made_by=officer, made_at=now(), **asked)
    post: dict[str, Any] = {
        "position": Position.objects.create(code="phu", name="Phụ trách"),
        "starts_on": "2026-01-01",
    }
    quiz = course.add_child(instance=QuizPage(title="Thi", slug="thi"))
    hours = {"opens_at": now(), "closes_at": now() + dt.timedelta(hours=1)}
    room: dict[str, Any] = {"room": "1", "seats": 9, "created_by": officer, "created_at": now()}
    words = dict.fromkeys(("parent_line", "name_line", "place", "signatory_title", "signatory_name"), "…")
    oauth = Client.objects.create(name="HRM", created_at=now())
    chosen: dict[str, Any] = {"population": "chosen", "branch": agency, "only_it_staff": True}
    return {
        "api.ApiClient.agency": ApiClient.objects.create(
            oauth=oauth, name="HRM", agency=agency, made_by=officer, made_at=now()
        ),
        "certificates.Issuer.agency": ensure_issuer(agency=agency, symbol="GCN-A", **words),
        "classes.Cohort.agency": make_class(tree, "L1"),
        "classes.ExamSession.agency": ExamSession.objects.create(
            quiz=quiz, course=course, title="Thi", agency=agency, place="A", **room, **hours
        ),
        "coverage.Assignment.agency": assignment,
        "coverage.Report.agency": Report.objects.create(
            **about, job=job, figures={}, words={}, files={}, made_at=now()
        ),
        "coverage.ReportJob.agency": job,
        "coverage.Target.branch": facts.make_target(course, **chosen),
        "workforce.AgencyRole.agency": AgencyRole.objects.create(
            person=lan, agency=agency, role="hr_officer", granted_at=now()
        ),
        "workforce.Employment.agency": Employment.objects.get(person=lan),
        "workforce.Posting.agency": Posting.objects.create(
            person=tree["sen"], agency=agency, kind="kiem_nhiem", **post
        ),
        "workforce.RosterImport.agency": RosterImport.objects.create(
            agency=agency, name="a.xlsx", sha256="", content=b"", on="2026-01-01", brought_by=lan, brought_at=now()
        ),
        "workforce.StaffCode.agency": StaffCode.objects.create(person=lan, agency=agency, code="NV001"),
    }


def make_class(tree: Tree, code: str, **fields: Any) -> Cohort:
    """A class of commune A."""
    given: dict[str, Any] = {
        "course": tree["course"], "agency": tree["A"], "title": code, "document": "QĐ", "place": "A", "capacity": 9,
        "first_on": "2026-11-01", "last_on": "2026-12-31", "made_by": tree["officer"], "made_at": now(),
    }  # fmt: skip
    return Cohort.objects.create(code=code, **given, **fields)


def test_a_class_that_is_over_stays_as_it_was_held(tree: Tree) -> None:
    over = {"state": "closed", "ended_by": tree["officer"], "ended_at": now()}
    going_on, closed = make_class(tree, "L1"), make_class(tree, "L2", **over)
    operation = carry_out(renaming(tree["A"], name="UBND phường A", on=ON, document=PAPER), tree)
    assert list(Cohort.objects.order_by("pk").values_list("agency__code", flat=True)) == ["A~2", "A"]
    # One that was closed there meanwhile comes back all the same.
    Cohort.objects.filter(pk=going_on.pk).update(**over)
    undo(operation, tree)
    assert set(Cohort.objects.values_list("pk", "agency__code")) == {(going_on.pk, "A"), (closed.pk, "A")}


def where(label: str, row: Any, day: dt.date) -> list[str]:
    """The codes of the agencies at which the thing stands on `day`."""
    *_model, name = label.split(".")
    rows = type(row)._default_manager.all()
    if label in ("workforce.Employment.agency", "workforce.Posting.agency"):
        rows = rows.at(day).filter(person=row.person)
    elif label == "workforce.AgencyRole.agency":
        rows = rows.filter(person=row.person).in_force(on=day)
    elif label == "workforce.StaffCode.agency":
        rows = rows.filter(person=row.person, agency__in=Agency.objects.at(day))
    else:
        rows = rows.filter(pk=row.pk)
    return list(rows.order_by("pk").values_list(f"{name}__code", flat=True))


def test_each_does_what_was_answered_for_it(tree: Tree) -> None:
    made = make_one_of_each(tree)
    assert made.keys() == {label for label, answer in ANSWERS.items() if answer != RECORD}
    before = {label: list(type(row)._base_manager.order_by("pk").values_list()) for label, row in made.items()}
    operation = carry_out(renaming(tree["A"], name="UBND phường A", on=ON, document=PAPER), tree)
    for label, row in made.items():
        assert where(label, row, ON) == ["A~2" if ANSWERS[label].startswith(FOLLOWS) else "A"], label
    undo(operation, tree)
    for label, row in made.items():
        assert list(type(row)._base_manager.order_by("pk").values_list()) == before[label], label


def test_the_name_printed_is_that_of_the_day(tree: Tree) -> None:
    made, past, until = make_one_of_each(tree), ON - dt.timedelta(days=1), dt.date(2027, 3, 1)
    carry_out(renaming(tree["A"], name="UBND phường A", on=ON, document=PAPER), tree)
    second = Agency.objects.get(code="A~2")
    carry_out(renaming(second, name="UBND phường Á", on=until, document=PAPER), tree)
    first, third = Agency.objects.get(code="A"), Agency.objects.get(code="A~3")
    for agency in (first, Agency.objects.get(code="A~2"), third):
        assert [body_on(agency, day).code for day in (past, ON, until)] == ["A", "A~2", "A~3"]
        assert is_same_body(agency, third)
    assert not is_same_body(first, tree["B"])
    issuer = Issuer.objects.get()
    assert [full_name_of(body_on(issuer.agency, day)) for day in (past, ON)] == [
        "UBND xã A, tỉnh Lạng Sơn",
        "UBND phường A, tỉnh Lạng Sơn",
    ]
    session: ExamSession = made["classes.ExamSession.agency"]
    session.agency, session.opens_at = first, facts.noon(dt.date(2026, 12, 24))
    assert str(session.held_by) == "UBND phường A"


def test_a_report_agrees_through_a_renaming(tree: Tree) -> None:
    row = make_one_of_each(tree)["coverage.Report.agency"]
    period = Period(agency=tree["A"], since=dt.date(2026, 5, 31), day=dt.date(2026, 6, 30))
    row.figures = gather(period, targets_of(period.day))
    assert [target["rule"]["branch"] for target in row.figures["targets"]] == ["A"]
    carry_out(renaming(tree["A"], name="UBND phường A", on=ON, document=PAPER), tree)
    again = gather(period, targets_of(period.day))
    assert [target["rule"]["branch"] for target in again["targets"]] == ["A~2"]
    assert differences(row, again) == []
    again["targets"][0]["rule"]["branch"] = "B"
    assert len(differences(row, again)) == 1


def test_what_ends_with_a_merged_agency_is_named_beforehand(tree: Tree) -> None:
    make_one_of_each(tree)
    proposals = [
        renaming(tree["A"], name="x", on=ON, document=PAPER),
        merging([tree["A"], tree["B"]], into=NEW, on=ON, document=PAPER),
    ]
    told = [
        [
            one.text
            for name in (name_assignments, name_classes, name_issuers, name_systems)
            for one in name(foresight=seen)
        ]
        for seen in (foresee(proposal, by=tree["officer"]) for proposal in proposals)
    ]
    assert [len(said) for said in told] == [4, 4]
    assert not {*told[0]} & {*told[1]}


def codes() -> set[tuple[str, str, str]]:
    return set(StaffCode.objects.values_list("agency__code", "code", "person__username"))


def test_a_number_that_two_would_have_goes_along_with_neither(tree: Tree) -> None:
    gone = facts.make_person("Gone", username="gone")
    facts.employ(gone, tree["A"], until="2026-01-01")
    lan, sen = tree["lan"], tree["sen"]
    for person, agency, code in [(lan, "A", "1"), (sen, "B", "1"), (lan, "A", "2"), (sen, "B", "3"), (gone, "A", "4")]:
        StaffCode.objects.create(person=person, agency=tree[agency], code=code)
    before = codes()
    operation = carry_out(merging([tree["A"], tree["B"]], into=NEW, on=ON, document=PAPER), tree)
    assert codes() == before | {("MOI", "2", "lan"), ("MOI", "3", "sen")}
    assert (operation.told["codes"], operation.told["codes_left"]) == (2, ["1"])
    undo(operation, tree)
    assert codes() == before
    into_a = merging([tree["A"], tree["B"]], into=Heir(code="A"), on=ON, document=PAPER)
    carry_out(into_a, tree)
    # The one that takes over keeps its own numbers.
    assert codes() == before | {("A", "3", "sen")}


def posts(day: dt.date) -> set[tuple[str, str, str]]:
    return set(Posting.objects.at(day).values_list("person__username", "agency__code", "kind"))


def test_posts_go_where_the_work_goes_and_never_stand_twice(tree: Tree) -> None:
    lan, sen, on = tree["lan"], tree["sen"], tree["on"]
    own, other = Position.objects.get(), Position.objects.create(code="phu", name="Phụ trách")
    given: list[tuple[Any, str, str, Position]] = [
        (on, "A", "kiem_nhiem", other),
        (on, "B", "kiem_nhiem", other),  # the same post at both: once
        (lan, "B", "biet_phai", own),  # lent to where she will work: over
        (sen, "A", "kiem_nhiem", own),  # the same post as his own: over
        (sen, "TT", "kiem_nhiem", other),  # nothing happens there
    ]
    for person, code, kind, position in given:
        Posting.objects.create(person=person, agency=tree[code], kind=kind, position=position, starts_on="2026-01-01")
    before = list(Posting.objects.order_by("pk").values_list())
    operation = carry_out(merging([tree["A"], tree["B"]], into=NEW, on=ON, document=PAPER), tree)
    assert posts(ON) == {("on", "MOI", "kiem_nhiem"), ("sen", "TT", "kiem_nhiem")}
    assert len(posts(ON - dt.timedelta(days=1))) == len(given)
    undo(operation, tree)
    assert list(Posting.objects.order_by("pk").values_list()) == before
    carry_out(merging([tree["A"], tree["B"]], into=Heir(code="B"), on=ON, document=PAPER), tree)
    assert posts(ON) == {("on", "B", "kiem_nhiem"), ("sen", "TT", "kiem_nhiem")}


def test_a_post_goes_to_the_heir_its_holder_is_sent_to(tree: Tree) -> None:
    other = Position.objects.create(code="phu", name="Phụ trách")
    post = Posting.objects.create(
        person=tree["on"],
        agency=tree["A"],
        kind="biet_phai",
        position=other,
        starts_on="2026-01-01",
        ends_on="2027-06-01",
    )
    among = [NEW, Heir(code="B")]
    operation = carry_out(splitting(tree["A"], among=among, on=ON, document=PAPER, people={"on": "B"}), tree)
    after = Posting.objects.get(agency=tree["B"])
    assert (after.starts_on, after.ends_on) == (ON, dt.date(2027, 6, 1))
    Posting.objects.filter(pk=after.pk).update(ends_on=dt.date(2027, 1, 1))
    with pytest.raises(CannotUndo, match="on"):
        undo(operation, tree)
    Posting.objects.filter(pk=after.pk).update(ends_on=dt.date(2027, 6, 1))
    undo(operation, tree)
    assert list(Posting.objects.values_list("pk", "agency__code", "ends_on")) == [(post.pk, "A", dt.date(2027, 6, 1))]


def test_a_post_at_an_agency_that_closes_ends_with_it(tree: Tree) -> None:
    Employment.objects.filter(agency=tree["TT"]).update(ends_on="2026-06-01")
    other = Position.objects.create(code="phu", name="Phụ trách")
    Posting.objects.create(
        person=tree["lan"], agency=tree["TT"], kind="kiem_nhiem", position=other, starts_on="2026-01-01"
    )
    StaffCode.objects.create(person=tree["lan"], agency=tree["TT"], code="1")
    before = list(Posting.objects.values_list())
    operation = carry_out(closing(tree["TT"], on=ON, document=PAPER), tree)
    assert (posts(ON), codes()) == (set(), {("TT", "1", "lan")})
    undo(operation, tree)
    assert list(Posting.objects.values_list()) == before


def test_a_post_that_begins_later_is_in_the_way(tree: Tree) -> None:
    later: dict[str, Any] = {"kind": "kiem_nhiem", "position": Position.objects.get(), "starts_on": "2027-02-01"}
    Posting.objects.create(person=tree["sen"], agency=tree["A"], **later)
    with pytest.raises(AlreadyChanged, match="01/02/2027"):
        carry_out(renaming(tree["A"], name="UBND phường A", on=ON, document=PAPER), tree)
