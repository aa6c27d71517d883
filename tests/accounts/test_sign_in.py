"""Signing in: by user name, e-mail or telephone; guarded, and gentle with a whole class at once."""

import unicodedata
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.utils.translation import gettext

from accounts.models import User
from accounts.sign_in import AccountAdapter

PASSWORD = "mật khẩu đủ dài"


@pytest.fixture
def lan(db: None) -> User:
    user = User(username="nong.thi.lan", full_name="Nông Thị  Lan", email="lan@example.com", phone="+84900000001")
    AccountAdapter().set_password(user, PASSWORD)
    user.save()
    return user


def sign_in(client: Client, login: str, password: str = PASSWORD) -> Any:
    return client.post("/tai-khoan/login/", {"login": login, "password": password})


@pytest.mark.parametrize("login", ["nong.thi.lan", "NONG.THI.LAN", "lan@example.com", "0900000001", "+84 900 000 001"])
def test_sign_in_takes_user_name_email_or_telephone(client: Client, lan: User, login: str) -> None:
    response = sign_in(client, login)
    assert (response.status_code, response.headers.get("Location")) == (302, "/viec-hoc/")
    assert client.session["_auth_user_id"] == str(lan.pk)


def test_who_signs_in_is_greeted_by_the_given_name(client: Client, lan: User) -> None:
    greetings = [str(message) for message in get_messages(sign_in(client, "nong.thi.lan").wsgi_request)]
    assert greetings == [gettext("Successfully signed in as %(name)s.") % {"name": "Lan"}]


def test_a_poor_password_is_refused_in_the_language_of_the_page(client: Client, db: None) -> None:
    newcomer = {"full_name": "Ma A Pó", "username": "ma.a.po", "password1": "Ab1"}
    page = client.post("/tai-khoan/signup/", newcomer).content.decode()
    assert ("This password" in page, "Mật khẩu ngắn quá. Cần ít nhất 8 ký tự." in page) == (False, True)


def test_password_typed_in_another_unicode_form_is_the_same(client: Client, lan: User) -> None:
    decomposed = unicodedata.normalize("NFD", PASSWORD)
    assert decomposed != PASSWORD
    assert sign_in(client, "nong.thi.lan", decomposed).status_code == 302


def test_wrong_password_is_refused_in_vietnamese(client: Client, lan: User) -> None:
    response = sign_in(client, "nong.thi.lan", "sai rồi sai rồi")
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
    assert 'lang="vi"' in response.content.decode()


def test_five_wrong_passwords_guard_the_account_even_against_the_right_one(client: Client, lan: User) -> None:
    for _try in range(5):
        sign_in(client, "nong.thi.lan", "sai rồi sai rồi")
    sign_in(client, "nong.thi.lan")
    assert "_auth_user_id" not in client.session


def test_a_class_of_forty_signs_in_from_one_address(db: None) -> None:
    people = []
    for number in range(40):
        person = User(username=f"hoc.vien.{number:02}", full_name=f"Học Viên {number}")
        person.set_password(PASSWORD)
        people.append(person)
        person.save()
    results = [sign_in(Client(), person.username).status_code for person in people]
    assert results == [302] * 40


def test_the_admin_has_no_sign_in_of_its_own(client: Client, lan: User) -> None:
    response = client.post("/quan-tri/login/", {"username": "nong.thi.lan", "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/tai-khoan/login/")
    assert "_auth_user_id" not in client.session


def test_a_newcomer_signs_up_with_a_name_and_a_password(client: Client, db: None) -> None:
    response = client.post(
        "/tai-khoan/signup/",
        {"full_name": "Hoàng  Văn Thụ", "username": "hoang.thu", "email": "", "password1": "bốn mùa hoa hồi"},
    )
    assert response.status_code == 302, response.content.decode()
    person = User.objects.get(username="hoang.thu")
    assert (person.full_name, person.name_key, person.email, person.phone) == (
        "Hoàng Văn Thụ",
        "hoang van thu",
        None,
        None,
    )


def test_two_people_without_email_or_telephone_may_both_exist(db: None) -> None:
    for username in ("mot", "hai"):
        User.objects.create_user(username=username, full_name=username, email="", password=PASSWORD)
    assert User.objects.filter(email=None, phone=None).count() == 2


def test_people_are_found_without_accents(lan: User) -> None:
    assert [person.username for person in User.objects.matching("nong LAN")] == ["nong.thi.lan"]
    assert list(User.objects.matching("nong hoa")) == []


def test_createsuperuser_asks_for_nothing_the_model_lacks(db: None) -> None:
    call_command("createsuperuser", interactive=False, username="admin", full_name="Quản trị")
    assert User.objects.get(username="admin").is_superuser
