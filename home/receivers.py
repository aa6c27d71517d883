"""News for the bar at the top: a role granted or ended shows at once."""

from typing import Any

from django.core.cache import cache
from django.db.models.signals import post_save
from django.dispatch import receiver

from home.navigation import doors_key
from workforce.models import AgencyRole


@receiver(post_save, sender=AgencyRole)
def look_at_the_doors_again(instance: AgencyRole, **_: Any) -> None:
    cache.delete(doors_key(instance.person_id))
