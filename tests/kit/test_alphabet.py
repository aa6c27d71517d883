from kit.alphabet import alphabetical


def test_letters_follow_the_vietnamese_alphabet() -> None:
    names = ["Yên Bình", "Đồng Đăng", "Ân Thi", "Dương Hưu", "An Bình", "Ăn Hòa", "Ê Đê", "Ea", "Ương", "Ung"]
    assert sorted(names, key=alphabetical) == [
        "An Bình", "Ăn Hòa", "Ân Thi", "Dương Hưu", "Đồng Đăng", "Ea", "Ê Đê", "Ung", "Ương", "Yên Bình",
    ]  # fmt: skip


def test_tones_only_break_ties() -> None:
    assert sorted(["Tạ", "Tá", "Tã", "Tả", "Tà", "Ta", "Tám"], key=alphabetical) == [
        "Ta", "Tà", "Tả", "Tã", "Tá", "Tạ", "Tám",
    ]  # fmt: skip


def test_numbers_go_by_value_and_composition_makes_no_difference() -> None:
    assert sorted(["Phường 10", "Phường 9"], key=alphabetical) == ["Phường 9", "Phường 10"]
    assert alphabetical("Hoa\u0300") == alphabetical("Hoà")
