"""What we do when courses have news."""

from typing import Any

from django.dispatch import receiver

from certificates.issuing import decide_to_issue, decide_to_issue_many
from courses.models import Completion
from courses.signals import completions_recorded, course_completed


@receiver(course_completed, dispatch_uid="certificates.decide")
def decide(completion: Completion, **_: Any) -> None:
    decide_to_issue(completion=completion, at=completion.completed_at)


@receiver(completions_recorded, dispatch_uid="certificates.decide_many")
def decide_many(completions: list[Completion], **_: Any) -> None:
    decide_to_issue_many(completions=completions, at=completions[0].completed_at)
