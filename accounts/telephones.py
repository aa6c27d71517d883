"""Vietnamese telephone numbers as people type them, in one stored form."""

import phonenumbers

REGION = "VN"


def read_phone(typed: str) -> str | None:
    """`typed` ("0912 345 678", "+84 912…") as E.164, or None when it is no possible number."""
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
