"""From an order to a report: ordered by an officer, made in the background, written once.

`make_next` is the one way an order becomes a report, whoever calls it: a message after the commit, the clock, a
command, a test. The figures are read in one go and frozen; the words and files are made from them alone, but for
the lists of people, whose digest stands in the figures.
"""

import datetime as dt
import logging

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.rules import local_day
from coverage.models import Report, ReportJob
from coverage.reporting.figures import Period, gather, targets_of
from coverage.reporting.heading import Head
from coverage.reporting.periods import since_of
from coverage.reporting.queueing import Progress, ask_for_reports, give_back, take
from coverage.reporting.storing import keep_file
from workforce.models import Agency, Verb

logger = logging.getLogger(__name__)

State = ReportJob.State
FILES = 3  # steps beside the targets: figures are counted, documents, workbook


class CannotOrder(Exception):
    """A report is refused; the sentence says why."""


@transaction.atomic
def order_report(
    *,
    kind: str,
    agency: Agency,
    day: dt.date,
    since: dt.date | None,
    head: Head,
    with_people: bool,
    by: User,
    at: dt.datetime,
    today: dt.date,
) -> ReportJob:
    """Order a report on `agency` and everything below it. Twice gives two reports. Raises CannotOrder.

    `since` is asked for an ad hoc report only; the other periods begin where the plans say.
    """
    if not Agency.objects.where(by, Verb.EXPORT).filter(pk=agency.pk).exists():
        raise CannotOrder(_("You do not look after this agency."))
    begin = since_of(kind, day, since)
    if day > today:
        raise CannotOrder(_("The day of the report has not come yet."))
    if begin >= day:
        raise CannotOrder(_("The period must begin before the day of the report."))
    job = ReportJob.objects.create(
        kind=kind, agency=agency, since=begin, day=day, head=head.to_json(), with_people=with_people, by=by, at=at
    )
    data = {"kind": kind, "agency": agency.code, "day": day.isoformat(), "since": begin.isoformat()}
    log(job, "coverage.order_report", user=by, timestamp=at, data=data)
    transaction.on_commit(ask_for_reports)
    return job


def make_next(*, at: dt.datetime) -> ReportJob | None:
    """Make the oldest report that waits; None when none does. Safe beside another: each takes its own.

    An order whose maker died is taken again (`queueing.take`).
    """
    job = take(ReportJob, at=at)
    if job is None:
        return None
    try:
        _make(job, at)
    except Exception as error:
        # Whatever is wrong with one report must not stop the others; the officer sees that it failed.
        logger.exception("Report %s failed", job.pk)
        give_back(job, error, at=at)
    job.refresh_from_db()
    return job


def try_again(*, job: ReportJob, by: User, at: dt.datetime) -> None:
    """Put a failed report back in the queue. Harmless when it is not a failed one."""
    with transaction.atomic():
        failed = ReportJob.objects.select_for_update(of=("self",)).filter(pk=job.pk, state=State.FAILED)
        if failed.exists():
            failed.update(state=State.WAITING, attempts=0, last_error="", taken_at=None)
            log(job, "coverage.order_report", user=by, timestamp=at, data={"again": True})
            transaction.on_commit(ask_for_reports)


def _make(job: ReportJob, at: dt.datetime) -> None:
    # Slow to load: see certificates.issuing.
    from coverage.reporting.document import make_docx
    from coverage.reporting.printing import make_pdf
    from coverage.reporting.tables import make_csv
    from coverage.reporting.wording import put_report_into_words
    from coverage.reporting.workbook import make_xlsx

    period = Period(agency=job.agency, since=job.since, day=job.day)
    targets = targets_of(job.day)
    steps = len(targets) * (1 + job.with_people) + FILES
    told = Progress(job, steps)
    figures = gather(period, targets, told=told)
    words = put_report_into_words(
        figures,
        head=Head.from_json(job.head),
        kind=job.kind,
        agency=job.agency,
        since=job.since,
        day=job.day,
        targets={target.code: target for target in targets},
        written_on=local_day(job.at),
    )
    told(len(targets) + 1)
    files = {
        "docx": make_docx(words, made_at=at),
        "pdf": make_pdf(words),
        "csv": make_csv(figures, period),
    }
    told(before := len(targets) + 2)
    files["xlsx"] = make_xlsx(
        figures, words, period, targets, with_people=job.with_people, told=lambda done: told(before + done)
    )
    kept = {form: keep_file(content, form=form) for form, content in files.items()}
    _write(job, figures=figures, words=words, files=kept, steps=steps, at=at)


@transaction.atomic
def _write(job: ReportJob, *, figures: object, words: object, files: object, steps: int, at: dt.datetime) -> None:
    """The report and the end of its order, both or neither; a maker that came too late writes nothing."""
    locked = ReportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if locked.state == State.DONE or locked.attempts != job.attempts:
        return
    report = Report.objects.create(
        job=job,
        kind=job.kind,
        agency=job.agency,
        since=job.since,
        day=job.day,
        figures=figures,
        words=words,
        files=files,
        made_at=at,
    )
    ReportJob.objects.filter(pk=job.pk).update(state=State.DONE, done=steps, steps=steps, last_error="")
    log(report, "coverage.make_report", user=job.by, timestamp=at, data={"agency": job.agency.code, "kind": job.kind})
