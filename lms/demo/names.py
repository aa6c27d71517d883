"""Believable names, put together at random: the family names of Lạng Sơn, given names by generation.

Nobody is meant; a real bearer of such a name is chance, as it would be in any telephone book.
"""

import random

# Nùng, Tày, Kinh, Dao and Hoa families, roughly as often as one meets them in the province.
FAMILY = {
    "Hoàng": 12, "Nguyễn": 12, "Nông": 10, "Lý": 5, "Vi": 6, "Hứa": 4, "Lương": 5, "Trần": 5, "Chu": 4,
    "Triệu": 4, "Lộc": 3, "Đặng": 3, "Dương": 3, "Lê": 3, "Phạm": 2, "Bế": 2, "Đinh": 2, "Hà": 2, "Đàm": 2,
    "Lâm": 2, "Mã": 1, "La": 1, "Liễu": 1, "Phùng": 1, "Bàn": 1, "Vũ": 1, "Đoàn": 1, "Linh": 1, "Tằng": 1,
}  # fmt: skip

WOMEN_MIDDLE_OLD = ["Thị"] * 8 + ["Kim", "Bích"]
WOMEN_MIDDLE = ["Thị"] * 9 + ["Thu", "Thanh", "Bích", "Hồng", "Ngọc", "Minh", "Kim"]
WOMEN_MIDDLE_YOUNG = ["Thị"] * 5 + ["Thu", "Thùy", "Ngọc", "Khánh", "Phương", "Mai", "Diệu", "Minh", "Bảo", "Hà"]
MEN_MIDDLE_OLD = ["Văn"] * 7 + ["Xuân", "Đình", "Hữu", "Ngọc"]
MEN_MIDDLE = ["Văn"] * 6 + ["Đức", "Minh", "Quang", "Hữu", "Xuân", "Ngọc", "Công", "Trọng", "Mạnh"]
MEN_MIDDLE_YOUNG = ["Văn"] * 3 + [
    "Đức",
    "Minh",
    "Quang",
    "Tuấn",
    "Anh",
    "Hoàng",
    "Thành",
    "Hải",
    "Trung",
    "Gia",
    "Việt",
]

WOMEN_OLD = [
    "Lan",
    "Hoa",
    "Nga",
    "Hằng",
    "Thoa",
    "Lựu",
    "Nhung",
    "Thắm",
    "Bình",
    "Tuyết",
    "Sáng",
    "Liên",
    "Hòa",
    "Mận",
    "Viền",
]
WOMEN = [
    "Hương", "Thủy", "Hiền", "Huyền", "Dung", "Hạnh", "Yến", "Thương", "Phượng", "Nguyệt", "Mến", "Duyên", "Hường",
    "Loan", "Vân", "Thơm", "Điệp", "Ánh", "Hồng", "Nhàn",
]  # fmt: skip
WOMEN_YOUNG = [
    "Linh", "Trang", "Thảo", "Ngân", "Quỳnh", "Anh", "Chi", "Uyên", "Diệp", "Hà", "Ngọc", "Mai", "Giang", "Nhi", "Ly",
    "Hoài", "Thư", "Châm",
]  # fmt: skip
MEN_OLD = [
    "Hùng",
    "Dũng",
    "Sơn",
    "Thắng",
    "Thành",
    "Tiến",
    "Vinh",
    "Lâm",
    "Hợp",
    "Phúc",
    "Quý",
    "Bình",
    "Thọ",
    "Sinh",
    "Chiến",
]
MEN = [
    "Tuấn", "Cường", "Hải", "Hưng", "Quyết", "Toàn", "Trường", "Kiên", "Dương", "Thái", "Hiếu", "Chung", "Đông", "Tú",
    "Quân", "Hoàn", "Thịnh", "Huy", "Thạch", "Khánh",
]  # fmt: skip
MEN_YOUNG = [
    "Nam", "Long", "Đạt", "Duy", "Phong", "Hoàng", "Tùng", "Minh", "Đức", "Khoa", "Việt", "An", "Lộc", "Bách", "Nhật",
    "Quang", "Sang", "Thiện",
]  # fmt: skip

GENERATIONS = (
    (1976, (WOMEN_MIDDLE_OLD, WOMEN_OLD), (MEN_MIDDLE_OLD, MEN_OLD)),
    (1991, (WOMEN_MIDDLE, WOMEN), (MEN_MIDDLE, MEN)),
    (9999, (WOMEN_MIDDLE_YOUNG, WOMEN_YOUNG), (MEN_MIDDLE_YOUNG, MEN_YOUNG)),
)
_FAMILIES = list(FAMILY)
_OFTEN = list(FAMILY.values())


def invent_name(chance: random.Random, *, born: int, is_woman: bool) -> str:
    """A full name, family name first, as given to somebody `born` in that year."""
    family = chance.choices(_FAMILIES, _OFTEN)[0]
    women, men = next((women, men) for until, women, men in GENERATIONS if born < until)
    middles, givens = women if is_woman else men
    middle = chance.choice([name for name in middles if name != family])
    given = chance.choice([name for name in givens if name not in (middle, family)])
    return f"{family} {middle} {given}"
