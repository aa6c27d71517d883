"""Papers from elsewhere: decided by another officer, counted once and only while they hold, told to their holder."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Notice, User
from competency.models import Competency, Evidence, Level
from competency.profiling import profile_of
from competency.recording import record_evidence
from courses.models import CoursePage, Outcome
from coverage.assigning.standing import count_standing
from coverage.comparing import compare
from coverage.counting import count, history, people, totals
from coverage.models import Recognition, Target
from coverage.recognising.deciding import CRITERIA, CannotRecognise, Paper, accept, hand_in, refuse, take_back
from tests.coverage import facts
from tests.coverage.assigning.conftest import PDF, Assign, as_, assign, version  # noqa: F401 - fixtures
from tests.coverage.facts import day, noon
from workforce.models import Agency

HANDED_IN, DECIDED = noon(day("2026-03-01")), noon(day("2026-03-10"))
PAGE = "/don-vi/giay-to-ngoai/"


def paper(course: CoursePage, **fields: Any) -> Paper:
    given: dict[str, Any] = {
        "course": course,
        "title": "Chứng chỉ quản trị dữ liệu",
        "issuer": "Học viện thử",
        "issued_on": day("2025-10-01"),
        "file_name": "giay.pdf",
        "stored_name": "aa/aa",
        "file_sha256": "a" * 64,
    }
    return Paper(**(given | fields))


@pytest.fixture
def waiting(course: CoursePage, learner: User) -> Recognition:
    """A paper of Lan's that counts until the end of 2026."""
    said = paper(course, expires_on=day("2027-01-01"))
    return hand_in(person=learner, paper=said, by=learner, at=HANDED_IN)


def achieved(target: Target, on: str) -> int:
    """The figure, the same by every way of asking."""
    counted = count(target, day=day(on))
    shares = [counted, *history(target, days=[day(on)]), *totals([target, target], day=day(on))]
    listed = sum(job.achieved for job in people(target, day=day(on)))
    compared = compare(target, first=day("2020-01-02"), last=day(on)).after
    assert {share.achieved for share in shares} == {listed} == {compared.achieved}
    return listed


@pytest.mark.parametrize("numerator", [Target.Numerator.CERTIFIED, Target.Numerator.TRAINED])
def test_a_recognised_paper_counts_from_the_decision_until_it_runs_out(
    numerator: str, target: Target, waiting: Recognition, learner: User, sen: User
) -> None:
    Target.objects.filter(pk=target.pk).update(numerator=numerator)
    target.refresh_from_db()
    assert achieved(target, "2026-03-10") == 0
    accept(recognition=waiting, criteria=list(CRITERIA), by=sen, at=DECIDED)
    days = ("2026-03-09", "2026-03-10", "2026-12-31", "2027-01-01")
    assert [achieved(target, text) for text in days] == [0, 1, 1, 0]
    shown = people(target, day=day("2026-03-10")).get(person=learner)
    assert (shown.achieved, shown.achieved_on) == (True, day("2026-03-10"))  # type: ignore[attr-defined]


def test_whoever_has_our_paper_too_is_counted_once(
    target: Target, course: CoursePage, waiting: Recognition, learner: User, sen: User
) -> None:
    accept(recognition=waiting, criteria=list(CRITERIA), by=sen, at=DECIDED)
    facts.certify(learner, course, on="2026-05-01")
    facts.certify(sen, course, on="2026-05-01")
    assert [achieved(target, text) for text in ("2026-04-30", "2026-05-01", "2027-02-01")] == [1, 2, 2]


def test_taken_back_it_counts_no_longer_and_did_until_then(
    target: Target, waiting: Recognition, learner: User, sen: User
) -> None:
    accept(recognition=waiting, criteria=list(CRITERIA), by=sen, at=DECIDED)
    take_back(recognition=waiting, reason="Giấy không có thật", by=sen, at=noon(day("2026-04-01")))
    assert [achieved(target, text) for text in ("2026-03-31", "2026-04-01")] == [1, 0]
    assert list(Notice.objects.filter(person=learner).order_by("pk").values_list("kind", flat=True)) == [
        "coverage.paper_accepted",
        "coverage.paper_ended",
    ]


@pytest.fixture
def outcome(frameworks: None, course: CoursePage) -> Outcome:
    """What the course leads to."""
    leads: dict[str, Any] = {
        "competency": Competency.objects.get(domain__framework__code="tt02-2025", code="1.3"),
        "level": Level.objects.get(framework__code="tt02-2025", code="TC1"),
    }
    return Outcome.objects.create(course=course, statement="Lập được danh mục dữ liệu", **leads)


def test_what_a_paper_proved_ends_with_it_in_the_profile(
    outcome: Outcome, waiting: Recognition, learner: User, sen: User, target: Target
) -> None:
    def held(*texts: str) -> list[int]:
        return [max(part.held for part in profile_of(learner, day(text))) for text in texts]

    accept(recognition=waiting, criteria=list(CRITERIA), by=sen, at=DECIDED)
    level = outcome.level.order
    assert held("2026-03-09", "2026-03-10", "2026-12-31", "2027-01-01") == [0, level, level, 0]
    take_back(recognition=waiting, reason="Giấy không có thật", by=sen, at=noon(day("2026-04-01")))
    assert held("2026-03-10", "2026-03-31", "2026-04-01", "2026-12-31") == [level, level, 0, 0]
    # A second click, a day later, leaves the first end.
    take_back(recognition=waiting, reason="…", by=sen, at=noon(day("2026-05-01")))
    assert held("2026-04-01") == [achieved(target, "2026-04-01")] == [0]
    # What the person showed in another way stays.
    record_evidence(
        person=learner, outcomes=[(outcome.competency, outcome.level, "…")], source="x:1", on=day("2026-03-20")
    )
    assert held("2026-04-01") == [level]


