"""How pages look is the visitor's choice: kept in a cookie, written by the server, never another visitor's."""

from typing import Any

import pytest
from django.test import Client

from home.models import HomePage
from kit.display import PLAIN, Display, display_of

ADDRESS = "/hien-thi/"


@pytest.mark.parametrize(
    ("cookie", "look"),
    [
        ("", PLAIN),
        ("dark.4.2", Display("dark", "4", "2")),
        ("light.2.1.thua", Display("light", "2", "1")),
        ('dark"><script>.9.7', PLAIN),
        ("dark", Display("dark", "1", "1")),
        ("....", PLAIN),
    ],
)
def test_cookie_says_only_what_there_is_to_choose(cookie: str, look: Display) -> None:
    assert display_of({"hien_thi": cookie}) == look


def test_choice_is_kept_and_leads_back(client: Client, site: HomePage) -> None:
    response = client.post(ADDRESS, {"theme": "dark", "size": "3", "spacing": "2", "next": "/khoa-hoc/"})
    assert (response.headers["Location"], client.cookies["hien_thi"].value) == ("/khoa-hoc/", "dark.3.2")
    page = client.get("/khoa-hoc/").content.decode()
    assert 'data-theme="dark" data-size="3" data-spacing="2"' in page
    form = client.get(ADDRESS).content.decode()
    assert 'name="theme" value="dark" checked' in form


def test_choice_leads_to_no_foreign_page(client: Client, site: HomePage) -> None:
    assert client.post(ADDRESS, {"next": "https://vi.du/"}).headers["Location"] == "/"


@pytest.mark.parametrize("address", ["/", "/khoa-hoc/"])
def test_page_kept_for_strangers_is_kept_for_each_look(client: Client, site: HomePage, address: str) -> None:
    def look(cookie: str) -> Any:
        client.cookies["hien_thi"] = cookie
        return client.get(address).content.decode().partition("<head>")[0].partition("data-theme=")[2]

    for _turn in range(2):
        assert look("dark.4.2").startswith('"dark" data-size="4" data-spacing="2"')
        assert look("").startswith('"auto" data-size="1" data-spacing="1"')
