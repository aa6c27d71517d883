"""From a completed course to a signed paper in the register.

The decision is a job row in the transaction that completes the course. `drain` is the one way jobs
become papers, whoever calls it: a message after the commit, the clock, a command, a test.
"""

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerDown
from wagtail.log_actions import log

from accounts.models import User
from certificates import register
from certificates.announcing import tell_of_new_paper
from certificates.clocks import seconds_apart
from certificates.facts import facts_of
from certificates.lacking import ask_holder, lacking
from certificates.models import Award, Certificate, DesignVersion, IssueJob, Issuer, SerialCounter
from certificates.notices import tell_of_renewal
from certificates.rules import expires_on, local_day, next_try_after, number_of
from certificates.signing import Key, KeyNotUsable, activate_key, key_for_signing, sign
from certificates.storing import CannotStore, store_pdf
from certificates.words import CannotPrint, Facts, Words, put_into_words
from courses.models import Completion
from kit.codes import new_code

logger = logging.getLogger(__name__)

ERROR_LENGTH = 500
# PostgreSQL ended the session, while a slow device signed, say; Django does not count it as operational.
IDLE_TOO_LONG = "25P03"


class IssuingStopped(Exception):
    """No paper can be made now, whosever it is: key, typeface, storage or database fail. Jobs wait unharmed."""


class CannotMakePaper(Exception):
    """This one paper cannot be made: its words cannot be printed, or would not come out right."""


class NotFailed(Exception):
    """Only a job that failed may be tried again by hand."""


@dataclass(frozen=True)
class Drained:
    """What a drain did. `stopped` says why it ended before its jobs did; "" when it did not."""

    issued: int = 0
    failed: int = 0
    stopped: str = ""

    @property
    def taken(self) -> int:
        return self.issued + self.failed


def decide_to_issue(*, completion: Completion, at: dt.datetime) -> IssueJob | None:
    """Decide that `completion` earns a paper, if its course gives one. Calling twice is harmless.

    Call it in the transaction that records the completion: both stand, or neither.
    """
    award = Award.objects.filter(course=completion.course_id).first()
    if award is None:
        return None
    with transaction.atomic():
        new = _new_job(completion, award, at)
        job, made = IssueJob.objects.get_or_create(
            completion=completion,
            defaults={
                "award": award,
                "state": new.state,
                "lacks": new.lacks,
                "decided_at": at,
                "next_try_at": at,
            },
        )
        if made and job.lacks:
            ask_holder(job=job, at=at)
        elif made:
            transaction.on_commit(ask_for_drain)
    return job


def _new_job(completion: Completion, award: Award, at: dt.datetime) -> IssueJob:
    """The job for a completion as it begins: in the queue, or before an officer, or waiting for a datum."""
    job = IssueJob(completion=completion, award=award, decided_at=at, next_try_at=at)
    if award.decided_by == Award.DecidedBy.OFFICER:
        job.state = IssueJob.State.UNCONFIRMED
    elif lacks := lacking(completion.person, award):
        job.state, job.lacks = IssueJob.State.LACKING, lacks
    return job


def decide_to_issue_many(*, completions: Sequence[Completion], at: dt.datetime) -> None:
    """`decide_to_issue` for completions of one course at once; how many statements does not depend on how many.

    Call it in the transaction that records them. Calling twice is harmless.
    """
    award = Award.objects.filter(course=completions[0].course_id).first() if completions else None
    if award is None:
        return
    prefetch_related_objects(completions, "person")
    jobs = [_new_job(one, award, at) for one in completions]
    # Somebody decided in between; that job is as good as ours.
    IssueJob.objects.bulk_create(jobs, ignore_conflicts=True)
    for job in jobs:
        if job.lacks:
            ask_holder(job=job, at=at)
    transaction.on_commit(ask_for_drain)


def ask_for_drain() -> None:
    """Say that there is work. The message carries nothing and may be lost: the clock says it again."""
    from certificates.tasks import drain as drain_task  # the task calls us back

    try:
        drain_task.delay()
    except BrokerDown as error:
        logger.warning("The broker does not answer (%s); papers wait for the clock.", error)


def drain(*, limit: int, at: dt.datetime) -> Drained:
    """Issue up to `limit` papers that are due at `at`, one transaction each. Safe beside another drain.

    A paper that fails waits longer each time and never holds up the next one.
    """
    issued = failed = 0
    for _turn in range(limit):
        try:
            outcome = _issue_next(at)
        except IssuingStopped as stop:
            return _stopped(str(stop), issued, failed)
        if outcome is None:
            break
        issued += outcome
        failed += not outcome
    return Drained(issued, failed)


