"""What befell some of the demo's papers: one ran out, one was replaced, one is suspended, one was revoked by two."""

import datetime as dt

from django.db import transaction

from certificates.correcting import OnFile, replace_certificate
from certificates.issuing import decide_to_issue, make_certificate
from certificates.models import Award, Certificate, IssueJob, Proposal, Suspension
from certificates.proposing import Wanted, confirm, propose
from certificates.rules import expires_on, local_day
from certificates.suspending import suspend_certificate
from courses.models import Completion
from lms.demo.cast import MEMBERS, Cast
from lms.demo.story import SKILLS

SHORT_TERM = 3  # months


def one_to_run_out(*, at: dt.datetime) -> Completion | None:
    """The oldest skills completion, when its paper of a short term would be over by now and none has run out yet."""
    if Certificate.objects.filter(expires_on__isnull=False).exists():
        return None
    oldest = (
        Completion.objects.filter(course__code=SKILLS, issue_job=None)
        .exclude(person__username__in=[member.username for member in MEMBERS])
        .order_by("completed_at", "pk")
        .first()
    )
    if oldest is None:
        return None
    over = expires_on(oldest.completed_on, SHORT_TERM)
    return oldest if over and over <= local_day(at) else None


@transaction.atomic
def issue_for_a_short_term(completion: Completion) -> None:
    """The paper of a completion as of its day, with a term that its award does not give any more."""
    award = Award.objects.select_related("issuer__agency").get(course=completion.course)
    decide_to_issue(completion=completion, at=completion.completed_at)
    IssueJob.objects.filter(completion=completion).update(state=IssueJob.State.DONE)
    make_certificate(
        completion=completion,
        issuer=award.issuer,
        expires=expires_on(completion.completed_on, SHORT_TERM),
        at=completion.completed_at,
    )


@transaction.atomic
def tell_of_lives(cast: Cast, *, at: dt.datetime) -> int:
    """Suspend, revoke and replace a paper each of invented people; how many. Harmless twice."""
    if Suspension.objects.exists():
        return 0
    papers = (
        Certificate.objects.valid_at(local_day(at))
        .filter(course__code=SKILLS)
        .exclude(person__username__in=[member.username for member in MEMBERS])
        .order_by("issued_at", "pk")
    )
    told = 0
    for paper, tell in zip(papers[:3], (_suspend, _revoke, _replace), strict=False):
        tell(paper, cast, at)
        told += 1
    return told


def _suspend(paper: Certificate, cast: Cast, at: dt.datetime) -> None:
    moment = min(at, paper.issued_at + dt.timedelta(days=5))
    reason = "Có người báo bài kiểm tra do người khác làm hộ. Đang hỏi lại giám thị."
    suspend_certificate(certificate=paper, reason=reason, by=cast.provincial_officer, at=moment)


def _revoke(paper: Certificate, cast: Cast, at: dt.datetime) -> None:
    moment = min(at, paper.issued_at + dt.timedelta(days=4))
    on_file = OnFile(
        note="Người được cấp tự nhận đã nhờ đồng nghiệp làm bài.",
        decision_number="27/QĐ-SKHCN",
        decision_on=local_day(moment),
    )
    wanted = Wanted(
        kind=Proposal.Kind.REVOKE_CERTIFICATE, subject=paper, reason=Certificate.Reason.FRAUD, on_file=on_file
    )
    proposal = propose(wanted=wanted, by=cast.provincial_officer, at=moment)
    confirm(proposal=proposal, by=cast.admin, at=min(at, moment + dt.timedelta(hours=3)))


def _replace(paper: Certificate, cast: Cast, at: dt.datetime) -> None:
    # As of today, for numbers follow the days.
    on_file = OnFile(note="Tên đệm trên giấy viết sai so với căn cước.")
    replace_certificate(certificate=paper, by=cast.provincial_officer, at=at, on_file=on_file)
