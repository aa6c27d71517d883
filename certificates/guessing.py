"""Holds back those who guess codes. On pages only misses count: an office that checks real papers all day is
never held up. Programs have a budget, of which a miss takes more."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from kit.budgets import spend

SECONDS = 60


def may_miss(request: HttpRequest) -> bool:
    """Count one wrong code or file of this visitor; False when there were too many within a minute."""
    return _spend(request, "misses", 1) <= settings.VERIFY_PER_MINUTE


def may_ask(request: HttpRequest) -> bool:
    """Count one question of a program; False when this minute's budget is spent."""
    return _spend(request, "asked", 1) <= settings.API_PER_MINUTE


def count_miss_of_program(request: HttpRequest) -> None:
    """A wrong code or file takes settings.API_MISS_WEIGHT of the budget, one of which was counted already."""
    _spend(request, "asked", settings.API_MISS_WEIGHT - 1)


def _spend(request: HttpRequest, purse: str, amount: int) -> int:
    """What this visitor has spent of `purse` within the minute that its first spending began."""
    return spend(f"certificates.{purse}.{get_adapter(request).get_client_ip(request)}", amount, seconds=SECONDS)
