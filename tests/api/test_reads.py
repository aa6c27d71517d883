"""What a system reads lies in its branch; beside each read, that the outsider's is not there."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from api.standing import standing_of, with_standing
from certificates.models import Certificate, SigningKey
from certificates.register import append
from courses.models import Completion, CoursePage
from coverage.models import Target
from tests.api.conftest import Ask, connect, token_of
from tests.coverage import facts
from tests.database import unguarded
from workforce.models import Agency, Employment

# The token with its client and agency, and the page; the cache is asked for the budget.
QUERIES_OF_A_PAGE = 2


def items(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def test_agencies_are_those_of_the_branch(ask: Ask, client: Client, admin: User, province: Agency, papers: Any) -> None:
    gone = facts.make_agency("Xã cũ", code="0001", under=province, until="2025-07-01")
    assert items(ask("agencies")) == [
        {
            "code": "06184",
            "name": "UBND xã Đồng Đăng",
            "kind": "commune",
            "parent": None,
            "valid_from": "2000-01-01",
            "valid_to": None,
        }
    ]
    bearer = {"authorization": f"Bearer {token_of(client, connect(province, admin))}"}
    every = items(client.get("/api/v1/agencies", headers=bearer))
    assert {row["code"]: row["parent"] for row in every} == {"20": None, "06184": "20", "06001": "20", gone.code: "20"}
    today = items(client.get("/api/v1/agencies", {"on": "2026-01-01"}, headers=bearer))
    assert [row["code"] for row in today] == ["20", "06184", "06001"]


def test_completions_are_those_of_people_who_work_there(ask: Ask, papers: list[Certificate]) -> None:
    completion = papers[0].completion
    told = {
        "id": completion.pk,
        "person": {"username": "lan", "full_name": "Đinh Thị Lan", "agency": "06184"},
        "course": "quan-tri-du-lieu",
        "title": "quan-tri-du-lieu",
        "completed_at": "2026-03-01T05:00:00Z",
        "completed_on": "2026-03-01",
        "score_percent": None,
    }
    assert items(ask("completions")) == [told]
    assert ask(f"completions/{completion.pk}").json() == told
    assert ask(f"completions/{papers[1].completion_id}").status_code == 404
    assert items(ask("completions", course="khac")) == []


@pytest.mark.parametrize("address", ["completions", "certificates", "coverage", "coverage/LS-334-02"])
def test_agency_outside_of_the_branch_is_as_if_it_were_not(ask: Ask, papers: Any, target: Target, address: str) -> None:
    answers = [ask(address, agency=code) for code in ("06001", "20", "khong-co")]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({answer.content for answer in answers}) == 1


def test_facts_follow_who_moves(ask: Ask, papers: list[Certificate], commune: Agency, other_commune: Agency) -> None:
    today = timezone.localdate()
    Employment.objects.filter(person=papers[0].person).update(ends_on=today)
    facts.employ(papers[0].person, other_commune, since=today.isoformat())
    assert (items(ask("completions")), items(ask("certificates"))) == ([], [])
    Employment.objects.filter(person=papers[1].person).update(ends_on=today)
    facts.employ(papers[1].person, commune, since=today.isoformat())
    assert [row["person"]["username"] for row in items(ask("certificates"))] == ["on"]


def test_pages_go_on_after_the_last_row_and_skip_none(ask: Ask, commune: Agency, course: CoursePage) -> None:
    person = facts.make_person(username="lan")
    facts.employ(person, commune)
    made = [facts.complete(person, course, on=f"2026-03-0{number}").pk for number in (1, 2, 3, 4, 5)]
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = ask("completions", limit=2, cursor=cursor).json()
        seen += [row["id"] for row in answer["items"]]
        cursor = answer["next"]
    assert seen == made
    for wrong in ("x", "1:5", "MTpj", "MTotNQ", "MTo5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"):
        assert ask("completions", cursor=wrong).status_code == 422
    assert ask("completions", limit=0).status_code == 422
    assert ask("completions", limit=501).status_code == 422


def test_only_what_is_new_is_asked_for(ask: Ask, papers: list[Certificate], course: CoursePage) -> None:
    facts.complete(papers[0].person, course, on="2026-04-01")
    found = items(ask("completions", updated_since="2026-03-20T00:00:00+07:00"))
    assert [row["completed_on"] for row in found] == ["2026-04-01"]
    for wrong in ("2026-03-20", "2026-03-20T00:00:00", "0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-07:00"):
        assert ask("completions", updated_since=wrong).status_code == 422


def test_papers_changed_since_are_those_the_register_speaks_of(ask: Ask, papers: list[Certificate]) -> None:
    with unguarded("certificates_certificate"):
        Certificate.objects.update(words={"title": "", "holder": "", "course": "", "issuer": ""})
    for paper in Certificate.objects.all():
        append(kind="issue", certificate=paper, at=paper.issued_at)
    assert items(ask("certificates", updated_since="2026-06-01T00:00:00+07:00")) == []
    append(kind="suspend", certificate=Certificate.objects.get(pk=papers[0].pk), at=facts.noon(dt.date(2026, 6, 2)))
    changed = items(ask("certificates", updated_since="2026-06-01T00:00:00+07:00"))
    assert [row["number"] for row in changed] == [papers[0].number]


def test_paper_says_its_state_and_no_more_of_the_person(ask: Ask, papers: list[Certificate]) -> None:
    told = {
        "number": papers[0].number,
        "code": papers[0].code,
        "person": {"username": "lan", "full_name": "Đinh Thị Lan", "agency": "06184"},
        "course": "quan-tri-du-lieu",
        "title": "quan-tri-du-lieu",
        "issued_on": "2026-03-01",
        "last_day": "2090-02-28",
        "state": "valid",
        "suspended": False,
        "since": None,
        "replaced_by": None,
    }
    assert items(ask("certificates")) == [told]
    assert items(ask("certificates", code=papers[0].code)) == [told]
    assert items(ask("certificates", code=papers[1].code)) == []


def test_every_state_is_that_of_the_open_check(course: CoursePage, papers: list[Certificate]) -> None:
    person = papers[0].person
    revoked = facts.certify(person, course, on="2026-03-02", revoked="2026-04-01")
    facts.certify(person, course, on="2026-04-01", replaces=revoked)
    ended = facts.certify(person, course, on="2026-03-03", revoked="2026-04-02")
    ran_out = facts.certify(person, course, on="2026-03-04", expires="2026-05-01")
    examined = facts.certify(person, course, on="2026-03-05")
    facts.suspend(examined, on="2026-04-03")
    day = dt.date(2026, 6, 1)
    found = {row.pk: standing_of(row, day) for row in with_standing(Certificate.objects.all())}
    assert {pk: (one.state, one.suspended) for pk, one in found.items() if pk in (revoked.pk, ended.pk)} == {
        revoked.pk: ("replaced", False),
        ended.pk: ("revoked", False),
    }
    assert (found[ran_out.pk].state, found[papers[0].pk].state) == ("expired", "valid")
    assert (found[examined.pk].state, found[examined.pk].suspended) == ("revoked", True)
    SigningKey.objects.update(compromised_since=facts.noon(dt.date(2026, 3, 1)), retired_at=timezone.now())
    assert {standing_of(row, day).state for row in with_standing(Certificate.objects.filter(pk=papers[0].pk))} == {
        "revoked"
    }


def test_coverage_counts_the_branch_on_a_day(ask: Ask, papers: Any, target: Target, commune: Agency) -> None:
    facts.employ(facts.make_person(), commune, it=True)
    share = {
        "population": 2,
        "achieved": 1,
        "missing": 1,
        "needed": 0,
        "required_percent": 50,
        "percent": 50.0,
        "reached": True,
    }
    told = ask("coverage", on="2026-03-01").json()
    assert (told["agency"], told["on"]) == ("06184", "2026-03-01")
    assert [(row["target"], row["share"]) for row in told["items"]] == [("LS-334-02", share)]
    assert ask("coverage", on="2026-02-28").json()["items"][0]["share"]["achieved"] == 0
    detail = ask("coverage/LS-334-02", on="2026-03-01").json()
    assert detail["items"] == [{"agency": "06184", "name": "UBND xã Đồng Đăng", **share}]
    assert ask("coverage", on="2999-01-01").status_code == 422
    assert ask("coverage/khong-co").status_code == 404


def test_target_that_cannot_be_counted_says_why(ask: Ask, target: Target) -> None:
    Target.objects.update(percent=None)
    answer = ask("coverage/LS-334-02")
    assert (answer.status_code, answer.json()["detail"][:9]) == (422, "Kế hoạch ")


def test_who_has_the_answer_already_is_sent_none(ask: Ask, papers: list[Certificate], course: CoursePage) -> None:
    first = ask("completions")
    tag = first.headers["ETag"]
    again = ask("completions", headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert first.headers["Cache-Control"] == "private, no-cache"
    facts.complete(papers[0].person, course, on="2026-04-01")
    assert ask("completions", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("address", ["completions", "certificates"])
def test_a_page_takes_the_same_queries_however_long(ask: Ask, papers: Any, course: CoursePage, address: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert ask(address).status_code == 200
        return len(
            [one for one in found.captured_queries if '"cache"' not in one["sql"] and "SAVEPOINT" not in one["sql"]]
        )

    ask(address)
    assert queries() == QUERIES_OF_A_PAGE
    for day in ("2026-03-02", "2026-03-03"):
        facts.certify(papers[0].person, course, on=day)
    assert Completion.objects.count() == 4
    assert queries() == QUERIES_OF_A_PAGE
