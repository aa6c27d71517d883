"""A thousand names: every Vietnamese letter with every tone, large and small, joined and apart, short and long."""

import itertools
import unicodedata

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
VOWELS = "aăâeêioôơuưy"
ONSETS = (*"bcdđghklmnpqrstvx", "ch", "gh", "gi", "kh", "ng", "ngh", "nh", "ph", "qu", "th", "tr")
CODAS = ("", "n", "ng", "m", "nh", "t", "c", "ch", "p")
FAMILY = ("Nguyễn", "Hoàng", "Nông", "Lý", "Vi", "Triệu", "Đặng", "Bế", "Hứa", "Công Tằng Tôn Nữ Hoàng Thị")
LONGEST = 60


def toned_vowels() -> list[str]:
    return [unicodedata.normalize("NFC", vowel + tone) for vowel, tone in itertools.product(VOWELS, TONES)]


def thousand_names() -> list[str]:
    """Different names in capitals, in small letters and as usual; a third with their marks apart."""
    vowels, names = toned_vowels(), []
    for number in range(1000):
        syllables = [
            ONSETS[(number * 5 + place * 11) % len(ONSETS)]
            + vowels[(number + place * 25) % len(vowels)]
            + CODAS[(number * 7 + place) % len(CODAS)]
            for place in range(2 + number % 6)
        ]
        given = " ".join(syllables)
        given = (given.upper(), given.lower(), given.title())[number // len(vowels) % 3]
        name = f"{FAMILY[number % len(FAMILY)]} {given}"[:LONGEST]
        names.append(unicodedata.normalize("NFD" if number % 3 == 0 else "NFC", name).strip())
    return names
