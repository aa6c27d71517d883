"""What we do when courses have news."""

from typing import Any

from django.dispatch import receiver

from certificates.issuing import decide_to_issue
from courses.models import Completion
from courses.signals import course_completed


@receiver(course_completed, dispatch_uid="certificates.decide")
def decide(completion: Completion, **_: Any) -> None:
    decide_to_issue(completion=completion, at=completion.completed_at)
