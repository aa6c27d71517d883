"""The officer who keeps a register: confirming, declining, what lacks, the book, figures, print. And who may not."""

import datetime as dt
import io
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from accounts.models import Notice, User
from certificates.approving import CannotDecline, NothingToConfirm, approve, decline, progress_of
from certificates.book import BookPaginator, Search, entries, find_papers
from certificates.book_figures import figures_for
from certificates.correcting import replace_certificate, revoke_certificate
from certificates.issuing import decide_to_issue, decide_to_issue_many, drain
from certificates.lacking import CannotComplete, complete_about_me, sweep
from certificates.models import Award, Certificate, IssueBatch, IssueJob
from certificates.suspending import suspend_certificate
from kit.confidence import Confidence
from tests.certificates.conftest import AT, DAY, Completes, issue, make_person
from tests.courses.study import our_queries
from workforce.models import Agency, AgencyRole

State = IssueJob.State
UNCONFIRMED = "/so-goc/cho-xac-nhan/"


def appoint(person: User, agency: Agency, role: str = AgencyRole.Role.HR_OFFICER) -> User:
    AgencyRole.objects.create(person=person, agency=agency, role=role, granted_at=AT)
    return person


@pytest.fixture
def keeper(agency: Agency) -> User:
    """The HR officer of the issuing department."""
    return appoint(make_person("Vi Thị Mai"), agency)


@pytest.fixture
def outsider(db: None) -> User:
    """The HR officer of another agency."""
    other = Agency.add_root(
        code="khac",
        name="Sở khác",
        kind=Agency.Kind.DEPARTMENT,
        valid_from=dt.date(2025, 3, 1),
        confidence=Confidence.CONFIRMED,
    )
    return appoint(make_person("Lê Văn Ngoài"), other)


@pytest.fixture
def looked_at(award: Award) -> Award:
    """The course's papers wait for an officer."""
    award.decided_by = Award.DecidedBy.OFFICER
    award.save()
    return award


def states() -> list[str]:
    return list(IssueJob.objects.order_by("pk").values_list("state", flat=True))


# ── Confirming and declining ──────────────────────────────────────────────────────────────────


def test_paper_waits_for_the_officer_and_is_made_after_the_word(
    looked_at: Award, complete: Completes, nguyet: User, keeper: User
) -> None:
    decide_to_issue(completion=complete(nguyet), at=AT)
    assert drain(limit=5, at=AT).taken == 0
    batch = approve(jobs=IssueJob.objects.all(), by=keeper, at=AT)
    assert (progress_of(batch).total, progress_of(batch).done, progress_of(batch).is_over) == (1, 0, False)
    assert drain(limit=5, at=AT).issued == 1
    assert (progress_of(batch).done, progress_of(batch).is_over) == (1, True)
    entry = ModelLogEntry.objects.get(action="certificates.approve")
    assert (entry.user, entry.data) == (keeper, {"count": 1})


def test_confirming_twice_makes_nothing_twice(
    looked_at: Award, complete: Completes, nguyet: User, keeper: User
) -> None:
    decide_to_issue(completion=complete(nguyet), at=AT)
    approve(jobs=IssueJob.objects.all(), by=keeper, at=AT)
    with pytest.raises(NothingToConfirm):
        approve(jobs=IssueJob.objects.all(), by=keeper, at=AT)
    assert IssueBatch.objects.count() == 1


def test_officer_of_another_agency_confirms_and_declines_nothing(
    looked_at: Award, complete: Completes, nguyet: User, outsider: User
) -> None:
    job = decide_to_issue(completion=complete(nguyet), at=AT)
    assert job is not None
    with pytest.raises(NothingToConfirm):
        approve(jobs=IssueJob.objects.all(), by=outsider, at=AT)
    with pytest.raises(CannotDecline):
        decline(job=job, reason="Thi hộ", by=outsider, at=AT)
    assert states() == [State.UNCONFIRMED]


