"""After a restore from a backup: the register goes on under another name, with numbers that were never given."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.epochs import CannotBegin, begin_epoch
from certificates.signing import KeyNotUsable


class Command(BaseCommand):
    help = "Begin a new epoch of a restored register, before the worker starts. Each run is an epoch of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reason", required=True, help="What was lost, and when; shown on the register's page.")
        parser.add_argument(
            "--highest", nargs="*", default=[], help="Highest numbers that people hold, as 0150/2026/GCN-SKHCN."
        )
        parser.add_argument(
            "--spare", type=int, default=1000, help="How many numbers of each issuer are left out behind them."
        )

    def handle(self, *args: Any, reason: str, highest: list[str], spare: int, **options: Any) -> None:
        if spare < 0:
            raise CommandError("--spare counts numbers: 0 or more.")
        try:
            epoch = begin_epoch(reason=reason, highest=highest, spare=spare, at=timezone.now())
        except (CannotBegin, KeyNotUsable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Epoch {epoch.number}: {epoch.register_name}, from {epoch.size} entries on.")
        for one in epoch.skipped:
            self.stdout.write(f"Left out: {one['first']} to {one['last']} of {one['year']}, {one['symbol']}")
