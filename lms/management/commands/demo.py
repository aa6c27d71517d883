"""`manage.py demo --people N`: the whole site with invented people, ready to look at."""

import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.demo.cast import MEMBERS, demo_password
from lms.demo.papers import PapersWait
from lms.demo.places import STAFF
from lms.demo.staffing import CAST_STAFF
from lms.demo.stages import STAGES, Demo
from lms.demo.systems import connected_system
from workforce.loading import BadDataFile


class Command(BaseCommand):
    help = "Fill the site with invented people and a year of learning. Running it again adds only what is missing."
    # The first stage makes the tables that checks would ask for.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--people", type=int, default=2000, help=f"staff in all, up to {STAFF} for the whole province"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Dữ liệu mẫu không dành cho hệ thống thật (LMS_PRODUCTION=1).")
        if options["people"] < CAST_STAFF:
            raise CommandError(f"Cần ít nhất {CAST_STAFF} người.")
        # Nobody of the demo reads mail, and printed on the screen it would bury the log-ins.
        settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
        demo = Demo(people=options["people"], at=timezone.now(), progress=self.stderr.isatty())
        for number, (title, run) in enumerate(STAGES, start=1):
            self._run(f"[{number:2}/{len(STAGES)}] {title} … ", run, demo)
        self._say_log_ins()

    def _run(self, heading: str, run: Callable[[Demo], str], demo: Demo) -> None:
        self.stdout.write(heading, ending="")
        self.stdout.flush()
        began = time.monotonic()
        try:
            outcome = run(demo)
        except (BadDataFile, PapersWait) as refusal:
            raise CommandError(str(refusal)) from refusal
        took = f"{time.monotonic() - began:.1f}".replace(".", ",")
        # A progress bar has wiped the heading from a terminal.
        again = f"\r{heading}" if demo.progress else ""
        self.stdout.write(f"{again}{outcome} ({took} giây)")

    def _say_log_ins(self) -> None:
        name = max(len(member.username) for member in MEMBERS)
        full = max(len(member.full_name) for member in MEMBERS)
        self.stdout.write(f"\nMở {settings.BASE_URL} và đăng nhập (mật khẩu chung: {demo_password()})\n")
        for member in MEMBERS:
            self.stdout.write(f"  {member.username:{name}}  {member.full_name:{full}}  {member.does}")
        if system := connected_system():
            self.stdout.write(f"\nHệ thống kết nối mẫu: {system.name} (cách dùng: docs/api.md)")
            self.stdout.write(f"  client_id      {system.oauth_id}\n  client_secret  {demo_password()}")
        self.stdout.write("\nMọi người trong dữ liệu mẫu đều là tên đặt ra.")
