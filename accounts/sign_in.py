"""How allauth finds and greets our people: by user name, e-mail or telephone; passwords in one normal form."""

import unicodedata
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from accounts.models import User
from accounts.telephones import read_phone


def one_form(password: str) -> str:
    """The password in NFC: telephones and computers type "ế" as different bytes (NIST SP 800-63B §3.1.1.2)."""
    return unicodedata.normalize("NFC", password)


def greeted_as(user: User) -> str:
    """What a person is called when greeted: the given name, as in "Xin chào Lan"."""
    return user.get_short_name() or user.username


class Backend(AuthenticationBackend):
    """allauth's sign-in; the password is normalised, and a telephone number may be typed in any usual way."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        if credentials.get("password"):
            credentials["password"] = one_form(credentials["password"])
        return super().authenticate(request, **credentials)


class AccountAdapter(DefaultAccountAdapter):
    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        super().set_password(user, one_form(password))

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, True) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        user.phone = read_phone(phone)
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Numbers come from the agency's roster and count as verified; there is nothing to mark."""

    def get_user_by_phone(self, phone: str) -> User | None:
        number = read_phone(phone)
        return User.objects.filter(phone=number).first() if number else None

    def clean_phone(self, phone: str) -> str:
        return read_phone(phone) or phone