def test_declined_learner_reads_why_and_may_be_confirmed_after_all(
    looked_at: Award, complete: Completes, nguyet: User, keeper: User, client: Client
) -> None:
    job = decide_to_issue(completion=complete(nguyet), at=AT)
    assert job is not None
    with pytest.raises(CannotDecline):
        decline(job=job, reason="  ", by=keeper, at=AT)
    decline(job=job, reason="Bài thực hành còn thiếu phần ba", by=keeper, at=AT)
    assert Notice.objects.get().words["reason"] == "Bài thực hành còn thiếu phần ba"
    client.force_login(nguyet)
    assert "Bài thực hành còn thiếu phần ba" in client.get("/giay-chung-nhan/").content.decode()
    assert drain(limit=5, at=AT).taken == 0
    approve(jobs=IssueJob.objects.all(), by=keeper, at=AT)
    assert drain(limit=5, at=AT).issued == 1


def test_pages_confirm_the_chosen_and_show_how_far_they_are(
    looked_at: Award, complete: Completes, keeper: User, client: Client
) -> None:
    completions = [complete(make_person(f"Hoàng Văn {name}")) for name in ("An", "Bình", "Chi")]
    decide_to_issue_many(completions=completions, at=AT)
    client.force_login(keeper)
    page = client.get(UNCONFIRMED)
    assert page.content.decode().count('name="job"') == 3
    first, second, third = IssueJob.objects.order_by("pk")
    response = client.post(UNCONFIRMED, {"job": [first.pk, second.pk]})
    batch = IssueBatch.objects.get()
    assert response.url == f"/so-goc/dot/{batch.pk}/"  # type: ignore[attr-defined]
    assert "hx-get" in client.get(response.url).content.decode()  # type: ignore[attr-defined]
    drain(limit=5, at=timezone.now())
    assert "hx-get" not in client.get(response.url).content.decode()  # type: ignore[attr-defined]
    assert third.pk in [job.pk for job in client.get(UNCONFIRMED).context["page"]]
    assert client.post(f"{UNCONFIRMED}{third.pk}/", {"reason": ""}).status_code == 200
    assert client.post(f"{UNCONFIRMED}{third.pk}/", {"reason": "Chưa đủ giờ học"}).status_code == 302
    assert states() == [State.DONE, State.DONE, State.DECLINED]


@pytest.mark.parametrize("count", [1, 3])
def test_list_to_confirm_costs_the_same_for_one_and_for_three(
    looked_at: Award, complete: Completes, keeper: User, client: Client, count: int
) -> None:
    for number in range(count):
        decide_to_issue(completion=complete(make_person(f"Lý Văn {number}")), at=AT)
    client.force_login(keeper)
    client.get(UNCONFIRMED)
    with our_queries() as queries:
        client.get(UNCONFIRMED)
    assert len(queries) == 8, "\n".join(queries)


# ── What a paper lacks ────────────────────────────────────────────────────────────────────────


def test_paper_without_a_datum_waits_the_holder_is_asked_and_it_goes_on(
    award: Award, complete: Completes, client: Client
) -> None:
    award.needs_birth_date = True
    award.save()
    person = make_person("Mai")
    job = decide_to_issue(completion=complete(person), at=AT)
    assert job is not None
    assert (job.state, job.lacks) == (State.LACKING, ["name", "birth_date"])
    assert drain(limit=5, at=AT).taken == 0
    assert Notice.objects.get().kind == "certificates.lacking"
    client.force_login(person)
    assert "/giay-chung-nhan/bo-sung/" in client.get("/giay-chung-nhan/").content.decode()
    wrong = client.post("/giay-chung-nhan/bo-sung/", {"full_name": "Mai", "birth_date": "31/2/1968"})
    assert sorted(wrong.context["form"].errors) == ["birth_date"]
    given = {"full_name": "Triệu Thị Mai", "birth_date": "25/11/1968"}
    assert client.post("/giay-chung-nhan/bo-sung/", given).status_code == 302
    person.refresh_from_db()
    assert (person.full_name, person.birth_date) == ("Triệu Thị Mai", dt.date(1968, 11, 25))
    assert drain(limit=5, at=timezone.now()).issued == 1
    assert Certificate.objects.get().words["holder"] == "Triệu Thị Mai"


