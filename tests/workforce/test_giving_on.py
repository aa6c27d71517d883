"""Rights are given on only narrower, last no longer, and go when the one they came from is taken back."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import User
from coverage.scope import may_export
from tests.coverage.facts import employ, make_agency, make_person
from workforce.employing import end_employment
from workforce.models import Agency, AgencyRole, Employment, Verb
from workforce.models.verbs import VERBS_OF, read, written
from workforce.roles import (
    DatesOutOfOrder,
    NotYoursToGrant,
    end_role,
    grant_role,
    holds_role,
    may,
    may_anywhere,
    verbs_to_give,
)

TODAY = timezone.localdate()
HR, HEAD, PROVINCIAL = AgencyRole.Role.HR_OFFICER, AgencyRole.Role.UNIT_HEAD, AgencyRole.Role.PROVINCIAL_OFFICER


@pytest.fixture
def province(db: None) -> Agency:
    return make_agency("Tỉnh", code="20")


@pytest.fixture
def commune(province: Agency) -> Agency:
    return make_agency("Xã", code="A", under=province)


@pytest.fixture
def officer(province: Agency) -> User:
    person = make_person("Minh", username="minh")
    AgencyRole.objects.create(person=person, agency=province, role=PROVINCIAL, granted_at=timezone.now())
    return person


def give(person: User, agency: Agency, role: str, by: User, **more: object) -> AgencyRole:
    return grant_role(person=person, agency=agency, role=role, by=by, at=timezone.now(), **more)  # type: ignore[arg-type]


def test_a_withheld_verb_is_not_there_and_not_given_on(commune: Agency, officer: User) -> None:
    lan, sen = make_person(), make_person()
    held = give(lan, commune, HR, officer, withheld=[Verb.EXPORT, Verb.RULES])
    assert held.verbs == VERBS_OF[HR] - {Verb.EXPORT}
    assert (held.given_from.person, read(held.withheld)) == (officer, {"export"})
    assert (may(lan, Verb.STAFF, commune), may(lan, Verb.EXPORT, commune)) == (True, False)
    assert not may_export(lan, [held], commune)
    with pytest.raises(NotYoursToGrant):
        give(sen, commune, HR, lan)
    with pytest.raises(NotYoursToGrant):
        give(sen, commune, HEAD, lan)
    given = give(sen, commune, HEAD, lan, withheld=[Verb.EXPORT])
    assert (given.given_from, given.verbs) == (held, {Verb.SEE})
    assert verbs_to_give(sen, commune) == []


def test_what_a_role_is_asked_for_must_be_in_it(commune: Agency, officer: User) -> None:
    lan = make_person()
    give(lan, commune, HR, officer, withheld=[Verb.STAFF])
    assert holds_role(lan, commune)
    assert not holds_role(lan, commune, at_least=HR)
    assert may_anywhere(lan, Verb.PAPERS)
    assert not Agency.objects.where(lan, Verb.STAFF).exists()
    assert list(Agency.objects.where(lan, Verb.PAPERS)) == [commune]


def test_days_begin_end_and_bound_what_is_given_on(commune: Agency, officer: User) -> None:
    lan, sen, on = make_person(), make_person(), make_person()
    week, month = TODAY + dt.timedelta(days=7), TODAY + dt.timedelta(days=30)
    give(lan, commune, HR, officer, starts_on=week, ends_on=month)
    assert not may(lan, Verb.SEE, commune)
    held = AgencyRole.objects.held_by(lan, on=week)
    assert held.count() == 1
    assert AgencyRole.objects.held_by(lan, on=month).count() == 0
    give(sen, commune, HR, officer, ends_on=month)
    for until in (None, month + dt.timedelta(days=1)):
        with pytest.raises(DatesOutOfOrder):
            give(on, commune, HEAD, sen, ends_on=until)
    give(on, commune, HEAD, sen, ends_on=month)
    with pytest.raises(DatesOutOfOrder):
        give(make_person(), commune, HEAD, officer, starts_on=week, ends_on=week)


def test_what_has_run_out_may_be_given_again(commune: Agency, officer: User) -> None:
    lan = make_person()
    first = give(lan, commune, HR, officer)
    AgencyRole.objects.filter(pk=first.pk).update(ends_on=TODAY - dt.timedelta(days=3))
    assert not may(lan, Verb.SEE, commune)
    again = give(lan, commune, HR, officer)
    assert again != first
    assert may(lan, Verb.SEE, commune)


def test_taking_back_takes_back_what_was_given_on(commune: Agency, officer: User) -> None:
    lan, sen, on = make_person(), make_person(), make_person()
    first = give(lan, commune, HR, officer)
    give(sen, commune, HR, lan)
    give(on, commune, HEAD, sen)
    other = give(on, commune, HR, officer)
    end_role(role=first, by=officer, at=timezone.now())
    assert [may(person, Verb.SEE, commune) for person in (lan, sen, on)] == [False, False, True]
    assert list(AgencyRole.objects.held_by(on)) == [other]
    assert AgencyRole.objects.count() == 5


def test_leaving_takes_nothing_from_others(commune: Agency, officer: User) -> None:
    lan, sen = make_person(), make_person()
    employ(lan, commune)
    give(lan, commune, HR, officer)
    given = give(sen, commune, HEAD, lan)
    end_employment(person=lan, on=TODAY, by=officer, at=timezone.now())
    given.refresh_from_db()
    assert not may(lan, Verb.SEE, commune)
    assert may(sen, Verb.SEE, commune)
    assert given.given_from is not None
    assert given.given_from.person == officer
    assert Employment.objects.get(person=lan).ends_on == TODAY


def test_verbs_are_written_as_one_column() -> None:
    assert [written(verbs) for verbs in ([], [Verb.STAFF, Verb.EXPORT])] == ["", ",export,staff,"]
    assert read(",export,staff,") == {"export", "staff"}
    longest = written(Verb)
    assert len(longest) <= AgencyRole._meta.get_field("withheld").max_length  # type: ignore[operator]
