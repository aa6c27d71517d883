"""Vietnamese telephone numbers as people type them, in one stored form."""

import re

import phonenumbers

REGION = "VN"
# As most people write theirs. The library agrees (a test compares), but takes a dozen times as long: seconds of a
# list of thirty thousand people.
_USUAL = re.compile(r"(?:0|\+84)([1-9][0-9]{8})")
_BETWEEN = re.compile(r"[ .-]")


def read_phone(typed: str) -> str | None:
    """`typed` ("0912 345 678", "+84 912…") as E.164, or None when it is no possible number."""
    if usual := _USUAL.fullmatch(_BETWEEN.sub("", typed)):
        return f"+84{usual[1]}"
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
