"""A request whose sender is known: for views that only signed-in people reach."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    user: User