@pytest.mark.parametrize("day", [dt.date(1890, 1, 1), dt.date(2024, 1, 1)])
def test_impossible_birth_date_is_refused(award: Award, nguyet: User, day: dt.date) -> None:
    with pytest.raises(CannotComplete):
        complete_about_me(person=nguyet, full_name=None, birth_date=day, at=AT, today=DAY)


def test_name_of_staff_is_their_agency_s_to_correct(award: Award, nguyet: User) -> None:
    with pytest.raises(CannotComplete):
        complete_about_me(person=nguyet, full_name="Nông Thị Khác", birth_date=None, at=AT, today=DAY)


def test_datum_that_came_another_way_is_found_by_the_sweep(award: Award, complete: Completes) -> None:
    award.needs_birth_date = True
    award.save()
    person = make_person("Lò Văn Tám")
    decide_to_issue_many(completions=[complete(person)], at=AT)
    assert sweep(at=AT) == 0
    User.objects.filter(pk=person.pk).update(birth_date=dt.date(1990, 1, 1))
    assert (sweep(at=AT), sweep(at=AT)) == (1, 0)
    assert drain(limit=5, at=AT).issued == 1


def test_holder_is_told_of_the_paper_once(paper: Certificate, nguyet: User) -> None:
    told = Notice.objects.get(kind="certificates.issued")
    assert (told.person, told.words["number"]) == (nguyet, paper.number)


# ── The book ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def three(award: Award, complete: Completes, keeper: User) -> list[Certificate]:
    """One in force, one revoked, one replaced; and the one that replaces it."""
    names = ("Nông Thị Ánh", "Hoàng Văn Thụ", "Lương Thị Sai")
    papers = [issue(complete(make_person(name))) for name in names]
    boss = User.objects.create_superuser("sep", full_name="Sếp Lớn")
    revoke_certificate(certificate=papers[1], reason="fraud", by=boss, at=AT)
    replace_certificate(certificate=papers[2], by=boss, at=AT)
    return papers


@pytest.mark.parametrize(
    ("search", "serials"),
    [
        (Search(), [4, 3, 2, 1]),
        (Search(words="anh nong"), [1]),
        (Search(words="0002/2026"), [2]),
        (Search(words="2"), [2]),
        (Search(words="0002/2026/gcn-skhcn"), [2]),
        (Search(words="0002/2025"), []),
        (Search(state="valid"), [4, 1]),
        (Search(state="revoked"), [2]),
        (Search(state="replaced"), [3]),
        (Search(state="expired"), []),
        (Search(year=2025), []),
        (Search(year=2026, words="luong"), [4, 3]),
    ],
)
def test_book_finds(three: list[Certificate], keeper: User, search: Search, serials: list[int]) -> None:
    found = find_papers(search, by=keeper, on=DAY)
    assert [paper.serial for paper in found] == serials


def test_book_counts_no_further_than_one_pages(three: list[Certificate], keeper: User, monkeypatch: Any) -> None:
    found = find_papers(Search(), by=keeper, on=DAY)
    assert (BookPaginator(found, 2).count, BookPaginator(found, 2).is_cut) == (4, False)
    monkeypatch.setattr(BookPaginator, "MOST", 3)
    pages = BookPaginator(found, 2)
    assert (pages.count, pages.num_pages, pages.is_cut) == (3, 2, True)
    assert [[paper.serial for paper in pages.page(number)] for number in (1, 2)] == [[4, 3], [2]]


def test_book_finds_by_code_and_shows_what_became_of_a_paper(three: list[Certificate], keeper: User) -> None:
    (line,) = entries(find_papers(Search(words=three[2].code.lower()), by=keeper, on=DAY), on=DAY)
    assert (line.state, line.holder, "0004/2026" in line.remark) == ("replaced", "Lương Thị Sai", True)
    later = dt.date(2029, 1, 1)
    assert [line.state for line in entries(find_papers(Search(), by=keeper, on=later), on=later)] == [
        "expired",
        "replaced",
        "revoked",
        "expired",
    ]


