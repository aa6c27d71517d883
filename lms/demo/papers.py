"""Papers for what the demo's people have completed, through the same jobs as everybody's."""

import datetime as dt

from django.db import transaction
from tqdm import tqdm

from certificates.checkpoints import make_checkpoint
from certificates.designing import ensure_house_design, ensure_house_designs
from certificates.house_designs import SOLEMN, WARM
from certificates.issuing import Drained, decide_to_issue, drain
from certificates.models import Certificate, Check, IssueJob, ShareLink
from certificates.rules import VIETNAM, local_day
from certificates.setting_up import ensure_award, ensure_issuer
from certificates.sharing.links import Choices, make_link
from certificates.signing import make_key_if_missing
from courses.models import Completion, CoursePage
from lms.demo.cast import MEMBERS
from lms.demo.life import issue_for_a_short_term, one_to_run_out
from lms.demo.story import DATA_GOVERNANCE, SAFETY, SERVICES, SKILLS
from workforce.models import Agency

SHARER = "lan"
ISSUER = "so-khoa-hoc-va-cong-nghe"
# Rendering and signing take a moment each, so of thousands only the newest get their paper.
NEWEST_PAPERS = {SKILLS: 50, SAFETY: 10}
# How often each paper of the cast was checked this month.
CHECKS = {Check.Way.QR: 2, Check.Way.SHARED: 1}
# The story is a year long, and a key must be older than what it signed.
AGE_OF_KEY = dt.timedelta(days=400)


class PapersWait(Exception):
    """The demo's papers could not be issued; the sentence says why."""


def prepare_papers(*, at: dt.datetime) -> str:
    """A signing key, the issuer, the designs and what the courses award; harmless twice. The signatory is invented."""
    made = make_key_if_missing(at=at - AGE_OF_KEY)
    issuer = ensure_issuer(
        agency=Agency.objects.get(code=ISSUER),
        parent_line="ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
        name_line="SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        place="Lạng Sơn",
        symbol="GCN-SKHCN",
        signatory_title="Giám đốc",
        signatory_name="Nguyễn Văn Mẫu",
    )
    ensure_house_designs(at=at)
    for code, house in ((SKILLS, SOLEMN), (SAFETY, WARM), (SERVICES, WARM), (DATA_GOVERNANCE, SOLEMN)):
        design = ensure_house_design(house, at=at)
        ensure_award(course=CoursePage.objects.get(code=code), issuer=issuer, design=design)
    return "tạo khóa ký thử nghiệm" if made else "đã có"


def issue_papers(*, at: dt.datetime, progress: bool = False) -> int:
    """Issue the missing papers, the oldest first, each as of the day it was earned. Raises PapersWait.

    Returns how many; harmless twice.
    """
    short = one_to_run_out(at=at)
    waiting = sorted({*_without_paper(), *([short] if short else [])}, key=lambda completion: completion.completed_at)
    for completion in tqdm(waiting, desc="Giấy chứng nhận", unit=" giấy", leave=False, disable=not progress):
        if completion == short:
            issue_for_a_short_term(completion)
        else:
            issue_as_of_its_day(completion)
    make_checkpoint(at=at)
    return len(waiting)


def share_a_paper(*, at: dt.datetime) -> None:
    """Lan shows one paper of hers to others, with all that stands on its face; harmless twice."""
    papers = Certificate.objects.filter(person__username=SHARER, revoked_at=None).order_by("issued_at", "pk")
    paper = papers.select_related("person").first()
    if paper is not None and not ShareLink.objects.filter(certificate__person=paper.person).exists():
        make_link(certificate=paper, choices=Choices(), by=paper.person, at=at)


def tell_of_checks(*, at: dt.datetime) -> int:
    """This month's checks of the cast's papers, so that their holders see some; harmless twice. Returns how many."""
    hour = dt.datetime.combine(local_day(at).replace(day=1), dt.time.min, VIETNAM)
    papers = Certificate.objects.filter(person__username__in=[member.username for member in MEMBERS])
    for paper in papers:
        for way, times in CHECKS.items():
            Check.objects.get_or_create(certificate=paper, hour=hour, way=way, defaults={"times": times})
    return len(papers) * sum(CHECKS.values())


def _without_paper() -> list[Completion]:
    """Every completion that few have and every one of the cast; of the courses that many learn, the newest."""
    missing = Completion.objects.filter(issue_job=None).order_by("-completed_at", "pk")
    cast = [member.username for member in MEMBERS]
    wanted = list(missing.filter(course__code__in=[DATA_GOVERNANCE, SERVICES]))
    for code, newest in NEWEST_PAPERS.items():
        of_course = missing.filter(course__code=code)
        issued = IssueJob.objects.filter(completion__course__code=code).count()
        wanted += of_course.filter(person__username__in=cast)
        wanted += of_course.exclude(person__username__in=cast)[: max(0, newest - issued)]
    return wanted


@transaction.atomic
def issue_as_of_its_day(completion: Completion) -> None:
    """Make the paper of a completion, or prepare it where an officer signs. Raises PapersWait."""
    # Together, so that the clock's drain cannot come between and date the paper today.
    job = decide_to_issue(completion=completion, at=completion.completed_at)
    drained = drain(limit=1, at=completion.completed_at)
    if job is None or drained.issued == 0:
        raise PapersWait(_why_not(drained, job))


def _why_not(drained: Drained, job: IssueJob | None) -> str:
    if job is not None:
        job.refresh_from_db()
    why = drained.stopped or (job.last_error if job else "")
    return f"Chưa cấp được giấy chứng nhận: {why}"
