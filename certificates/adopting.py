"""A signed paper that the register lost with a restore is taken in again, with its number, its code and its very file.

The signature proves that we made it. What it says is not read into the register from the file: it must be what the
records of today say, word for word, so somebody's completion has to be on record first. One word may come from the
file: the name of a holder who had their data erased since, when everything else is what one completion says.
Papers stay when data are erased; a restore shall not take that away.
"""

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F, Q, QuerySet, TextField, Value
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from accounts.personal_data import ERASED_NAME
from certificates import register
from certificates.correcting import end_as_replaced, refuse_replacing
from certificates.erasing import leave_empty_credential
from certificates.facts import facts_of
from certificates.locking import lock_paper
from certificates.models import (
    Award,
    Certificate,
    DesignVersion,
    IssueJob,
    Issuer,
    SerialCounter,
    SigningKey,
)
from certificates.nameless import HAS_NAME
from certificates.rewrapped import codes_in
from certificates.rules import VIETNAM, expires_on, parts_of
from certificates.sealed_files import Seal, read_seal
from certificates.storing import store_pdf
from certificates.texts import Texts
from certificates.words import CannotPrint, Words, put_into_words
from courses.models import Completion
from kit.pdf import read_pdf

_NUMBER = re.compile(r"Số: (\S+)")
_REPLACES = re.compile(r"Thay cho giấy số (\S+)")
_SIGNED_WHEN = re.compile(r"(\d\d):(\d\d) ngày (\d\d)/(\d\d)/(\d{4})")
_DAY = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")


class CannotAdopt(Exception):
    """The file is not a paper that the register lost; the sentence says why."""


@dataclass(frozen=True)
class _Said:
    """What a paper says of itself that no other record knows. `signed_at`: its minute, None where none is printed."""

    text: str
    number: str
    code: str
    replaces: str
    day: dt.date
    signed_at: dt.datetime | None


@transaction.atomic
def adopt_paper(*, pdf: bytes, by: User, at: dt.datetime) -> Certificate:
    """Enter `pdf`, which we signed and the register does not know, as the paper that it is.

    It counts as registered from `at` on; the holder, who has it, is told nothing. A paper that it replaced ends
    now. Harmless twice: the paper of these bytes is returned. Raises CannotAdopt, CannotStore.
    """
    sealed = read_seal(pdf)
    known = Certificate.objects.filter(pdf_sha256=sealed.sha256).first()
    if known is not None:
        return known
    if sealed.seal != Seal.INTACT or sealed.key is None:
        raise CannotAdopt(_("The file does not bear a good signature of ours."))
    if sealed.key.compromised_since is not None:
        raise CannotAdopt(_("The key that signed it was in other hands; anybody could have made it."))
    said = _read(pdf)
    if Certificate.objects.filter(code=said.code).exists() or Certificate.objects.filter(number=said.number).exists():
        raise CannotAdopt(_("The register has a paper with this number or code, and it is another file."))
    return _enter(_matching(said, sealed.key), pdf, by=by, at=at)


def order_of(pdf: bytes) -> tuple[dt.date, int]:
    """By which papers are adopted one after the other: what renews another comes after it. Last what is no paper."""
    try:
        said = _read(pdf)
        return said.day, parts_of(said.number)[0]
    except (CannotAdopt, ValueError):
        return dt.date.max, 0


def _read(pdf: bytes) -> _Said:
    codes = codes_in(pdf)
    text = " ".join(read_pdf(pdf).words) if codes else ""
    number, day, replaced = _NUMBER.search(text), _DAY.search(text), _REPLACES.search(text)
    if len(codes) != 1 or number is None or day is None:
        raise CannotAdopt(_("The file is signed by us, but is no certificate."))
    signed = _SIGNED_WHEN.search(text)
    hour, minute, of_month, month, year = map(int, signed.groups()) if signed else (0, 0, 1, 1, 1)
    return _Said(
        text=text,
        number=number.group(1),
        code=codes[0],
        replaces=replaced.group(1) if replaced else "",
        day=dt.date(*(int(part) for part in reversed(day.groups()))),
        signed_at=dt.datetime(year, month, of_month, hour, minute, tzinfo=VIETNAM) if signed else None,
    )


def _matching(said: _Said, key: SigningKey) -> Certificate:
    """The unsaved paper whose words, from the records of today, are all that the file says. Raises CannotAdopt."""
    try:
        serial, year, symbol = parts_of(said.number)
    except ValueError as error:
        raise CannotAdopt(_("The file is signed by us, but is no certificate.")) from error
    issuer = Issuer.objects.select_related("agency").filter(symbol=symbol).first()
    replaced = Certificate.objects.filter(number=said.replaces).first() if said.replaces else None
    if issuer is not None and bool(replaced) == bool(said.replaces):
        form = Certificate(
            issuer=issuer,
            year=year,
            serial=serial,
            number=said.number,
            code=said.code,
            issued_on=said.day,
            signing_key=key,
            replaces=replaced,
        )
        completions = _completions(said, replaced)
        named = next(_drafts(form, completions.filter(HAS_NAME), said), None)
        nameless = [] if named else list(_drafts(form, completions.exclude(HAS_NAME), said))
        if len(nameless) > 1:
            raise CannotAdopt(
                _("The holder of number %(number)s had their personal data erased, and the paper fits more than one.")
                % {"number": said.number}
            )
        for draft in [named] if named else nameless:
            draft.renews = None if replaced else _renewed_by(draft)
            return draft
    raise CannotAdopt(
        _("No completion on record says what number %(number)s says. Record it first, then adopt the paper.")
        % {"number": said.number}
    )


