"""Numbers as Vietnamese papers write them, whatever the language of the screen. Pure rules."""

import datetime as dt
from decimal import ROUND_DOWN, Decimal

NOT_KNOWN = "–"


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def signed(number: int) -> str:
    return f"+{grouped(number)}" if number > 0 else f"−{grouped(-number)}" if number < 0 else "0"


def change(number: int) -> str:
    if not number:
        return "không đổi"
    return f"tăng {grouped(number)}" if number > 0 else f"giảm {grouped(-number)}"


def percent(achieved: int, whole: int) -> str:
    """Cut, not rounded, as on the screen: 99,96 % must not read as all."""
    if not whole:
        return NOT_KNOWN
    share = (Decimal(100 * achieved) / whole).quantize(Decimal("0.1"), ROUND_DOWN)
    return f"{share}".replace(".", ",").removesuffix(",0") + "%"


def day_of(iso: str | None) -> str:
    return f"{dt.date.fromisoformat(iso):%d/%m/%Y}" if iso else NOT_KNOWN


def listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}"
