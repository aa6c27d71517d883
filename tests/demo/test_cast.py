import datetime as dt

from django.test import Client
from django.utils import timezone

from accounts.models import User
from lms.demo.cast import MEMBERS, demo_password, make_cast
from workforce.employing import employment_of
from workforce.models import Employment

TODAY = dt.date(2026, 11, 22)


def test_cast_is_made_once(db: None) -> None:
    first = make_cast(at=timezone.now())
    assert list(make_cast(at=timezone.now())) == list(first)
    assert User.objects.count() == len(MEMBERS) == 12


def test_cast_has_history(db: None) -> None:
    cast = make_cast(at=timezone.now())
    lan = employment_of(cast.learner, TODAY)
    assert lan is not None
    assert (lan.agency.name, lan.position.code, lan.is_it_staff) == ("UBND xã Đồng Đăng", "chuyen-vien-cntt", True)
    before = employment_of(cast.learner, dt.date(2025, 6, 30))
    assert before is not None
    assert before.agency.name == "UBND huyện Cao Lộc"
    assert employment_of(cast.citizen, TODAY) is None
    assert Employment.objects.at(TODAY).filter(is_it_staff=True).count() == 1


def test_cast_can_sign_in(db: None, client: Client) -> None:
    cast = make_cast(at=timezone.now())
    for person in cast:
        assert client.login(username=person.username, password=demo_password()), person.username


def test_author_may_work_in_the_administration_and_the_learner_not(db: None, client: Client) -> None:
    cast = make_cast(at=timezone.now())
    client.force_login(cast.author)
    assert client.get("/quan-tri/").status_code == 200
    client.force_login(cast.learner)
    assert client.get("/quan-tri/").status_code == 302
