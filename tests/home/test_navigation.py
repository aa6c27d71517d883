"""The bar of an agency: on its pages, for who looks after one, and where the reader is."""

import pytest

from home.navigation import Doors, unit_places

HEAD, HR = Doors(agencies=True), Doors(agencies=True, staff=True)


@pytest.mark.parametrize(
    ("path", "doors", "here"),
    [
        ("/don-vi/", HEAD, ["Chỉ tiêu"]),
        ("/don-vi/chi-tieu/LS-334-01/danh-sach/", HEAD, ["Chỉ tiêu"]),
        ("/don-vi/nhiem-vu/3/", HEAD, ["Nhiệm vụ học tập"]),
        ("/co-quan/06184/quyen/", HEAD, ["Cây đơn vị"]),
        ("/nhan-su/xoa-du-lieu/", HR, ["Nhân sự"]),
        ("/lop-hoc/1/", HEAD, ["Lớp học"]),
    ],
)
def test_one_place_of_the_bar_is_where_the_reader_is(path: str, doors: Doors, here: list[str]) -> None:
    assert [place.label for place in unit_places(path, doors) if place.is_here] == here


@pytest.mark.parametrize(("path", "doors"), [("/don-vi/", Doors()), ("/khoa-hoc/", HR), ("/lop-hoc/", Doors())])
def test_there_is_no_bar_elsewhere_nor_for_others(path: str, doors: Doors) -> None:
    assert unit_places(path, doors) == []
