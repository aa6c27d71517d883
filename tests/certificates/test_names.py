"""Whatever a person is called: a paper that says exactly that, or a refusal in plain Vietnamese."""

import dataclasses
import unicodedata

import pytest

from benchmarks.names import LONGEST, thousand_names, toned_vowels
from certificates.fitting import CannotFit
from certificates.house_designs import SOLEMN, WARM
from certificates.rendering import CannotRender, render
from certificates.sample import sample_facts
from certificates.words import CannotPrint, Words, put_into_words
from kit.pdf import read_pdf
from tests.certificates.conftest import AT

FACTS = dataclasses.replace(sample_facts(at=AT), is_sample=False)
IN_CAPITALS_SMALL_AND_USUAL = 3 * len(toned_vowels())  # every letter with every tone; `make bench` makes all thousand
READ_BY_PYPDF = 20  # one in so many: pypdf takes longer than all the rest

NAMES = thousand_names()[:IN_CAPITALS_SMALL_AND_USUAL]


def words(holder: str) -> Words:
    return put_into_words(dataclasses.replace(FACTS, holder=holder), SOLEMN.texts)


def test_names_cover_every_letter_with_every_tone() -> None:
    names = thousand_names()
    letters = set(unicodedata.normalize("NFC", "".join(NAMES)))
    wanted = {*toned_vowels(), *"bcdđghklmnpqrstvx"}
    assert wanted | {letter.upper() for letter in wanted} <= letters
    assert len(set(names)) == 1000
    assert max(len(unicodedata.normalize("NFC", name)) for name in names) == LONGEST
    assert sum(not unicodedata.is_normalized("NFC", name) for name in names) > 300


def test_names_come_back_from_their_papers() -> None:
    # `render` reads each paper back and refuses a difference; of some another library says the same.
    for number, name in enumerate(NAMES):
        said = words(name)
        pdf = render(said, address="x", look=(SOLEMN, WARM)[number % 2].look)
        assert said.holder == unicodedata.normalize("NFC", name)
        if number % READ_BY_PYPDF == 0:
            assert read_pdf(pdf).words == " ".join(said.printed()).split()


@pytest.mark.parametrize(
    "name",
    [
        "<img src=http://127.0.0.1:9/x>",
        "<pdf:nextpage/>",
        "{{7*7}} {ho_ten} [x]",
        "(Tj) ET <00> Tj",
        "\\050 \\) %PDF endstream",
        'O\'Neil-Đặng, "A"',
        "Müller Çelik Ñandú",
        "Łukasz Škvorecký",
        unicodedata.normalize("NFD", "Nguyễn Thị Hường Ưởng"),
        "Hòa Hoà Thúy Thuý",
    ],
)
def test_strange_name_is_printed_as_it_is(name: str) -> None:
    said = words(name)
    assert said.holder == unicodedata.normalize("NFC", name)
    read = " ".join(read_pdf(render(said, address="x")).words)
    assert read.count(said.holder) == 1


@pytest.mark.parametrize(
    "name", ["Lý \u202eA", "Lý\u200f A", "Lý\u2066A", "\u0301", "Lý \u0323A", "Lý q\u0303", "Lý\ufeffA", "Lý\ud800", ""]
)
def test_name_with_hidden_or_lone_marks_is_refused(name: str) -> None:
    with pytest.raises(CannotPrint) as refused:
        words(name)
    assert str(refused.value).startswith(("“", "Người này"))


@pytest.mark.parametrize("name", ["Lý 😀 A", "李小龙", "Ли", "علي", "Lý 🇻🇳"])
def test_name_in_signs_that_the_typeface_lacks_is_refused(name: str) -> None:
    with pytest.raises(CannotRender, match="Kiểu chữ không có"):
        render(words(name), address="x")


@pytest.mark.parametrize("name", ["Nguyễn" * 50, "M" * 200, " ".join(["Nguyễn"] * 80)])
def test_name_that_fits_nowhere_is_refused(name: str) -> None:
    with pytest.raises(CannotRender, match=r"quá dài|không đủ chỗ"):
        render(words(name), address="x")


def test_refusal_of_a_long_word_is_the_fitting_ones() -> None:
    with pytest.raises(CannotRender) as refused:
        render(words("M" * 200), address="x")
    assert isinstance(refused.value.__cause__, CannotFit)
