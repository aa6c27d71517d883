"""Issues every paper that is due, now and in this process."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.checkpoints import make_checkpoint
from certificates.issuing import drain_now

AT_ONCE = 50


class Command(BaseCommand):
    help = "Issue every paper that is due and print how many. Safe beside workers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=0, help="At most so many papers; 0: all that are due.")

    def handle(self, *args: Any, limit: int, **options: Any) -> None:
        issued = failed = 0
        while not limit or issued + failed < limit:
            wanted = min(AT_ONCE, limit - issued - failed) if limit else AT_ONCE
            done = drain_now(limit=wanted)
            issued, failed = issued + done.issued, failed + done.failed
            if done.stopped:
                raise CommandError(f"{issued} issued, {failed} failed. {done.stopped}")
            if done.taken < wanted:
                break
        if issued:
            make_checkpoint(at=timezone.now())
        self.stdout.write(f"{issued} issued, {failed} failed")