def test_taken_back_on_the_day_itself_it_never_counted(
    outcome: Outcome, waiting: Recognition, target: Target, sen: User
) -> None:
    accept(recognition=waiting, criteria=list(CRITERIA), by=sen, at=DECIDED)
    take_back(recognition=waiting, reason="Nhầm người", by=sen, at=DECIDED)
    assert Evidence.objects.count() == 1
    for text in ("2026-03-10", "2026-03-11"):
        assert (Evidence.objects.at(day(text)).count(), achieved(target, text)) == (0, 0)


def test_a_paper_fulfils_an_assignment(
    assign: Assign,  # noqa: F811 - the fixture
    waiting: Recognition,
    sen: User,
) -> None:
    asked = version(assign())
    accept(recognition=waiting, criteria=list(CRITERIA), by=sen, at=DECIDED)
    done = [count_standing(asked, day=day(text)).total.done for text in ("2026-03-09", "2026-03-10", "2027-01-01")]
    assert done == [0, 1, 0]


def test_who_may_not_decide(waiting: Recognition, learner: User, sen: User, outsider: User, course: CoursePage) -> None:
    for by in (learner, outsider):
        with pytest.raises(CannotRecognise):
            accept(recognition=waiting, criteria=list(CRITERIA), by=by, at=DECIDED)
    by_sen = hand_in(person=learner, paper=paper(course, file_sha256="b" * 64), by=sen, at=HANDED_IN)
    with pytest.raises(CannotRecognise):
        accept(recognition=by_sen, criteria=list(CRITERIA), by=sen, at=DECIDED)
    assert set(Recognition.objects.values_list("state", flat=True)) == {"waiting"}


def test_what_is_refused(waiting: Recognition, course: CoursePage, learner: User, sen: User, outsider: User) -> None:
    with pytest.raises(CannotRecognise):
        accept(recognition=waiting, criteria=["person"], by=sen, at=DECIDED)
    with pytest.raises(CannotRecognise):
        refuse(recognition=waiting, reason=" ", by=sen, at=DECIDED)
    for person, said in (
        (learner, paper(course)),  # the same file again
        (outsider, paper(course)),  # not hers
        (learner, paper(course, file_sha256="c" * 64, expires_on=day("2026-03-01"))),
        (learner, paper(course, file_sha256="c" * 64, issued_on=day("2026-03-02"))),
    ):
        with pytest.raises(CannotRecognise):
            hand_in(person=person, paper=said, by=learner, at=HANDED_IN)
    refuse(recognition=waiting, reason="Ảnh mờ", by=sen, at=DECIDED)
    with pytest.raises(CannotRecognise):
        accept(recognition=waiting, criteria=list(CRITERIA), by=sen, at=DECIDED)
    # A refused paper may be handed in anew.
    assert hand_in(person=learner, paper=paper(course), by=learner, at=DECIDED).state == "waiting"


def test_from_the_learner_to_the_officer_and_back(
    as_: Callable[[User], Client],  # noqa: F811 - the fixture
    course: CoursePage,
    learner: User,
    sen: User,
    outsider: User,
    commune: Agency,
) -> None:
    typed = {
        "course": course.pk,
        "title": "Chứng chỉ quản trị dữ liệu",
        "issuer": "Học viện thử",
        "issued_on": "2025-10-01",
        "last_day": (timezone.localdate() + dt.timedelta(days=400)).isoformat(),
    }
    client = as_(learner)
    bad = {**typed, "file": SimpleUploadedFile("giay.pdf", b"MZ")}
    assert (client.post("/viec-hoc/giay-to-ngoai/", bad).status_code, Recognition.objects.count()) == (422, 0)
    client.post("/viec-hoc/giay-to-ngoai/", {**typed, "file": SimpleUploadedFile("giay.pdf", PDF)})
    made = Recognition.objects.get()
    assert client.get(f"/viec-hoc/giay-to-ngoai/{made.pk}/tep/").content == PDF
    decide = {"criteria": list(CRITERIA), "quyet-dinh": "cong-nhan"}
    for address in (f"{PAGE}{made.pk}/", f"/viec-hoc/giay-to-ngoai/{made.pk}/tep/", f"{PAGE}nop/lan/"):
        assert as_(outsider).get(address).status_code == 404
    assert as_(outsider).post(f"{PAGE}{made.pk}/", decide).status_code == 404
    assert as_(outsider).get(PAGE).context["page"].paginator.count == 0
    assert as_(learner).get(f"{PAGE}{made.pk}/").status_code == 403
    client = as_(sen)
    assert client.get(PAGE).context["page"].paginator.count == 1
    assert client.get(f"{PAGE}{made.pk}/").context["decides"]
    assert client.post(f"{PAGE}{made.pk}/", {**decide, "criteria": []}).status_code == 422
    assert client.post(f"{PAGE}{made.pk}/", decide).status_code == 302
    assert [one.state for one in as_(learner).get("/viec-hoc/giay-to-ngoai/").context["papers"]] == ["accepted"]
