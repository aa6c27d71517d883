import random
import unicodedata

from lms.demo.names import invent_name


def test_names_are_always_the_same() -> None:
    def names() -> list[str]:
        chance = random.Random(1)
        return [invent_name(chance, born=1966 + n, is_woman=n % 2 == 0) for n in range(30)]

    assert names() == names()


def test_names_are_in_one_form_and_of_three_words() -> None:
    chance = random.Random(2)
    for n in range(2000):
        name = invent_name(chance, born=1966 + n % 38, is_woman=n % 2 == 0)
        assert name == unicodedata.normalize("NFC", name)
        assert len(name.split(" ")) == len(set(name.split(" "))) == 3