def drain_now(*, limit: int) -> Drained:
    """`drain` at this moment, unless the clock is wrong: a paper that bears a wrong day is worse than a late one."""
    at = timezone.now()
    try:
        apart = seconds_apart(at)
    except (OperationalError, InterfaceError) as error:
        return _stopped(str(error))
    if apart > settings.CLOCK_SECONDS:
        return _stopped(f"The clocks of this machine and of the database are {apart:.0f} seconds apart.")
    return drain(limit=limit, at=at)


def _stopped(why: str, issued: int = 0, failed: int = 0) -> Drained:
    logger.error("Issuing stopped: %s", why)
    return Drained(issued, failed, why)


def try_again(*, job: IssueJob, by: User, at: dt.datetime) -> None:
    """Put a failed job back in the queue. Raises NotFailed."""
    with transaction.atomic():
        locked = IssueJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
        if locked.state != IssueJob.State.FAILED:
            raise NotFailed(_("This paper is not waiting for a person."))
        locked.state, locked.attempts, locked.next_try_at = IssueJob.State.WAITING, 0, at
        locked.save(update_fields=["state", "attempts", "next_try_at"])
        log(locked, "certificates.try_again", user=by)
        transaction.on_commit(ask_for_drain)


def make_certificate(
    *,
    completion: Completion,
    issuer: Issuer,
    expires: dt.date | None,
    at: dt.datetime,
    by: User | None = None,
    replaces: Certificate | None = None,
    renews: Certificate | None = None,
) -> Certificate:
    """Number, freeze, render, check, sign, store and register one paper, inside the caller's transaction.

    Raises CannotMakePaper for this one, IssuingStopped when none can be made.
    """
    paper = draft_paper(completion=completion, issuer=issuer, expires=expires, at=at, replaces=replaces, renews=renews)
    with blame_told_apart():
        key = key_for_signing()
        paper.signing_key = activate_key(key, at=at)
        number_paper(paper)
        _make_pdf(paper, key)
    enter_paper(paper, by=by, at=at)
    return paper


def draft_paper(
    *,
    completion: Completion,
    issuer: Issuer,
    expires: dt.date | None,
    at: dt.datetime,
    replaces: Certificate | None = None,
    renews: Certificate | None = None,
) -> Certificate:
    """A paper with its code and its days; it has no number and no words yet and is not saved."""
    issued_on = local_day(at)
    return Certificate(
        completion=completion,
        person=completion.person,
        course=completion.course,
        issuer=issuer,
        year=issued_on.year,
        code=new_code(),
        issued_at=at,
        issued_on=issued_on,
        expires_on=expires,
        replaces=replaces,
        renews=renews,
    )


def enter_paper(paper: Certificate, *, by: User | None, at: dt.datetime) -> None:
    """Put a signed paper into the register and its log, and tell the holder when it is new to them."""
    paper.save(force_insert=True)
    log(paper, "certificates.issue", user=by, data={"number": paper.number, "completion": paper.completion_id})
    register.append(kind="issue", certificate=paper, at=at)
    if paper.replaces is None and paper.renews is None:
        tell_of_new_paper(paper=paper, at=at)


def number_paper(paper: Certificate) -> None:
    """Give `paper` the next number of its issuer and year; the counter stays locked until the transaction ends."""
    paper.serial = _next_serial(paper.issuer, paper.year)
    paper.number = number_of(paper.serial, paper.year, paper.issuer.symbol)


def facts_for(paper: Certificate, *, has_legal_value: bool) -> Facts:
    """What a numbered paper is about, as the records stand now."""
    return facts_of(
        completion=paper.completion,
        issuer=paper.issuer,
        number=paper.number,
        code=paper.code,
        issued_at=paper.issued_at,
        expires_on=paper.expires_on,
        has_legal_value=has_legal_value,
        replaces_number=paper.replaces.number if paper.replaces else "",
    )


def _make_pdf(paper: Certificate, key: Key) -> None:
    """Freeze the words of a numbered paper in the design of its course, and make, check, sign and store its file."""
    facts = facts_for(paper, has_legal_value=paper.signing_key.has_legal_value)
    paper.design_version, words, pdf = in_its_design(paper, facts)
    paper.words = words.to_json()
    paper.pdf_sha256, paper.pdf_name = store_pdf(sign(pdf, key=key, signer_name=words.issuer, place=paper.issuer.place))


def in_its_design(paper: Certificate, facts: Facts, **changed: str) -> tuple[DesignVersion, Words, bytes]:
    """The design of the paper's course as it is now, the words of `facts` in it, and the unsigned PDF.

    `changed` words replace those that the facts would give. Raises as `render` does, and CannotPrint.
    """
    # Slow to load: see blame_told_apart.
    from certificates.designing import version_for
    from certificates.qr_payload import statement_of
    from certificates.rendering import check_address, render

    award = Award.objects.filter(course=paper.course_id).select_related("design").first()
    version = version_for(award, at=paper.issued_at)
    words = replace(put_into_words(facts, version.texts), **changed)  # type: ignore[arg-type]
    return version, words, render(words, address=check_address(paper.code, statement_of(facts)), look=version.look)


