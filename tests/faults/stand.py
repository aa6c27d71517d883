"""One fault's own site: a fresh database, folder and key, the people, the worker, beat, and what is seen of them."""

import io
import os
import shutil
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.engines import Postgres, Redis
from tests.faults.mail_server import MailServer
from tests.faults.programs import Program

NAME, TEMPLATE = "lms", "lms_template"
KEY_PASSWORD = "only-for-these-tests"


class TooLong(Exception):
    """What was waited for did not come within the limit of a fault."""


@dataclass
class Services:
    """What all faults share, and the folder they may write in."""

    folder: Path
    postgres: Postgres
    redis: Redis
    mail: MailServer

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def variables(self, database: str = NAME) -> dict[str, str]:
        """A production site on these services; programs find our Python first."""
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "LMS_PRODUCTION": "1",
            "LMS_VAR_DIR": str(self.site),
            "LMS_SECRET_KEY": "faults-" + "0123456789abcdef" * 4,
            "LMS_BASE_URL": "https://hocvuso.example",
            "LMS_CONTENT_ORIGIN": "https://noidung.hocvuso.example",
            "LMS_DATABASE_URL": self.postgres.url(database),
            "LMS_REDIS_URL": self.redis.url(1),
            "LMS_BROKER_URL": self.redis.url(2),
            "LMS_EMAIL_HOST": "127.0.0.1",
            "LMS_EMAIL_PORT": str(self.mail.port),
            "LMS_EMAIL_TLS": "0",
            "LMS_SIGNING_KEY_FILE": str(self.site / "keys/signing.p12"),
            "LMS_SIGNING_KEY_PASSWORD": KEY_PASSWORD,
        }


@dataclass
class Stand:
    """`count` papers to be made within `limit` seconds, while something is broken."""

    services: Services
    count: int
    limit: int
    tell: Callable[[str], None]
    worker: Program = field(init=False)
    beat: Program = field(init=False)
    at_end: ExitStack = field(default_factory=ExitStack)
    notes: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    first_paper: float = 0.0
    # Seconds a paper took before anything was broken; 0 when something was from the beginning.
    pace: float = 0.0
    fault_over: float = 0.0
    left_then: int = 0
    again_after: float = 0.0
    empty_after: float = 0.0

    def __post_init__(self) -> None:
        variables, site = self.services.variables(), self.services.site
        # As compose.yaml has it.
        patient = {"LMS_STATEMENT_TIMEOUT_MS": "300000", "LMS_LOCK_TIMEOUT_MS": "30000"}
        self.worker = Program(["deploy/entry", "worker"], {**variables, **patient}, self.services.folder / "worker.log")
        celery = [sys.executable, "-m", "celery", "-A", "lms", "beat", "--loglevel", "WARNING", "--pidfile="]
        celery += ["--schedule", str(site / "beat")]
        self.beat = Program(celery, variables, self.services.folder / "beat.log")

    @property
    def papers(self) -> Path:
        """The store of signed files."""
        return self.services.site / "certificates"

    @property
    def key(self) -> Path:
        return self.services.site / "keys/signing.p12"

    def set_up(self) -> None:
        """Fresh database, people, key; empty Redis and mail box. Nothing runs yet."""
        from django.core.management import call_command
        from django.db import connection

        from tests.faults.filling import complete_course

        connection.close()
        self.services.postgres.copy(TEMPLATE, NAME)
        self.services.redis.wipe()
        self.services.mail.received.clear()
        shutil.rmtree(self.services.site, ignore_errors=True)
        self.papers.mkdir(parents=True)
        for kind in ("make_signing_key", "make_register_key"):
            call_command(kind, stdout=io.StringIO())
        complete_course(self.count)
        connection.close()

    def go(self, **variables: str) -> None:
        """Start beat and the worker; `variables` are the worker's alone."""
        self.beat.start()
        self.worker.start(**variables)
        self.began = time.monotonic()

    def end(self) -> None:
        self.worker.kill()
        self.beat.kill()
        self.at_end.close()

    def issued(self) -> int:
        return self._number("SELECT count(*) FROM certificates_certificate")

    def wait_until(self, share: float) -> None:
        """Wait until `share` of the papers are made."""
        self.wait(lambda: self.issued() >= share * self.count, f"{share:.0%} of the papers")
        if not self.pace and not self.fault_over:
            self.pace = (time.monotonic() - self.first_paper) / max(1, self.issued())

    def wait(self, came: Callable[[], bool], what: str, *, seconds: float | None = None) -> None:
        """Poll for `came`. Raises TooLong."""
        until = self.began + self.limit if seconds is None else time.monotonic() + seconds
        while not came():
            self._start_what_ended()
            issued = self.issued()
            if issued and not self.first_paper:
                self.first_paper = time.monotonic()
            self.tell(f"{issued} of {self.count}, waiting for {what}")
            if time.monotonic() > until:
                raise TooLong(f"{what} did not come; {issued} of {self.count} papers were made")
            time.sleep(0.3)

    def _start_what_ended(self) -> None:
        """As Compose does with a service that ends by itself (restart: unless-stopped)."""
        for name, program in (("worker", self.worker), ("beat", self.beat)):
            if program.ended_by_itself():
                program.kill()
                program.start()
                self.notes.append(f"{name} ended by itself and was started again")

    def hold(self, seconds: float, what: str) -> None:
        """Leave it broken for a while."""
        until = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > until, what)

    def last_errors(self) -> set[str]:
        """Why jobs wait, as they say themselves."""
        asked = "SELECT DISTINCT last_error FROM certificates_issuejob WHERE last_error <> ''"
        return {words for (words,) in self.services.postgres.ask(NAME, asked)}

    def wait_for_reason(self, *, other_than: set[str] = frozenset()) -> set[str]:  # type: ignore[assignment]
        self.wait(lambda: bool(self.last_errors() - other_than), "a job to say why it waits")
        return self.last_errors()

    def fault_ends(self) -> None:
        self.fault_over = time.monotonic()
        self.left_then = self.count - self.issued()

    def finish(self) -> None:
        """Wait until every paper is made and every mail is sent, and note how long after the fault that was."""
        here = self.count - self.left_then
        if self.left_then:
            self.wait(lambda: self.issued() > here, "the next paper")
        self.again_after = time.monotonic() - self.fault_over
        self.wait_until(1.0)
        self.empty_after = time.monotonic() - self.fault_over
        unsent = "SELECT count(*) FROM accounts_notice WHERE mail_wanted AND mailed_at IS NULL"
        self.wait(lambda: self._number(unsent) == 0, "the last mail")

    def _number(self, statement: str) -> int:
        ((number,),) = self.services.postgres.ask(NAME, statement)
        return int(number)
