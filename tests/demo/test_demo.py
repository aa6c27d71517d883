"""The whole demo at once, small: it stands, it agrees with itself, and a second run changes nothing."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from api.models import ApiClient, Delivery, Webhook
from certificates.models import Certificate, IssueJob, Proposal, Suspension
from certificates.officer_signing import count_waiting_for
from competency.models import Evidence
from courses.models import Completion, CoursePage, Enrolment, StepProgress
from coverage.counting import count
from coverage.models import Assignment, Exemption, Reminder, Report, Target
from lms.demo import papers
from lms.demo.cast import MEMBERS, demo_password
from lms.demo.story import DATA_GOVERNANCE, SAFETY, SKILLS
from lms.demo.token_of_tuan import SIGNING_COURSE
from workforce.models import Absence, Employment

pytestmark = pytest.mark.long
PEOPLE = 80


@pytest.fixture
def demo(db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """The demo with eighty people and three papers of the course for all staff; what it printed."""
    monkeypatch.setattr(papers, "NEWEST_PAPERS", {SKILLS: 3, SAFETY: 1})
    call_command("demo", people=PEOPLE)
    return capsys.readouterr().out


def rows() -> dict[str, int]:
    models = (
        User,
        Employment,
        Enrolment,
        Completion,
        StepProgress,
        Evidence,
        IssueJob,
        Certificate,
        Target,
        Assignment,
        Exemption,
        Reminder,
        Report,
        ApiClient,
        Delivery,
        CoursePage,
    )
    return {model.__name__: model.objects.count() for model in models}


def test_demo_stands_and_a_second_run_changes_nothing(demo: str, capsys: pytest.CaptureFixture[str]) -> None:
    for member in MEMBERS:
        assert f"  {member.username} " in demo
    assert demo_password() in demo
    assert "http://localhost:8000" in demo
    assert Employment.objects.filter(ends_on=None).values("person").distinct().count() == PEOPLE

    assert list(Report.objects.order_by("pk").values_list("kind", flat=True)) == ["yearly", "monthly"]
    # The system's secret is the password of the cast; what it was told of was never sent from here.
    assert ApiClient.objects.get().oauth.check_secret(demo_password())
    assert ApiClient.objects.get().oauth_id in demo
    assert Webhook.objects.running().count() == Delivery.objects.waiting().count() == 0
    before = rows()
    assert (before["Assignment"], before["Reminder"] > 0) == (2, True)
    call_command("demo", people=PEOPLE)
    assert rows() == before
    assert capsys.readouterr().out.count("đã có") >= 7

    call_command("demo", people=PEOPLE + 20)
    assert Employment.objects.filter(ends_on=None).values("person").distinct().count() == PEOPLE + 20


def test_demo_tells_a_story_that_agrees_with_itself(demo: str) -> None:
    today = timezone.localdate()
    lan = User.objects.get(username="lan")
    assert list(lan.certificates.order_by("issued_at").values_list("course__code", flat=True)) == [SAFETY, SKILLS]
    data = Enrolment.objects.get(person=lan, course__code=DATA_GOVERNANCE)
    assert data.progress.count() == 3
    assert data.last_step is not None
    assert not Completion.objects.filter(enrolment=data).exists()

    for done in Completion.objects.select_related("enrolment"):
        assert done.enrolment.enrolled_at < done.completed_at < timezone.now()
        assert done.started_on <= done.completed_on == timezone.localdate(done.completed_at)
        assert done.person_id == done.enrolment.person_id
        assert today - done.completed_on < dt.timedelta(days=367)

    for paper in Certificate.objects.filter(replaces=None).select_related("completion"):
        assert paper.issued_on == paper.completion.completed_on
    # An officer signs those of one department: they wait, but for one, and the register keeps its day and number.
    signed = Certificate.objects.get(course__code=SIGNING_COURSE)
    assert (signed.signing_key.officer, signed.serial) == (User.objects.get(username="tuan"), 1)
    assert count_waiting_for(User.objects.get(username="tuan")) == 4
    numbers = Certificate.objects.exclude(pk=signed.pk).order_by("year", "serial")
    assert list(numbers) == sorted(numbers, key=lambda paper: paper.issued_at)

    # One paper for each thing that may befall it: suspended, revoked by two officers, replaced, run out.
    assert Suspension.objects.running().count() == 1
    assert [proposal.outcome for proposal in Proposal.objects.all()] == ["confirmed"]
    assert Certificate.objects.filter(replaces__isnull=False).count() == 1
    assert Certificate.objects.filter(expires_on__lte=today).count() == 1

    certified = count(Target.objects.get(code="LS-334-02"), day=today)
    assert certified.achieved == Completion.objects.filter(course__code=DATA_GOVERNANCE).count() > 0
    trained = count(Target.objects.get(code="LS-334-01"), day=today)
    assert 0 < trained.achieved < trained.population
    # Who left, is on leave today or only works there under a contract is not asked for it, be it completed or not.
    asked = Employment.objects.at(today).exclude(category=Employment.Category.WORKER)
    learnt = Completion.objects.filter(course__code=SKILLS, person__in=asked.values("person"))
    assert trained.achieved == learnt.exclude(person__in=Absence.objects.at(today).values("person")).count()


def test_demo_is_not_for_production(db: None, settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("demo")
    assert User.objects.count() == 0


def test_demo_needs_room_for_the_cast(db: None) -> None:
    with pytest.raises(CommandError):
        call_command("demo", people=3)
