"""Holds back those who guess codes. Only misses count: an office that checks real papers all day is never held up."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

SECONDS = 60


def may_miss(request: HttpRequest) -> bool:
    """Count one wrong code or file of this visitor; False when there were too many within a minute."""
    key = f"certificates.misses.{get_adapter(request).get_client_ip(request)}"
    if cache.add(key, 1, SECONDS):
        return True
    try:
        misses = cache.incr(key)
    except ValueError:  # it ran out between the two lines
        return True
    return misses <= settings.VERIFY_PER_MINUTE
