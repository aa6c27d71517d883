"""Leave, posts besides, leaving for good and coming back: dated, kept, and recorded by those who may."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from lms.demo.cast import Cast
from tests.courses.study import our_queries
from tests.workforce.rosters import DONG_DANG, THAT_KHE
from workforce.employing import CannotChangeStaff, NotInCharge, TooEarly, employment_of, hire
from workforce.leaving import AlreadyAway, NotAway, come_back, go_on_leave, leave_service
from workforce.models import Agency, Departure, Employment, Leave, Position, Posting
from workforce.people.finding import history_of
from workforce.posting import NoSuchPost, end_posting, post

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
ON, LATER, LAST = dt.date(2026, 10, 1), dt.date(2026, 12, 1), dt.date(2027, 1, 1)
PEOPLE = "/nhan-su/nguoi/"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_leave_begins_ends_and_stays_on_record(cast: Cast) -> None:
    who: dict[str, Any] = {"person": cast.learner, "by": cast.hr_officer, "at": NOW}
    away: dict[str, Any] = {**who, "kind": Leave.Kind.MATERNITY, "on": ON, "until": None}
    leave = go_on_leave(**away)
    assert go_on_leave(**away) == leave
    with pytest.raises(AlreadyAway):
        go_on_leave(**{**away, "kind": Leave.Kind.STUDY, "on": LATER})
    with pytest.raises(TooEarly):
        go_on_leave(**{**away, "on": dt.date(2026, 9, 1), "until": dt.date(2026, 8, 1)})
    with pytest.raises(TooEarly):
        come_back(**who, on=ON)
    assert come_back(**who, on=LATER) == come_back(**who, on=LATER) == leave
    with pytest.raises(NotAway):
        come_back(**who, on=LAST)
    assert list(Leave.objects.values_list("starts_on", "ends_on")) == [(ON, LATER)]
    assert (Leave.objects.at(LATER).exists(), employment_of(cast.learner, ON) is None) == (False, False)
    for by in (cast.outsider, cast.unit_head):
        with pytest.raises(NotInCharge):
            go_on_leave(**{**away, "by": by, "on": LAST})


def test_posts_stand_beside_the_employment(cast: Cast) -> None:
    elsewhere, own = Agency.objects.get(code=THAT_KHE), Agency.objects.get(code=DONG_DANG)
    position = Position.objects.get(code="chuyen-vien")
    given: dict[str, Any] = {
        "person": cast.learner,
        "kind": Posting.Kind.SECONDED,
        "agency": elsewhere,
        "position": position,
        "on": ON,
        "until": None,
        "by": cast.hr_officer,
        "at": NOW,
    }
    posting = post(**given)
    assert post(**given) == posting
    for wrong in ({"on": LATER}, {"agency": own}):
        with pytest.raises(NoSuchPost):
            post(**{**given, **wrong})
    with pytest.raises(NotInCharge):
        post(**{**given, "by": cast.outsider})
    second = post(**{**given, "kind": Posting.Kind.CONCURRENT, "agency": own})
    job = employment_of(cast.learner, ON)
    assert job is not None
    assert (job.agency, Posting.objects.at(ON).count()) == (own, 2)
    assert end_posting(posting=posting, on=LATER, by=cast.hr_officer, at=NOW).ends_on == LATER
    end_posting(posting=posting, on=LATER, by=cast.hr_officer, at=NOW)
    with pytest.raises(NoSuchPost):
        end_posting(posting=posting, on=LAST, by=cast.hr_officer, at=NOW)
    with pytest.raises(NotInCharge):
        end_posting(posting=second, on=LATER, by=cast.outsider, at=NOW)


def test_retired_and_back(cast: Cast) -> None:
    who: dict[str, Any] = {"person": cast.learner, "by": cast.hr_officer, "at": NOW}
    go_on_leave(**who, kind=Leave.Kind.WAITING, on=ON, until=None)
    gone = leave_service(**who, reason=Departure.Reason.RETIRED, on=LATER, document="QĐ 12/QĐ-UBND")
    assert leave_service(**who, reason=Departure.Reason.RESIGNED, on=LATER) == gone
    assert (Departure.objects.get().reason, Leave.objects.get().ends_on) == (Departure.Reason.RETIRED, LATER)
    assert employment_of(cast.learner, LATER) is None
    with pytest.raises(CannotChangeStaff):
        go_on_leave(**who, kind=Leave.Kind.SICK, on=LATER, until=None)
    last = Employment.objects.filter(person=cast.learner).latest("starts_on")
    hire(**who, agency=last.agency, position=last.position, category=last.category, on=LAST)
    assert [(stage.kind, stage.starts_on) for stage in history_of(cast.learner)][:2] == [
        ("quá trình công tác", LAST),
        ("vắng mặt", ON),
    ]


def test_the_pages_of_people(cast: Cast) -> None:
    client, day = signed_in(cast.hr_officer), timezone.localdate()
    listed = client.get(f"{PEOPLE}?don-vi={DONG_DANG}")
    assert [job.person.username for job, _standing in listed.context["rows"]] == ["thang", "huong", "lan"]
    assert client.get(f"{PEOPLE}?tim=nong thi").context["page"].paginator.count == 1
    page = f"{PEOPLE}lan/"

    def tell(key: str, **data: Any) -> int:
        return client.post(f"{page}{key}/", {name: str(value) for name, value in data.items()}).status_code

    assert tell("nghi-phep", kind="om_dau", on=day, until=day) == 422
    assert tell("nghi-phep", kind="om_dau", on=day) == 302
    assert client.get(f"{PEOPLE}?tim=lan").context["rows"][0][1] == ["nghỉ ốm"]
    assert tell("tro-lai", on=day + dt.timedelta(days=1)) == 302
    assert tell("biet-phai", kind="biet_phai", agency=THAT_KHE, position="chuyen-vien", on=day) == 302
    posting = Posting.objects.get()
    assert tell("thoi-biet-phai", posting=posting.pk, on=day + dt.timedelta(days=2)) == 302
    moved = {"agency": DONG_DANG, "position": "van-phong-thong-ke", "category": "cong_chuc", "on": day}
    assert tell("dieu-chuyen", **{**moved, "agency": THAT_KHE}) == 422  # not an agency of hers
    assert tell("dieu-chuyen", **moved) == 302
    assert tell("thoi-viec", reason="nghi_huu", on=day + dt.timedelta(days=5)) == 302
    assert tell("khong-co", on=day) == 302
    assert Departure.objects.get().employment.position.code == "van-phong-thong-ke"
    assert client.get(page).status_code == 200
    Employment.objects.filter(departure__isnull=False).update(ends_on=day + dt.timedelta(days=1))
    for person in (cast.outsider, cast.unit_head, cast.learner, cast.citizen):
        assert signed_in(person).get(page).status_code == 404
        assert signed_in(person).post(f"{page}nghi-phep/", {"kind": "om_dau", "on": day}).status_code == 404
    assert (signed_in(cast.outsider).get(PEOPLE).status_code, signed_in(cast.learner).get(PEOPLE).status_code) == (
        200,
        404,
    )
    assert Client().get(page).status_code == 302


def test_what_the_list_asks_does_not_grow(cast: Cast) -> None:
    client = signed_in(cast.hr_officer)

    def asked(words: str) -> int:
        client.get(f"{PEOPLE}?tim={words}")
        with our_queries() as queries:
            client.get(f"{PEOPLE}?tim={words}")
        return len(queries)

    assert asked("nong") == asked("")
