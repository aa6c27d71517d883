"""Deletes old files in the store of papers that no row names; the clock does it every night too."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from certificates.sweeping import sweep_files


class Command(BaseCommand):
    help = "Delete files of papers that no row names and that are older than LMS_ORPHAN_DAYS."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep_files(at=timezone.now())} deleted")