def _drafts(form: Certificate, completions: "QuerySet[Completion]", said: _Said) -> Iterator[Certificate]:
    """`form` filled in from each completion whose records say what the file says."""
    for completion in completions:
        award = Award.objects.filter(course=completion.course_id).first()
        draft = copy(form)
        draft.completion, draft.person, draft.course = completion, completion.person, completion.course
        if award is not None and _put_words(draft, award, said):
            yield draft


def _completions(said: _Said, replaced: Certificate | None) -> "QuerySet[Completion]":
    """Completions that the paper may be of: of a person, or of nobody any more, and a course that it names."""
    found = Completion.objects.select_related("person", "course").order_by("pk")
    if replaced is not None:
        return found.filter(pk=replaced.completion_id)
    named = found.annotate(said=Value(said.text, output_field=TextField())).filter(said__contains=F("course__title"))
    return named.filter(Q(said__contains=F("person__full_name")) | ~HAS_NAME)


def _renewed_by(paper: Certificate) -> Certificate | None:
    """The paper that `paper` followed: the last before it, of its completion or of an earlier one; None: it is a first.

    Papers come back in any order, so it asks for what came before, not for what is the newest now. Raises CannotAdopt
    where a later paper took its place already.
    """
    later = Q(issued_on__gt=paper.issued_on) | Q(issuer=paper.issuer, year=paper.year, serial__gt=paper.serial)
    theirs = Certificate.objects.filter(person=paper.person, course=paper.course)
    before = theirs.exclude(later).order_by("-issued_on", "-issued_at", "-pk")
    own, earlier = before.filter(completion=paper.completion), before.exclude(completion=paper.completion)
    runs_out = earlier.filter(expires_on__isnull=False, revoked_at=None, prepared_renewal=None)
    followed = own.first() or runs_out.first()
    follower = getattr(followed, "renewed_by", None)
    first = paper.completion.certificates.filter(replaces=None, renews=None).first() if followed is None else None
    if came_before := follower or first:
        raise CannotAdopt(
            _("Number %(number)s came after this paper and was adopted before it. Its holder has that one.")
            % {"number": came_before.number}
        )
    return followed


def _put_words(draft: Certificate, award: Award, said: _Said) -> bool:
    """Give `draft` the words, design and last day with which it says just what the file says; whether it does."""
    holder = draft.person.full_name if draft.person.erased_at is None else _name_in(draft, award, said)
    for words, expires, version in _readings(draft, award, said, holder):
        if _as_read(words) == said.text:
            draft.words, draft.expires_on, draft.design_version = words.to_json(), expires, version
            return True
    return False


def _name_in(draft: Certificate, award: Award, said: _Said) -> str:
    """What stands in the file where the name of the holder would, while all the rest is as the records say; or ""."""
    for words, _expires, _version in _readings(draft, award, said, ERASED_NAME):
        before, *after = _as_read(words).split(ERASED_NAME)
        pattern = re.escape(before) + "(.+?)" + r"\1".join(map(re.escape, after))
        if found := re.fullmatch(pattern, said.text):
            return found.group(1)
    return ""


def _as_read(words: Words) -> str:
    """The words of a paper as they are read back from its file."""
    return " ".join(" ".join(words.printed()).split())


def _readings(
    draft: Certificate, award: Award, said: _Said, holder: str
) -> Iterator[tuple[Words, dt.date | None, DesignVersion | None]]:
    """What the records of today could have printed for `holder`: words, the first day no longer valid, the design."""
    moment = said.signed_at or dt.datetime.combine(said.day, dt.time(12), VIETNAM)
    ends = {None, expires_on(said.day, award.validity_months), draft.replaces.expires_on if draft.replaces else None}
    for expires, legal in itertools.product(sorted(ends, key=str), (True, False)):
        facts = facts_of(
            completion=draft.completion,
            issuer=draft.issuer,
            number=draft.number,
            code=draft.code,
            issued_at=moment,
            expires_on=expires,
            has_legal_value=legal,
            replaces_number=said.replaces,
        )
        for version, texts in _designs(award):
            try:
                words = put_into_words(replace(facts, holder=holder), texts)
            except CannotPrint:
                continue
            yield (words if said.signed_at else replace(words, signed_when="")), expires, version


def _designs(award: Award) -> Iterator[tuple[DesignVersion | None, Texts]]:
    """All there ever were, first those of the award's design, the newest first; last that of papers without one."""
    versions = list(DesignVersion.objects.order_by("-pk"))
    for version in sorted(versions, key=lambda one: one.design_id != award.design_id):
        yield version, version.texts
    yield None, Texts()


def _enter(paper: Certificate, pdf: bytes, *, by: User, at: dt.datetime) -> Certificate:
    old = lock_paper(paper.replaces) if paper.replaces else None
    if old is not None:
        refuse_replacing(old, at=at)
    counter, _made = SerialCounter.objects.select_for_update().get_or_create(issuer=paper.issuer, year=paper.year)
    counter.last = max(counter.last, paper.serial)
    counter.save(update_fields=["last"])
    paper.issued_at = at
    paper.pdf_sha256, paper.pdf_name = store_pdf(pdf)
    paper.save(force_insert=True)
    log(paper, "certificates.adopt", user=by, data={"number": paper.number, "completion": paper.completion_id})
    register.append(kind="issue", certificate=paper, at=at)
    if old is not None:
        end_as_replaced(old, paper, by=by, at=at)
    IssueJob.objects.filter(completion=paper.completion).update(state=IssueJob.State.DONE, last_error="")
    if paper.person.erased_at is not None:
        leave_empty_credential(paper, at=at)
    return paper
