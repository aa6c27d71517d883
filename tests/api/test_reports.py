"""Frozen reports of the branch: listed, read, their files byte for byte; those of others are not there."""

from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from accounts.models import User
from api.clients import Made
from api.models import Scope
from coverage.models import Report, Target
from tests.api.conftest import Ask, connect, freeze, token_of
from workforce.models import Agency

# The token with its client and agency, and the page of reports.
QUERIES = 2


@pytest.fixture
def report(
    papers: Any, target: Target, commune: Agency, other_commune: Agency, province: Agency, admin: User
) -> Report:
    """That of Đồng Đăng; Thất Khê and the province have one too."""
    freeze(other_commune, admin)
    freeze(province, admin)
    return freeze(commune, admin)


def ids(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["items"]]


def test_reports_are_those_about_the_branch(
    ask: Ask, report: Report, commune: Agency, admin: User, client: Client, province: Agency
) -> None:
    monthly = freeze(commune, admin, kind="monthly")
    assert ids(ask("reports")) == [report.pk, monthly.pk]
    assert ids(ask("reports", kind="monthly")) == [monthly.pk]
    assert ids(ask("reports", updated_since="2026-07-01T00:00:00+07:00")) == []
    first = ask("reports", limit=1).json()
    assert [row["id"] for row in first["items"]] == [report.pk]
    assert ids(ask("reports", limit=1, cursor=first["next"])) == [monthly.pk]
    assert [ask("reports", **words).status_code for words in ({"agency": "06001"}, {"kind": "hourly"})] == [404, 422]
    above = {"authorization": f"Bearer {token_of(client, connect(province, admin))}"}
    assert len(ids(client.get("/api/v1/reports", headers=above))) == 4


def test_report_gives_its_frozen_figures_by_name(ask: Ask, report: Report) -> None:
    told = ask(f"reports/{report.pk}").json()
    [figures] = told["targets"]
    assert {name: told[name] for name in ("id", "kind", "agency", "since", "day")} == {
        "id": report.pk,
        "kind": "yearly",
        "agency": "06184",
        "since": "2025-12-31",
        "day": "2026-06-30",
    }
    assert (figures["target"], figures["text"], figures["required_percent"]) == ("LS-334-02", "Phấn đấu 50%.", 50)
    assert figures["agencies"] == [{"agency": "06184", "name": "UBND xã Đồng Đăng", "population": 1, "achieved": 1}]
    assert figures["history"][-1] == {"day": "2026-06-30", "population": 1, "achieved": 1}
    assert (told["staff"]["total"], told["staff"]["by_category"]["cong_chuc"]) == (1, 1)
    assert [(row["course"], row["completed"], row["papers"]) for row in told["courses"]] == [("quan-tri-du-lieu", 1, 1)]
    listed = ask("reports").json()["items"][0]
    assert {name: told[name] for name in listed} == listed


def test_report_of_another_branch_is_as_if_it_were_not(ask: Ask, report: Report) -> None:
    others = Report.objects.exclude(pk=report.pk).values_list("pk", flat=True)
    for number in (*others, 0):
        assert [ask(f"reports/{number}{tail}").status_code for tail in ("", "/files/csv")] == [404, 404]
    assert ModelLogEntry.objects.filter(action="coverage.take_report").count() == 0


def test_file_is_given_as_it_was_made_and_written_down(ask: Ask, report: Report, made: Made) -> None:
    [file] = [one for one in ask("reports").json()["items"][0]["files"] if one["form"] == "docx"]
    address = file["read"].partition("/api/v1/")[2]
    given = ask(address)
    assert (given.status_code, given.content) == (200, b"docx 06184")
    assert given.headers["ETag"] == f'"{file["sha256"]}"'
    assert given.headers["Content-Disposition"] == 'attachment; filename="bao-cao-06184-2026-06-30.docx"'
    again = ask(address, headers={"if-none-match": given.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["Cache-Control"]) == (304, b"", "private, no-cache")
    entry = ModelLogEntry.objects.get(action="coverage.take_report")
    assert (entry.user, entry.data) == (None, {"format": "docx", "system": made.client.name})
    assert [ask(f"reports/{report.pk}/files/{form}").status_code for form in ("pdf", "exe")] == [404, 422]


def test_file_that_names_people_needs_both_scopes(report: Report, client: Client, commune: Agency, admin: User) -> None:
    bearer = {"authorization": f"Bearer {token_of(client, connect(commune, admin, scopes=[Scope.REPORTS_READ]))}"}
    without_names = freeze(commune, admin, with_people=False)
    asked = [(report, "xlsx"), (report, "csv"), (without_names, "xlsx")]
    answers = [client.get(f"/api/v1/reports/{one.pk}/files/{form}", headers=bearer) for one, form in asked]
    assert [answer.status_code for answer in answers] == [403, 200, 200]
    assert "completions:read" in answers[0].json()["detail"]


def test_file_that_was_lost_says_so(ask: Ask, report: Report) -> None:
    sha256 = report.files["csv"]["sha256"]
    storages["reports"].delete(f"{sha256[:2]}/{sha256}.csv")
    answer = ask(f"reports/{report.pk}/files/csv")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "cannot-give")


def test_a_page_takes_the_same_queries_however_long(ask: Ask, report: Report, commune: Agency, admin: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert ask("reports").status_code == 200
        asked = [one["sql"] for one in found.captured_queries]
        return len([one for one in asked if '"cache"' not in one and "SAVEPOINT" not in one])

    ask("reports")
    assert queries() == QUERIES
    for _turn in range(2):
        freeze(commune, admin)
    assert queries() == QUERIES
