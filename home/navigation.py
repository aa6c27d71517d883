"""What the bar at the top offers to this visitor."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from workforce.models import AgencyRole


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: `sees_agencies` asks the database only when a template asks."""

    def sees_agencies() -> bool:
        user = request.user
        return user.is_authenticated and (user.is_superuser or AgencyRole.objects.held_by(user).exists())

    return {
        "province": settings.PROVINCE_NAME,
        "sees_agencies": SimpleLazyObject(sees_agencies),
    }
