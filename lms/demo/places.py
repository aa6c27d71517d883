"""How many people work in each agency of the demo, and as what.

Sizes are ours, chosen so that they add up to the 31,619 accounts of KH 206/KH-UBND (2021); the
split of the 73 IT staff, 51 in provincial agencies and 22 below, is that of the same plan, put on
today's communes as an illustration.
"""

import random
from dataclasses import dataclass

from workforce.models import Agency, Employment

STAFF = 31_619
EDUCATION, HEALTH, PROVINCE = "so-giao-duc-va-dao-tao", "so-y-te", "20"

SIZES = {
    PROVINCE: 6, "van-phong-ubnd-tinh": 95, "so-noi-vu": 210, "so-tai-chinh": 190, "so-xay-dung": 220,
    "so-nong-nghiep-va-moi-truong": 520, "so-khoa-hoc-va-cong-nghe": 165, "so-dan-toc-va-ton-giao": 60,
    "so-cong-thuong": 240, HEALTH: 4600, "so-van-hoa-the-thao-va-du-lich": 260, "so-tu-phap": 110,
    "so-ngoai-vu": 60, "thanh-tra-tinh": 90, "bql-kkt-dong-dang-lang-son": 85, "tt-phuc-vu-hanh-chinh-cong": 60,
    "cong-an-tinh": 300, "tinh-uy": 230, "mttq-va-doan-the": 210, "hdnd-tinh": 40,
}  # fmt: skip
COMMUNE_SIZE = (70, 120)

IT_IN_PROVINCE = {
    "so-khoa-hoc-va-cong-nghe": 8, "so-y-te": 6, "so-nong-nghiep-va-moi-truong": 4, EDUCATION: 4,
    "van-phong-ubnd-tinh": 3, "so-noi-vu": 3, "so-tai-chinh": 3, "so-xay-dung": 3, "so-cong-thuong": 3,
    "so-van-hoa-the-thao-va-du-lich": 2, "so-tu-phap": 2, "cong-an-tinh": 2, "tinh-uy": 2,
    "so-dan-toc-va-ton-giao": 1, "so-ngoai-vu": 1, "thanh-tra-tinh": 1, "bql-kkt-dong-dang-lang-son": 1,
    "tt-phuc-vu-hanh-chinh-cong": 1, "mttq-va-doan-the": 1,
}  # fmt: skip
# The twenty-second is Nông Thị Lan of the cast, at UBND xã Đồng Đăng.
IT_IN_COMMUNES = (
    "05977", "05983", "05986", "06187", "06040", "06046", "06112", "06124", "06154", "06211", "06253", "06280",
    "06325", "06364", "06385", "06415", "06463", "06475", "06526", "06529", "06613",
)  # fmt: skip

OFFICIAL = Employment.Category.OFFICIAL.value
CIVIL_SERVANT = Employment.Category.CIVIL_SERVANT.value
PUBLIC_EMPLOYEE = Employment.Category.PUBLIC_EMPLOYEE.value
WORKER = Employment.Category.WORKER.value


@dataclass(frozen=True)
class Seat:
    """A job: position, category, and the flags that targets count by."""

    position: str
    category: str
    is_leader: bool = False
    is_it_staff: bool = False


IT_SEAT = Seat("chuyen-vien-cntt", CIVIL_SERVANT, is_it_staff=True)
SERVANT = Seat("nhan-vien-phuc-vu", WORKER)
CLERK = Seat("chuyen-vien", CIVIL_SERVANT)
SENIOR = Seat("chuyen-vien-chinh", CIVIL_SERVANT)
ACCOUNTANT = Seat("ke-toan-vien", CIVIL_SERVANT)
ARCHIVIST = Seat("van-thu-luu-tru", CIVIL_SERVANT)
SECTION_HEAD = Seat("truong-phong", CIVIL_SERVANT, is_leader=True)
SECTION_DEPUTY = Seat("pho-truong-phong", CIVIL_SERVANT, is_leader=True)
UNIT_STAFF = Seat("vien-chuc-su-nghiep", PUBLIC_EMPLOYEE)
DEPUTY_CHAIR = Seat("pho-chu-tich-ubnd-xa", OFFICIAL, is_leader=True)
COMMUNE_SECTION = Seat("truong-phong-xa", CIVIL_SERVANT, is_leader=True)
OFFICE, REGISTRAR = Seat("van-phong-thong-ke", CIVIL_SERVANT), Seat("tu-phap-ho-tich", CIVIL_SERVANT)
LAND, FINANCE = Seat("dia-chinh-xay-dung", CIVIL_SERVANT), Seat("tai-chinh-ke-toan", CIVIL_SERVANT)
CULTURE, COUNTER = Seat("van-hoa-xa-hoi", CIVIL_SERVANT), Seat("mot-cua", CIVIL_SERVANT)


