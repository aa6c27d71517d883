"""Papers that wait for an officer's token, one that came back signed, and the token itself, which is a file here.

A real token is in an officer's pocket. So that a visitor can walk the whole way, `manage.py sign_batch` signs a
downloaded batch with this one. It has no legal value, and papers signed with it say so.
"""

import datetime as dt
import io
import zipfile
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from certificates.designing import ensure_house_design
from certificates.house_designs import SOLEMN
from certificates.keys import enter_officer_key
from certificates.models import Issuer, PreparedPaper, SigningKey
from certificates.officer_signing import take_signed
from certificates.setting_up import ensure_award, ensure_issuer
from certificates.signing import Key, key_in, new_key
from certificates.storing import read_prepared
from courses.models import Completion, CoursePage, Enrolment
from kit.private_files import write_new
from lms.demo.cast import Cast
from lms.demo.papers import AGE_OF_KEY, PapersWait, issue_as_of_its_day
from lms.demo.story import Course, chance_of, workers, write_courses
from workforce.models import Agency

SIGNING_COURSE = "KYSO-CB"
ISSUER, NAME = "so-noi-vu", "SỞ NỘI VỤ"
# Of the generated staff, beside one of the cast; the first of them has the paper already.
LEARNERS = 4
DAYS_AGO = (12, 6, 4, 3, 2)


@transaction.atomic
def wait_for_the_token(cast: Cast, *, at: dt.datetime) -> int:
    """A course whose papers an officer signs, some people who completed it, and one paper signed. Harmless twice.

    Returns how many papers wait. Raises PapersWait.
    """
    course = CoursePage.objects.get(code=SIGNING_COURSE)
    if Enrolment.objects.filter(course=course).exists():
        return 0
    issuer = _issuer(cast, course, at)
    generated = sorted(workers(at), key=lambda worker: chance_of("token", worker.number).random())
    people = [*(worker.person_id for worker in generated[:LEARNERS]), cast.hr_officer.pk]
    write_courses(
        course,
        [_learnt(person, days, at) for person, days in zip(people, DAYS_AGO, strict=False)],
    )
    for completion in Completion.objects.filter(course=course).order_by("completed_at", "pk"):
        issue_as_of_its_day(completion)
    _bring_one_back(issuer, cast, at)
    return PreparedPaper.objects.waiting().filter(issuer=issuer).count()


def signed_with_the_token(pdf: bytes) -> bytes:
    """`pdf` as Tuấn's programme gives it back. Raises KeyNotUsable."""
    from certificates.pades import sign_pdf  # slow to load, as in certificates.signing

    return sign_pdf(pdf, key=_token(), signer_name="Chu Văn Tuấn", place="Lạng Sơn")


def signed_batch(content: bytes) -> tuple[bytes, int]:
    """A downloaded batch with every PDF in it signed, and how many there are. Raises KeyNotUsable, BadZipFile."""
    out, count = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as batch, zipfile.ZipFile(out, "w") as signed:
        for name in batch.namelist():
            if name.endswith(".pdf"):
                signed.writestr(name, signed_with_the_token(batch.read(name)))
                count += 1
    return out.getvalue(), count


def _issuer(cast: Cast, course: CoursePage, at: dt.datetime) -> Issuer:
    """The department whose papers Tuấn signs, with his token in the register."""
    issuer = ensure_issuer(
        agency=Agency.objects.get(code=ISSUER),
        parent_line="ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
        name_line=NAME,
        place="Lạng Sơn",
        symbol="GCN-SNV",
        signatory_title="KT. Giám đốc Phó Giám đốc",
        signatory_name=cast.signatory.full_name,
    )
    issuer.signed_by = Issuer.Signs.OFFICER
    issuer.save(update_fields=["signed_by"])
    ensure_award(course=course, issuer=issuer, design=ensure_house_design(SOLEMN, at=at))
    path = _token_file()
    if not path.exists():
        _key, content = new_key(at=at - AGE_OF_KEY, name=f"{cast.signatory.full_name} (thử nghiệm)")
        write_new(path, content)
    if not SigningKey.objects.active().filter(officer=cast.signatory, issuer=issuer).exists():
        enter_officer_key(
            certificate=_token().certificate.public_bytes(Encoding.PEM),
            officer=cast.signatory,
            issuer=issuer,
            has_legal_value=False,
            by=cast.admin,
            at=at - AGE_OF_KEY,
        )
    return issuer


def _learnt(person_id: int, days_ago: int, at: dt.datetime) -> Course:
    end = timezone.make_aware(dt.datetime.combine(timezone.localdate(at) - dt.timedelta(days=days_ago), dt.time(9, 40)))
    return Course(person_id=person_id, enrolled_at=end - dt.timedelta(minutes=50), completed_at=end, score=100)


def _bring_one_back(issuer: Issuer, cast: Cast, at: dt.datetime) -> None:
    oldest = PreparedPaper.objects.waiting().filter(issuer=issuer).order_by("prepared_at", "pk").first()
    if oldest is None:
        return
    signed = signed_with_the_token(read_prepared(oldest))
    when = oldest.prepared_at + dt.timedelta(days=1)
    (returned,) = take_signed(files=[(oldest.file_name, signed)], by=cast.signatory, at=when)
    if returned.outcome != "accepted":
        raise PapersWait(f"Giấy đã ký không được nhận: {returned.reason}")


def _token_file() -> Path:
    return settings.SIGNING_KEY_FILE.with_name("token-tuan.p12")


def _token() -> Key:
    return key_in(_token_file())
