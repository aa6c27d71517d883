"""Every address of the site, asked by everyone of the cast, answers as docs/access.md says.

An address without a line there fails, and so does one that lets in somebody else than before. What was found is then
left in var/access.md: read it, and where it is meant, put it in the place of docs/access.md.
"""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.utils import timezone

from accounts.models import User
from classes.models import Cohort
from classes.seating import enter_people
from courses.models import CoursePage
from courses.teaching import appoint_teacher
from lms.demo.cast import Cast, make_cast
from tests.classes.cohorts.together import hold
from tests.classes.exams import make_session, make_supervised
from tests.courses.study import ready
from tests.coverage import facts
from workforce.loading import load_agencies, load_positions
from workforce.models import Agency, AgencyRole
from workforce.reorganising.carrying_out import reorganise
from workforce.reorganising.proposing import renaming

TABLE = Path(settings.BASE_DIR) / "docs/access.md"
FOUND = Path(settings.BASE_DIR) / "var/access.md"
WHO = [
    "anonymous", "learner", "unit_head", "hr_officer", "provincial_officer",
    "facilitator", "author", "teacher", "outsider",
]  # fmt: skip
# Wagtail's own: which rights open what there is for its groups to say; see the second test.
ADMINISTRATION = ("quan-tri/", "tai-lieu/")
NOBODYS = "2" * 26
# What stands for a part of an address; the longest beginning of the address that is named here decides.
PARTS: dict[str, dict[str, str]] = {
    "": {
        "code": NOBODYS,
        "pk": "999",
        "entry": "999",
        "number": "1",
        "position": "1",
        "kind": "png",
        "token": NOBODYS,
        "form": "csv",
    },
    "api/v1/": {"code": NOBODYS, "number": "1", "target": "T1"},
    "co-quan/": {"code": "06184", "kind": "doi-ten"},
    "co-quan/quyen/": {"pk": "GRANT"},
    "co-quan/thao-tac/": {"pk": "OPERATION"},
    "nhan-su/": {"row": "1"},
    "nhan-su/nguoi/": {"username": "lan", "key": "nghi"},
    "don-vi/": {"code": "T1", "part": "moi-dat"},
    "don-vi/bao-cao/": {"form": "docx"},
    "don-vi/giay-to-ngoai/": {"username": "lan"},
    "don-vi/nhiem-vu/": {"username": "lan", "version": "1"},
    "don-vi-cap/": {"agency": "so-khoa-hoc-va-cong-nghe"},
    "khung-nang-luc/": {"code": "tt02-2025"},
    "lop-cong-dong/": {"pk": "OPEN_CLASS"},
    "lop-hoc/": {"pk": "CLASS", "meeting": "MEETING", "member": "MEMBER"},
    "ca-thi/": {"pk": "SESSION", "entry": "ENTRY", "what": "mo", "cohort": "CLASS"},
    "khoa-hoc/": {"course": "khoa-thu", "step": "STEP", "quiz": "bai-kiem-tra", "task": "bai-tap", "number": "1"},
    "mang-theo/": {"course": "khoa-thu", "step": "STEP"},
    "giang-day/": {"work": "999", "position": "1"},
    "ho-so-bai-thi/": {"attempt": "999"},
    "phu-de/": {"name": "khong-co"},
    "bieu-tuong/": {"name": "icon-180"},
    "viec-hoc/": {"notice": "999"},
    "trang-thai/": {"purpose": "revocation", "number": "1"},
    "so-cap/": {"size": "1", "old": "0", "new": "1", "code": NOBODYS},
    "so-goc/": {"symbol": "GCN-THU", "year": "2026", "volume": "1"},
}
# Addresses given as expressions, and how they may read.
EXPRESSIONS = {
    "tai-khoan/^confirm-email/": "tai-khoan/confirm-email/abc/",
    "tai-khoan/^password/reset/key/(": "tai-khoan/password/reset/key/1-abc/",
    "^c/": f"c/{NOBODYS}",
    "^huy-hieu/": f"huy-hieu/{NOBODYS}.png",
    "^so-cap/tile/entries/": "so-cap/tile/entries/000",
    "^so-cap/tile/(": "so-cap/tile/0/000",
    "^giay-chung-nhan/(?P<code>\\w+)/huy-hieu": f"giay-chung-nhan/{NOBODYS}/huy-hieu.png",
    "^giay-chung-nhan/(?P<code>\\w+)/van-bang": f"giay-chung-nhan/{NOBODYS}/van-bang.json",
    "^chia-se/(?P<token>[^/]+)/$": f"chia-se/{NOBODYS}/",
    "^chia-se/(?P<token>[^/]+)/anh": f"chia-se/{NOBODYS}/anh.png",
    "^chia-se/(?P<token>[^/]+)/huy-hieu": f"chia-se/{NOBODYS}/huy-hieu.png",
    "^chia-se/(?P<token>[^/]+)/tep": f"chia-se/{NOBODYS}/tep.png",
    "^((?:": "trang-khong-co/",
}


