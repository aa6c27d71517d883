"""How much of something was done within a stretch of time, counted in the cache that all processes share."""

from django.core.cache import cache


def spend(purse: str, amount: int, *, seconds: int) -> int:
    """What `purse` has spent, this included, within the `seconds` that began with its first spending."""
    key = f"budget.{purse}"
    if cache.add(key, amount, seconds):
        return amount
    try:
        return cache.incr(key, amount)
    except ValueError:  # it ran out between the two lines
        return amount
