"""News for the bar at the top: a role granted or ended shows at once. A new language of courses gets its pages."""

from typing import Any

from django.core.cache import cache
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Locale

from home.navigation import doors_key
from home.setting_up import open_language
from workforce.models import AgencyRole


@receiver(post_save, sender=AgencyRole)
def look_at_the_doors_again(instance: AgencyRole, **_: Any) -> None:
    cache.delete(doors_key(instance.person_id))


@receiver(post_save, sender=Locale)
def give_it_pages(instance: Locale, *, raw: bool = False, **_: Any) -> None:
    if not raw:
        open_language(instance)