def test_book_goes_out_as_a_file_that_is_written_down(three: list[Certificate], keeper: User, client: Client) -> None:
    client.force_login(keeper)
    response = client.get("/so-goc/?tt=revoked&dinh-dang=xlsx")
    rows = list(load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True))
    assert [row[1] for row in rows[1:]] == ["Hoàng Văn Thụ"]
    assert ModelLogEntry.objects.get(action="certificates.export_book").data == {"count": 1, "format": "xlsx"}
    assert client.get("/so-goc/?dinh-dang=exe").status_code == 404


def test_figures_count_every_paper_once(three: list[Certificate], keeper: User, outsider: User) -> None:
    figures = figures_for(keeper, on=DAY)
    assert (figures.issued, figures.in_force, figures.revoked, figures.replaced, figures.expired) == (4, 2, 1, 1, 0)
    assert [(month.first, month.issued) for month in figures.months][-2:] == [
        (dt.date(2026, 11, 1), 0),
        (dt.date(2026, 12, 1), 4),
    ]
    suspend_certificate(certificate=three[0], reason="…", by=keeper, at=AT)
    figures = figures_for(keeper, on=DAY)
    assert (figures.in_force, figures.suspended, [row.in_force for row in figures.courses]) == (1, 1, [1])
    assert figures_for(outsider, on=DAY).issued == 0


def test_printed_volume_reads_back(three: list[Certificate], keeper: User, client: Client) -> None:
    client.force_login(keeper)
    assert "/so-goc/in/GCN-SKHCN/2026/1.pdf" in client.get("/so-goc/in/").content.decode()
    response = client.get("/so-goc/in/GCN-SKHCN/2026/1.pdf")
    text = " ".join(
        "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages).split()
    )
    for words in ("SỔ GỐC CẤP GIẤY CHỨNG NHẬN NĂM 2026", "Quyển này có 4 giấy", "đã thay bằng số 0004/2026/GCN-SKHCN"):
        assert words in text, text
    assert client.get("/so-goc/in/GCN-SKHCN/2026/2.pdf").status_code == 404


@pytest.mark.parametrize("path", ["", "cho-xac-nhan/", "dang-cho/", "thong-ke/", "in/"])
def test_every_page_opens_for_the_keeper_and_for_nobody_else(
    three: list[Certificate], keeper: User, outsider: User, nguyet: User, agency: Agency, client: Client, path: str
) -> None:
    head = appoint(make_person("Hà Thị Trưởng"), agency, AgencyRole.Role.UNIT_HEAD)
    assert client.get(f"/so-goc/{path}").status_code == 302
    for person, status in ((keeper, 200), (nguyet, 404), (head, 404)):
        client.force_login(person)
        assert client.get(f"/so-goc/{path}").status_code == status, person


def test_other_agency_s_papers_are_not_there(
    three: list[Certificate], keeper: User, outsider: User, agency: Agency, client: Client, settings: Any
) -> None:
    """Somebody who keeps another register sees an empty book and finds no file, batch or job of ours."""
    from certificates.setting_up import ensure_issuer

    ensure_issuer(
        agency=Agency.objects.get(code="khac"),
        parent_line="UBND",
        name_line="SỞ KHÁC",
        place="Lạng Sơn",
        symbol="GCN-KHAC",
        signatory_title="Giám đốc",
        signatory_name="Trần Văn B",
    )
    batch = IssueBatch.objects.create(by=keeper, at=AT)
    IssueJob.objects.update(batch=batch, state=State.FAILED)
    client.force_login(outsider)
    assert client.get("/so-goc/").context["page"].paginator.count == 0
    assert client.get("/so-goc/in/GCN-SKHCN/2026/1.pdf").status_code == 404
    assert client.get(f"/so-goc/dot/{batch.pk}/").status_code == 404
    job = IssueJob.objects.first()
    assert job is not None
    assert client.post(f"/so-goc/dang-cho/{job.pk}/").status_code == 404