@dataclass(frozen=True)
class House:
    """How the people of one kind of agency are made up: the first ones by name, the rest by chance."""

    first: tuple[Seat, ...]
    rest: dict[Seat, int]

    def seat(self, place: int, chance: random.Random) -> Seat:
        if place < len(self.first):
            return self.first[place]
        return chance.choices(list(self.rest), list(self.rest.values()))[0]


COMMUNE_HOUSE = House(
    first=(
        Seat("chu-tich-ubnd-xa", OFFICIAL, is_leader=True),
        *(OFFICE, REGISTRAR, DEPUTY_CHAIR, COUNTER, LAND, FINANCE, CULTURE, COMMUNE_SECTION, DEPUTY_CHAIR),
        *(Seat("chi-huy-truong-quan-su", CIVIL_SERVANT), COMMUNE_SECTION, COMMUNE_SECTION),
    ),
    rest={
        CLERK: 26,
        OFFICE: 9,
        REGISTRAR: 9,
        LAND: 11,
        FINANCE: 8,
        CULTURE: 10,
        COUNTER: 8,
        UNIT_STAFF: 14,
        SERVANT: 5,
    },
)
DEPARTMENT_HOUSE = House(
    first=(
        Seat("giam-doc-so", CIVIL_SERVANT, is_leader=True),
        *(CLERK, SECTION_HEAD, Seat("pho-giam-doc-so", CIVIL_SERVANT, is_leader=True), ACCOUNTANT, ARCHIVIST),
    ),
    rest={
        CLERK: 38,
        SENIOR: 14,
        SECTION_HEAD: 7,
        SECTION_DEPUTY: 9,
        ACCOUNTANT: 4,
        ARCHIVIST: 4,
        UNIT_STAFF: 18,
        SERVANT: 6,
    },
)
PROVINCE_HOUSE = House(first=(), rest={Seat("lanh-dao-tinh", OFFICIAL, is_leader=True): 1})
INSPECTORATE_HOUSE = House(
    first=DEPARTMENT_HOUSE.first, rest={Seat("thanh-tra-vien", CIVIL_SERVANT): 70, **DEPARTMENT_HOUSE.rest}
)
EDUCATION_HOUSE = House(
    first=DEPARTMENT_HOUSE.first,
    rest={
        Seat("giao-vien-tieu-hoc", PUBLIC_EMPLOYEE): 33, Seat("giao-vien-thcs", PUBLIC_EMPLOYEE): 26,
        Seat("giao-vien-mam-non", PUBLIC_EMPLOYEE): 22, Seat("giao-vien-thpt", PUBLIC_EMPLOYEE): 9,
        Seat("hieu-truong", PUBLIC_EMPLOYEE, is_leader=True): 2,
        Seat("pho-hieu-truong", PUBLIC_EMPLOYEE, is_leader=True): 3, UNIT_STAFF: 3, SERVANT: 3,
    },
)  # fmt: skip
HEALTH_HOUSE = House(
    first=DEPARTMENT_HOUSE.first,
    rest={
        Seat("dieu-duong", PUBLIC_EMPLOYEE): 34, Seat("bac-si", PUBLIC_EMPLOYEE): 22, Seat("y-si", PUBLIC_EMPLOYEE): 15,
        Seat("ho-sinh", PUBLIC_EMPLOYEE): 9, Seat("duoc-si", PUBLIC_EMPLOYEE): 8, UNIT_STAFF: 6, SERVANT: 5,
        Seat("giam-doc-don-vi-y-te", PUBLIC_EMPLOYEE, is_leader=True): 1,
    },
)  # fmt: skip
OF_ITS_OWN = {
    EDUCATION: EDUCATION_HOUSE,
    HEALTH: HEALTH_HOUSE,
    PROVINCE: PROVINCE_HOUSE,
    "thanh-tra-tinh": INSPECTORATE_HOUSE,
}


def is_commune(kind: str) -> bool:
    return kind in (Agency.Kind.COMMUNE, Agency.Kind.WARD)


def house_of(code: str, kind: str) -> House:
    return OF_ITS_OWN.get(code) or (COMMUNE_HOUSE if is_commune(kind) else DEPARTMENT_HOUSE)


def it_seats(code: str) -> int:
    """How many IT staff an agency has; they come first, so that every slice of the demo holds all of them."""
    return IT_IN_PROVINCE.get(code, 1 if code in IT_IN_COMMUNES else 0)


def sizes_of(kinds: dict[str, str], *, seed: int) -> dict[str, int]:
    """People per agency, for agencies given as code → kind; education has what is left of the total."""
    sizes = dict(SIZES)
    for code, kind in kinds.items():
        if is_commune(kind):
            sizes[code] = random.Random(f"{seed}-{code}").randint(*COMMUNE_SIZE)  # noqa: S311 (believable, not secret)
    sizes[EDUCATION] = STAFF - sum(sizes.values())
    return sizes
