"""Addresses of the officer's people. User names hold letters, digits and @ . + - _ alone."""

from django.urls import path, register_converter

from workforce.people import screens


class UserName:
    regex = r"[\w.@+-]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(UserName, "username")
app_name = "people"

urlpatterns = [
    path("", screens.people, name="people"),
    path("<username:username>/", screens.person, name="person"),
    path("<username:username>/<slug:key>/", screens.act, name="act"),
]