@contextmanager
def blame_told_apart() -> Iterator[None]:
    """Turn what goes wrong into IssuingStopped where no paper can be made, CannotMakePaper where this one cannot."""
    # Type and PDF libraries take a third of a second to load; a web process that never issues does without.
    from certificates.rendering import CannotRender
    from kit.pdf import FontsMissing

    try:
        yield
    except (KeyNotUsable, FontsMissing, CannotStore, OperationalError, MemoryError) as error:
        raise IssuingStopped(str(error) or type(error).__name__) from error
    except (CannotPrint, CannotRender) as error:
        raise CannotMakePaper(str(error)) from error


def _issue_next(at: dt.datetime) -> bool | None:
    """Issue the paper of the next due job: True issued, False failed, None nothing is due. Raises IssuingStopped."""
    job: IssueJob | None = None
    try:
        with transaction.atomic():
            job = _take_next(at)
            if job is None:
                return None
            _make(job, at)
        return True
    except IssuingStopped as stop:
        if job is not None and not isinstance(stop.__cause__, OperationalError):
            IssueJob.objects.filter(pk=job.pk).update(last_error=str(stop)[:ERROR_LENGTH])
        raise
    except (OperationalError, InterfaceError) as error:
        raise IssuingStopped(str(error)) from error
    except Exception as error:
        # Whatever is wrong with one paper must not stop the others: it is noted, and a person will see it.
        if job is None:
            raise
        if getattr(error.__cause__, "sqlstate", "") == IDLE_TOO_LONG:
            raise IssuingStopped(str(error)) from error
        logger.exception("Issuing for completion %s failed", job.completion_id)
        _note_failure(job, error, at)
        return False


def paper_to_renew(completion: Completion) -> Certificate | None:
    """The newest earlier paper of the same person and course that runs out and that nothing follows yet."""
    return (
        Certificate.objects.filter(person=completion.person_id, course=completion.course_id, revoked_at=None)
        .filter(expires_on__isnull=False, renewed_by=None, prepared_renewal=None)
        .exclude(completion=completion)
        .order_by("-issued_at", "-pk")
        .first()
    )


def _make(job: IssueJob, at: dt.datetime) -> None:
    """The paper of `job`, signed; or prepared, where an officer of the issuer signs."""
    from certificates.preparing import prepare_job  # it numbers and renders as we do

    issuer, expires = job.award.issuer, expires_on(local_day(at), job.award.validity_months)
    old = paper_to_renew(job.completion)
    if issuer.signed_by == Issuer.Signs.OFFICER:
        prepare_job(job=job, expires=expires, at=at, renews=old)
        return
    paper = make_certificate(completion=job.completion, issuer=issuer, expires=expires, at=at, renews=old)
    if old is not None:
        tell_of_renewal(paper, old, at=at)


def _take_next(at: dt.datetime) -> IssueJob | None:
    """The next due job, marked done and locked until the transaction ends.

    PostgreSQL skips rows that another drain holds. SQLite has one writer at a time (transactions
    begin IMMEDIATE); the compare-and-set is the proof where neither holds.
    """
    job = (
        IssueJob.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("completion__person", "completion__course", "award__issuer__agency")
        .filter(state=IssueJob.State.WAITING, next_try_at__lte=at)
        .order_by("next_try_at", "pk")
        .first()
    )
    if job is None:
        return None
    taken = IssueJob.objects.filter(pk=job.pk, state=IssueJob.State.WAITING).update(
        state=IssueJob.State.DONE, last_error=""
    )
    return job if taken else None


def _next_serial(issuer: Issuer, year: int) -> int:
    """The next number of `issuer` in `year`. The counter stays locked, so a rollback gives the number back."""
    counter, _made = SerialCounter.objects.select_for_update().get_or_create(issuer=issuer, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _note_failure(job: IssueJob, error: Exception, at: dt.datetime) -> None:
    attempts = job.attempts + 1
    over = attempts >= settings.ISSUE_ATTEMPTS
    IssueJob.objects.filter(pk=job.pk, state=IssueJob.State.WAITING).update(
        attempts=attempts,
        last_error=(str(error) or type(error).__name__)[:ERROR_LENGTH],
        next_try_at=at + next_try_after(attempts),
        state=IssueJob.State.FAILED if over else IssueJob.State.WAITING,
    )
