"""Who answers for what an ended agency left: a successor, and whoever took over from that one."""

import datetime as dt

from accounts.models import User
from certificates.models import Issuer
from certificates.rights import answers_for
from certificates.setting_up import ensure_issuer
from tests.coverage.facts import make_agency
from tests.workforce.test_reorganising import NEW, PAPER, carry_out, make_tree, merge, undo
from workforce.models import Agency, AgencyQuerySet, AgencyRole, Succession
from workforce.reorganising.proposals import Heir
from workforce.reorganising.proposing import merging, splitting
from workforce.taking_over import successors_of, with_predecessors

NEXT = dt.date(2027, 3, 1)


def codes(agencies: AgencyQuerySet) -> list[str]:
    return sorted(agencies.values_list("code", flat=True))


def officer_of(agency: Agency, name: str) -> User:
    person = User.objects.create_user(username=name, full_name=name)
    role = AgencyRole.Role.HR_OFFICER
    AgencyRole.objects.create(
        person=person, agency=agency, role=role, granted_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    return person


def issuer_of(agency: Agency) -> Issuer:
    return ensure_issuer(
        agency=agency,
        parent_line="ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
        name_line=agency.name.upper(),
        place="Lạng Sơn",
        symbol=f"GCN-{agency.code}",
        signatory_title="Chủ tịch",
        signatory_name="Hoàng Văn Thắng",
    )


def test_successor_of_a_successor_answers_until_it_is_undone(db: None) -> None:
    tree = make_tree()
    issuer = issuer_of(tree["A"])
    merge(tree)
    first = Agency.objects.get(code=NEW.code)
    other = make_agency("UBND xã C", code="C", under=Agency.objects.get(code="20"))
    heir = Heir(code="SAU", name="UBND xã Sau", kind=first.kind, above="20")
    second = carry_out(merging([first, other], into=heir, on=NEXT, document=PAPER), tree)
    last = Agency.objects.get(code="SAU")
    keeper, stranger = officer_of(last, "vi"), officer_of(Agency.objects.get(code="TT"), "ha")

    assert codes(successors_of(tree["A"])) == ["MOI", "SAU"]
    assert codes(with_predecessors(Agency.objects.filter(code="SAU"))) == ["A", "B", "C", "MOI", "SAU"]
    assert [answers_for(person, tree["A"]) for person in (keeper, stranger)] == [True, False]
    assert [list(Issuer.objects.kept_by(person)) for person in (keeper, stranger)] == [[issuer], []]

    AgencyRole.objects.filter(person=keeper).delete()
    undo(second, tree)
    assert codes(successors_of(tree["A"])) == ["MOI"]
    again = officer_of(Agency.objects.get(code="MOI"), "an")
    assert list(Issuer.objects.kept_by(again)) == [issuer]


def test_each_half_of_what_was_split_answers(db: None) -> None:
    tree = make_tree()
    halves = [Heir(code=code, name=f"UBND xã {code}", kind=Agency.Kind.COMMUNE, above="20") for code in ("C", "D")]
    carry_out(splitting(tree["A"], among=halves, on=NEXT, document=PAPER), tree)
    assert codes(successors_of(tree["A"])) == ["C", "D"]


def test_rows_that_lead_in_a_circle_end_the_walk(db: None) -> None:
    tree = make_tree()
    for one, other in (("A", "B"), ("B", "VP"), ("VP", "A")):
        Succession.objects.create(predecessor=tree[one], successor=tree[other], on=NEXT, document=PAPER)
    assert codes(successors_of(tree["A"])) == ["B", "VP"]
    assert codes(with_predecessors(Agency.objects.filter(code="A"))) == ["A", "B", "VP"]
    assert codes(with_predecessors(Agency.objects.none())) == []
