"""Sentences of Django that the site says in its own words are sentences that Django says."""

import re
from pathlib import Path

import django
from babel.messages.pofile import read_po
from django.conf import settings

FILE = "locale/en/LC_MESSAGES/django.po"  # where Django collects what it says
OURS = settings.BASE_DIR / "locale/django/vi/LC_MESSAGES/django.po"
GAP = re.compile(r"%(?:\(\w+\))?[sd]")


def _pairs(path: Path) -> dict[str, str]:
    """English sentence → the Vietnamese one; of a plural its first."""
    with path.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    return {one.id[0]: one.string[0] for one in messages if one.pluralizable} | {
        one.id: one.string for one in messages if not one.pluralizable
    }


def test_what_is_said_for_django_is_what_it_says_with_no_other_gaps() -> None:
    theirs = [_pairs(Path(django.__file__).parent / folder / FILE) for folder in ("conf", "contrib/auth")]
    ours = _pairs(OURS)
    assert ours.keys() - theirs[0].keys() - theirs[1].keys() == set()
    assert [english for english, said in ours.items() if not set(GAP.findall(said)) <= set(GAP.findall(english))] == []
