"""The pages of reports: ordering one, reading it, taking it along; others are refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry

from accounts.models import User
from coverage.models import ReportCheck, ReportJob, Target
from coverage.reporting.agreeing import check_next
from coverage.reporting.making import make_next
from coverage.reporting.storing import read_file
from tests.coverage.reporting.ordering import HEAD, NOW, made, order
from workforce.models import Agency

LIST = "/don-vi/bao-cao/"
NEW = "/don-vi/bao-cao/moi/"


def typed(agency: Agency, **more: str) -> dict[str, str]:
    return {**HEAD.to_json(), "kind": "yearly", "agency": agency.code, "day": "2026-11-22", "with_people": "on", **more}


def test_officer_orders_a_report_and_reads_it(
    client: Client, world: Target, sen: User, commune: Agency, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    client.force_login(sen)
    assert client.get(NEW).context["form"].initial["name_line"] == "ỦY BAN NHÂN DÂN XÃ ĐỒNG ĐĂNG"
    response = client.post(NEW, typed(commune))
    job = ReportJob.objects.get()
    assert response["Location"] == f"{LIST}dang-lap/{job.pk}/"
    assert client.get(response["Location"]).context["job"] == job
    make_next(at=NOW)
    page = f"{LIST}{job.report.pk}/"
    assert client.get(response["Location"])["Location"] == page
    assert client.get(response["Location"], headers={"HX-Request": "true"})["HX-Redirect"] == page
    assert [part.code for part in client.get(page).context["parts"]] == ["LS-334-02"]
    assert client.get(page).context["check"] is None
    assert client.post(f"{page}doi-chieu/")["Location"] == f"{page}#doi-chieu"
    assert client.get(page).context["check"].state == "waiting"
    check_next(at=NOW)
    shown = client.get(f"{page}doi-chieu/", headers={"HX-Request": "true"})
    assert (shown.context["check"].state, shown.context["differences"]) == ("done", [])
    assert client.get(f"{page}doi-chieu/").status_code == 302
    assert [row.url for row in client.get(LIST).context["rows"]] == [page]
    for form in job.report.files:
        answer = client.get(f"{page}tep/{form}/")
        assert answer.content == read_file(job.report, form=form)
        assert answer["Content-Disposition"] == f'attachment; filename="bao-cao-06184-2026-11-22.{form}"'
    taken = ModelLogEntry.objects.filter(action="coverage.take_report", user=sen)
    assert {entry.data["format"] for entry in taken} == {"docx", "xlsx", "pdf", "csv"}
    assert client.get(f"{page}tep/exe/").status_code == 404


def test_form_refuses_another_agency_and_a_day_to_come(
    client: Client, world: Target, sen: User, commune: Agency, other_commune: Agency
) -> None:
    client.force_login(sen)
    assert sorted(client.post(NEW, typed(other_commune, day="2999-01-01")).context["form"].errors) == ["agency", "day"]
    backwards = client.post(NEW, typed(commune, kind="ad_hoc", since="2026-11-22"))
    assert backwards.context["form"].errors["__all__"] == ["Kỳ báo cáo phải bắt đầu trước ngày lấy số liệu."]
    assert ReportJob.objects.count() == 0


@pytest.mark.parametrize("status", [404, 403, 302])
def test_others_are_refused(
    status: int, client: Client, world: Target, sen: User, commune: Agency, outsider: User, learner: User
) -> None:
    report = made(sen, commune)
    waiting = order(sen, commune)
    if person := {404: outsider, 403: learner}.get(status):
        client.force_login(person)
    page, job = f"{LIST}{report.pk}/", f"{LIST}dang-lap/{waiting.pk}/"
    for address in (page, f"{page}doi-chieu/", f"{page}tep/docx/", f"{page}tep/xlsx/", job):
        assert client.get(address).status_code == status
    assert client.post(f"{job}lap-lai/").status_code == status
    assert client.post(f"{page}doi-chieu/").status_code == status
    assert ReportCheck.objects.count() == 0
    if status == 404:
        assert client.get(LIST).context["rows"] == []


def test_list_costs_the_same_for_one_and_three(
    client: Client, world: Target, sen: User, commune: Agency, settings: Any, django_assert_num_queries: Any
) -> None:
    # The same number with and without Redis.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    client.force_login(sen)
    made(sen, commune)
    client.get(LIST)
    for _again in range(2):
        with django_assert_num_queries(6):
            client.get(LIST)
        made(sen, commune, head=replace(HEAD, number="6"))
        made(sen, commune)
