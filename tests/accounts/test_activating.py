"""Taking over an account with a code on paper: once, by its person, guarded against guessing."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.activating import CannotActivate, activate, give_codes, in_groups, invite_by_mail
from accounts.models import ActivationCode, Notice, User

NOW = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
GOOD = "mật khẩu đủ dài"


def account(username: str, **more: str) -> User:
    person = User(username=username, full_name="Nông Thị Lan", **more)
    person.set_unusable_password()
    person.save()
    return person


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create_user("huong", full_name="Lý Thị Hương", password="of her own")


def code_for(person: User, officer: User, at: dt.datetime = NOW) -> str:
    [(_person, code)] = give_codes(people=User.objects.filter(pk=person.pk), by=officer, at=at)
    return code


def test_a_code_works_once(officer: User) -> None:
    lan = account("nong.thi.lan", phone="+84912000001")
    code = in_groups(code_for(lan, officer))
    with pytest.raises(ValidationError):
        activate(login="nong.thi.lan", typed=code, password="12345678", at=NOW)
    typed = code.lower().replace("0", "o").replace("-", " ")
    assert activate(login="0912 000 001", typed=typed, password=GOOD, at=NOW) == lan
    assert User.objects.get(pk=lan.pk).check_password(GOOD)
    with pytest.raises(CannotActivate):
        activate(login="nong.thi.lan", typed=code, password=GOOD, at=NOW)
    assert code not in str(ActivationCode.objects.values_list())


def test_what_opens_nothing(officer: User) -> None:
    lan, hung = account("lan.moi"), account("hung.moi")
    old, other = code_for(lan, officer), code_for(hung, officer)
    new = code_for(lan, officer)
    tries = [("lan.moi", old), ("lan.moi", other), ("khong.co", new), ("lan.moi", ""), ("", new), ("lan.moi", new[:-1])]
    late = NOW + dt.timedelta(days=31)
    sentences = set()
    for login, code, at in [*((login, code, NOW) for login, code in tries), ("lan.moi", new, late)]:
        with pytest.raises(CannotActivate) as refusal:
            activate(login=login, typed=code, password=GOOD, at=at)
        sentences.add(str(refusal.value))
    assert len(sentences) == 1
    assert activate(login="LAN.MOI", typed=new, password=GOOD, at=NOW) == lan


def test_no_code_for_an_account_in_use(officer: User) -> None:
    lan = account("lan.moi")
    code = code_for(lan, officer)
    lan.set_password("chosen by mail meanwhile")
    lan.save()
    with pytest.raises(CannotActivate):
        activate(login="lan.moi", typed=code, password=GOOD, at=NOW)
    assert give_codes(people=User.objects.filter(pk__in=[lan.pk, officer.pk]), by=officer, at=NOW) == []


def test_letters_go_once_a_day_to_unused_accounts(officer: User) -> None:
    people = [account("a", email="a@example.com"), account("b"), officer]
    for _twice in range(2):
        assert invite_by_mail(people=people, agency="UBND xã Đồng Đăng", at=NOW) == 1
    [letter] = Notice.objects.all()
    assert (letter.person, letter.mail_wanted, letter.seen_at) == (people[0], True, NOW)


def test_the_page_is_open_and_guarded(client: Client, officer: User) -> None:
    [(lan, code)] = give_codes(
        people=User.objects.filter(pk=account("lan.moi").pk), by=officer, at=dt.datetime.now(tz=dt.UTC)
    )
    assert client.get("/kich-hoat/?ten=lan.moi").context["form"]["login"].value() == "lan.moi"
    assert client.post("/kich-hoat/", {"login": "lan.moi", "code": code, "password": "lanmoi"}).status_code == 422
    done = client.post("/kich-hoat/", {"login": "lan.moi", "code": code, "password": GOOD})
    assert (done.status_code, client.session["_auth_user_id"]) == (302, str(lan.pk))
    stranger = Client()
    second = account("hung.moi")
    for _try in range(5):
        stranger.post("/kich-hoat/", {"login": "hung.moi", "code": "0" * 12, "password": GOOD})
    right = give_codes(people=User.objects.filter(pk=second.pk), by=officer, at=dt.datetime.now(tz=dt.UTC))[0][1]
    assert stranger.post("/kich-hoat/", {"login": "hung.moi", "code": right, "password": GOOD}).status_code == 422
