"""The first pages of a new site."""

from typing import Any

import pytest
from django.core.management import call_command
from wagtail.models import Page, Site

from courses.models import CourseIndexPage
from home.models import HomePage
from home.setting_up import ensure_site


def test_new_site_has_a_front_page_and_a_catalogue(db: None) -> None:
    home = ensure_site()
    catalogue = CourseIndexPage.objects.get()
    assert (home.live, catalogue.live, catalogue.get_parent().specific) == (True, True, home)
    site = Site.objects.get()
    assert (site.is_default_site, site.root_page.specific, site.hostname, site.port) == (True, home, "localhost", 8000)
    assert "Lạng Sơn" in site.site_name


def test_welcome_page_of_the_first_migration_is_gone(db: None) -> None:
    assert Page.objects.filter(depth=2).count() == 1
    home = ensure_site()
    assert [page.specific for page in Page.objects.filter(depth=2)] == [home]


def test_setting_up_twice_changes_nothing(db: None) -> None:
    home = ensure_site()
    home.question = "Câu chào của tỉnh"
    home.save_revision().publish()
    before = (Page.objects.count(), Site.objects.get().pk)
    assert ensure_site() == home
    assert (Page.objects.count(), Site.objects.get().pk) == before
    assert HomePage.objects.get().question == "Câu chào của tỉnh"


def test_setting_up_again_makes_what_is_missing(db: None) -> None:
    home = ensure_site()
    CourseIndexPage.objects.get().delete()
    home.refresh_from_db()
    ensure_site()
    assert CourseIndexPage.objects.get().get_parent().specific == home


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://hocvuso.example", ("hocvuso.example", 443)),
        ("http://hocvuso.example", ("hocvuso.example", 80)),
        ("http://localhost:8123", ("localhost", 8123)),
    ],
)
def test_site_follows_the_address_it_runs_at(db: None, settings: Any, address: str, expected: tuple[str, int]) -> None:
    ensure_site()
    settings.BASE_URL = address
    ensure_site()
    site = Site.objects.get()
    assert (site.hostname, site.port) == expected


def test_command_tells_the_address(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("set_up_site")
    assert capsys.readouterr().out == "The front page is http://localhost:8000/\n"
