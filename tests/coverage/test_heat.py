import pytest
from django.test import Client

from accounts.models import User
from coverage.counting import AgencyShare
from coverage.heat import heat_of, level_of
from coverage.models import Target

PAGE = "/don-vi/chi-tieu/LS-334-02/"


def share(achieved: int, population: int, *, required: int = 50, name: str = "UBND xã Ba Sơn") -> AgencyShare:
    return AgencyShare(population=population, achieved=achieved, required=required, code="1", name=name)


@pytest.mark.parametrize(
    ("achieved", "population", "required", "level"),
    [(0, 8, 50, 0), (1, 8, 50, 1), (2, 8, 50, 2), (3, 8, 50, 3), (4, 8, 50, 4), (999, 1000, 100, 3), (0, 0, 50, 4)],
)
def test_level_is_quarters_of_the_way(achieved: int, population: int, required: int, level: int) -> None:
    assert level_of(share(achieved, population, required=required)) == level


def test_bands_begin_with_those_furthest_behind_and_names_are_short() -> None:
    bands = heat_of([share(8, 8, name="Sở Nội vụ"), share(0, 8), share(0, 4, name="UBND phường Kỳ Lừa")])
    assert [(band.level, [tile.name for tile in band.tiles]) for band in bands] == [
        (0, ["Ba Sơn", "Kỳ Lừa"]),
        (4, ["Sở Nội vụ"]),
    ]


def test_page_shows_the_picture_when_asked(
    client: Client, target: Target, officer: User, sen: User, outsider: User
) -> None:
    client.force_login(officer)
    assert "heat" not in client.get(PAGE).context
    [band] = client.get(PAGE, {"sap-xep": "hinh"}).context["heat"]
    assert [tile.name for tile in band.tiles] == ["Đồng Đăng", "Thất Khê"]
