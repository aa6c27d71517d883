"""A real browser, a real server, and — where a broker is named — a real Celery worker on the test's database."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings as site_settings
from django.db import connection
from psycopg.conninfo import make_conninfo

START_SECONDS = 180


def database_url() -> str:
    """The address of this test run's own database, for another process."""
    named = {"NAME": "dbname", "USER": "user", "HOST": "host", "PORT": "port", "PASSWORD": "password"}
    settings = connection.settings_dict
    return make_conninfo(**{word: settings[name] for name, word in named.items() if settings[name]})


@pytest.fixture
def worker(transactional_db: None, session_folder: Path, settings: Any) -> Iterator[None]:
    """Celery on the same broker and database; without a broker tasks run in the web process and nothing is needed."""
    if not site_settings.BROKER_URL:
        yield
        return
    environment = {
        **os.environ,
        "LMS_DATABASE_URL": database_url(),
        "LMS_BROKER_URL": site_settings.BROKER_URL,
        "LMS_VAR_DIR": str(session_folder),
        "LMS_SIGNING_KEY_PASSWORD": settings.SIGNING_KEY_PASSWORD,
        "LMS_BASE_URL": settings.BASE_URL,
    }
    # What earlier tests sent is of people who are gone.
    current_app.control.purge()
    log = session_folder / "worker.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "celery",
                "-A",
                "lms",
                "worker",
                "--concurrency=1",
                "--pool=solo",
                "--loglevel=INFO",
            ],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            until = time.monotonic() + START_SECONDS
            while "ready." not in log.read_text():
                if process.poll() is not None or time.monotonic() > until:
                    pytest.fail(f"The worker did not start:\n{log.read_text()}")
                time.sleep(0.2)
            yield
        finally:
            process.terminate()
            process.wait(timeout=START_SECONDS)