def routes() -> Iterator[str]:
    """Every address of ours, as the code writes it."""

    def below(resolver: Any, before: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            route = before + str(pattern.pattern)
            yield from [route] if isinstance(pattern, URLPattern) else below(pattern, route)

    yield from dict.fromkeys(below(get_resolver(), ""))


def address(route: str, rows: dict[str, str]) -> str:
    """`route` with something for each of its parts."""
    for beginning, known in EXPRESSIONS.items():
        if route.startswith(beginning):
            return f"/{known}"
    assert "(" not in route, f"tests/access knows no address for the expression {route}"
    beginning = max((place for place in PARTS if route.startswith(place)), key=len)
    parts = {**PARTS[""], **PARTS[beginning]}

    def part(found: re.Match[str]) -> str:
        name = found[1].rpartition(":")[2]
        assert name in parts, f"tests/access knows nothing to put for <{name}> in {route}"
        return rows.get(parts[name], parts[name])

    return "/" + re.sub(r"<([\w:]+)>", part, route)


@pytest.fixture
def rows(course: CoursePage) -> dict[str, Any]:
    """The cast, with something of each kind to ask for."""
    load_agencies()
    load_positions()
    cast = make_cast(at=timezone.now())
    enrolment = ready(cast.learner, course)
    facts.make_target(course, code="T1")
    appoint_teacher(person=cast.teacher, course=course, by=None, at=timezone.now())
    make_supervised(course)
    session = make_session(course, cast.teacher)
    (entry,) = enter_people(session=session, people=[cast.learner], by=cast.teacher, at=timezone.now())
    department, ahead = Agency.objects.get(code="so-noi-vu"), timezone.localdate() + dt.timedelta(days=30)
    proposal = renaming(department, name="Sở Nội vụ và Lao động", on=ahead, document="NQ")
    operation = reorganise(proposal, by=cast.provincial_officer, at=timezone.now())
    step = enrolment.course.get_children().live().first().slug
    rows = {"SESSION": session, "ENTRY": entry, "OPERATION": operation}
    commune = Agency.objects.get(code="06184")
    cohort = hold(course, commune, cast.learner, leader=cast.facilitator, by=cast.hr_officer, exam=session)
    rows |= {"CLASS": cohort, "MEETING": cohort.meetings.get(), "MEMBER": cohort.memberships.get()}
    rows["OPEN_CLASS"] = _class_for_everyone(cast, commune)
    rows["GRANT"] = AgencyRole.objects.get(person=cast.hr_officer)
    return {"cast": cast, "STEP": step, **{name: str(row.pk) for name, row in rows.items()}}


def _class_for_everyone(cast: Cast, commune: Agency) -> Cohort:
    course = facts.make_course("moi-nguoi")
    course.audience = CoursePage.Audience.CITIZEN
    course.save_revision().publish()
    days = {"first_on": timezone.localdate(), "last_on": timezone.localdate() + dt.timedelta(days=9)}
    more = {"code": "LOP-02", "meetings": [], "for_everyone": True, **days}
    return hold(course, commune, leader=cast.facilitator, by=cast.hr_officer, **more)


def answer(client: Client, where: str) -> str:
    """How `where` answers, in a word; whatever the request did is taken back."""
    with transaction.atomic():
        found = client.get(where)
        if found.status_code == 405:
            found = client.post(where)
        transaction.set_rollback(True)
    status = found.status_code
    if status in (301, 302) and "/tai-khoan/login/" in found.headers["Location"]:
        return "sign in"
    return "no" if status in (401, 403, 404) else "yes"


def clients(cast: Cast) -> dict[str, Client]:
    made = {who: Client() for who in WHO}
    for who in WHO[1:]:
        person: User = getattr(cast, who)
        made[who].force_login(person)
    return made


@pytest.mark.long
@pytest.mark.once
def test_every_address_is_open_to_those_it_is_for(rows: dict[str, Any]) -> None:
    asking = clients(rows["cast"])
    lines = [f"| {' | '.join(['address', *WHO])} |", f"|{'---|' * (len(WHO) + 1)}"]
    for route in sorted(route for route in routes() if not route.startswith(ADMINISTRATION)):
        where = address(route, rows)
        answers = [answer(client, where) for client in asking.values()]
        lines.append("| " + " | ".join([f"`{route or '/'}`".replace("|", "\\|"), *answers]) + " |")
    known = TABLE.read_text(encoding="utf-8")
    begin = known.index("| address |")
    found = known[:begin] + "\n".join(lines) + "\n"
    if found != known:
        FOUND.write_text(found, encoding="utf-8")
    assert known[begin:].splitlines() == lines


def test_the_administration_is_closed_to_those_without_a_place_in_it(rows: dict[str, Any]) -> None:
    ours = [re.sub(r"[$^]", "", route) for route in routes() if route.startswith(ADMINISTRATION)]
    plain = [route for route in ours if not re.search(r"[<(*]", route)]
    assert len(plain) > 60
    asking = clients(rows["cast"])
    closed = {"quan-tri/login/", "quan-tri/jsi18n/", "quan-tri/sprite/"}
    for who in ("anonymous", "learner"):
        open_ones = {route for route in plain if answer(asking[who], f"/{route}") == "yes"}
        assert open_ones <= closed, who


def test_a_right_that_was_given_and_taken_opens_and_closes(rows: dict[str, Any]) -> None:
    """The other half of the table: the same address, with and without a grant, and after the body went on."""
    cast = rows["cast"]
    asking, commune = clients(cast)["outsider"], Agency.objects.get(code="06184")
    assert answer(asking, "/co-quan/06184/") == "no"
    role = AgencyRole.objects.create(person=cast.outsider, agency=commune, role="unit_head", granted_at=timezone.now())
    assert [answer(asking, f"/co-quan/06184/{page}") for page in ("", "quyen/", "sap-xep/doi-ten/")] == [
        "yes", "no", "no",
    ]  # fmt: skip
    files = "/don-vi/chi-tieu/T1/?don-vi=06184&dinh-dang=csv"
    assert answer(asking, files) == "yes"
    role.withheld = ",export,"
    role.save()
    assert answer(asking, files) == "no"
    today, officer = timezone.localdate(), cast.provincial_officer
    proposal = renaming(commune, name="UBND phường Đồng Đăng", on=today, document="NQ")
    reorganise(proposal, by=officer, at=timezone.now())
    assert [answer(asking, f"/co-quan/{code}/") for code in ("06184", "06184~2")] == ["yes", "yes"]
    AgencyRole.objects.filter(person=cast.outsider, agency__code="06184~2").update(ended_at=timezone.now())
    assert [answer(asking, f"/co-quan/{code}/") for code in ("06184", "06184~2")] == ["no", "no"]
