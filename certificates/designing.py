"""Designs of papers: made, changed by a new version, chosen by an award, used again for a paper of long ago."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.house_designs import HOUSE_DESIGNS, SOLEMN, HouseDesign
from certificates.look import Look, refuse_hard_to_read
from certificates.models import Award, Certificate, Design, DesignVersion
from certificates.qr_payload import Statement
from certificates.rendering import CannotRender, check_address, render
from certificates.sample import sample_words
from certificates.texts import Texts
from certificates.words import CannotPrint, Words
from kit.text import nfc

LONGEST_NAME = "Công Tằng Tôn Nữ Hoàng Thị Phương Nguyễn Thùy Dương Quỳnh Trâm"


class DesignNotUsable(Exception):
    """No paper could be made with this design, or one that nobody could read."""


class NameTaken(Exception):
    """Another design has this name."""


def make_design(*, name: str, look: Look, texts: Texts, by: User, at: dt.datetime) -> Design:
    """A new design with its first version. Not harmless twice: raises NameTaken. Raises DesignNotUsable, HardToRead."""
    refuse_unusable_design(look, texts, at=at)
    try:
        with transaction.atomic():
            design = Design.objects.create(name=name)
            _add_version(design, 1, look, texts, by, at)
            log(design, "certificates.make_design", user=by)
    except IntegrityError as error:
        raise NameTaken(_("Another design has this name.")) from error
    return design


@transaction.atomic
def change_design(*, design: Design, look: Look, texts: Texts, by: User, at: dt.datetime) -> DesignVersion:
    """The design in a new version; papers made before keep theirs. What is the same adds none: harmless twice.

    Raises DesignNotUsable, HardToRead.
    """
    refuse_unusable_design(look, texts, at=at)
    # Two who save at once get two versions, one after the other.
    locked = Design.objects.select_for_update(of=("self",)).get(pk=design.pk)
    last = locked.current
    if (last.look, last.texts) == (look, texts):
        return last
    version = _add_version(locked, last.number + 1, look, texts, by, at)
    log(locked, "certificates.change_design", user=by, data={"version": version.number})
    return version


def refuse_unusable_design(look: Look, texts: Texts, *, at: dt.datetime) -> None:
    """Raise DesignNotUsable or HardToRead unless a paper, also one with a long name, comes out right and readable."""
    refuse_hard_to_read(look)
    for text in (texts.title, texts.subtitle, texts.banner, texts.slogan):
        if "chứng chỉ" in nfc(text).casefold():
            raise DesignNotUsable(_("Only {ten_giay} may print “Chứng chỉ”, for issuers that are authorised."))
    try:
        for holder in ("", LONGEST_NAME):
            words = sample_words(at=at, texts=texts, holder=holder)
            render(words, address=check_address("x" * 26), look=look)
    except (CannotRender, CannotPrint) as error:
        raise DesignNotUsable(str(error)) from error


def ensure_house_design(house: HouseDesign, *, at: dt.datetime) -> Design:
    """The row of a design that comes with the platform, made when it is not there. Calling twice is harmless.

    One that exists stays as it is: it may have been changed here.
    """
    with transaction.atomic():
        design, made = Design.objects.get_or_create(house_key=house.key, defaults={"name": house.name})
        if made:
            _add_version(design, 1, house.look, house.texts, None, at)
    return design


def ensure_house_designs(*, at: dt.datetime) -> list[Design]:
    """All of them. Calling twice is harmless."""
    return [ensure_house_design(house, at=at) for house in HOUSE_DESIGNS]


def version_for(award: Award | None, *, at: dt.datetime) -> DesignVersion:
    """The version that a new paper of `award` is made with; the solemn one where the award names none."""
    design = award.design if award is not None else None
    return (design or ensure_house_design(SOLEMN, at=at)).current


def make_again(certificate: Certificate) -> bytes:
    """The unsigned PDF of a paper of any age, from its frozen words and the version it was made with.

    Its QR code is signed anew, which gives the same as long as the key for codes is the same. A paper from before
    versions were kept comes in the solemn design. Raises CannotRender; KeyNotUsable.
    """
    version, words = certificate.design_version, Words.from_json(certificate.words)
    look = version.look if version is not None else SOLEMN.look
    statement = Statement(
        number=certificate.number,
        holder=words.holder,
        course=words.course,
        issuer=words.issuer,
        issued_on=certificate.issued_on,
        expires_on=certificate.expires_on,
    )
    return render(words, address=check_address(certificate.code, statement), look=look)


def _add_version(
    design: Design, number: int, look: Look, texts: Texts, by: User | None, at: dt.datetime
) -> DesignVersion:
    return DesignVersion.objects.create(
        design=design,
        number=number,
        look_kept=look.to_json(),
        texts_kept=texts.to_json(),
        logo=look.logo,
        made_at=at,
        made_by=by,
    )
