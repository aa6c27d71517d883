"""Brings up what is measured: data, static files and gunicorn, with the settings of production."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "hocvuso.example"
# What the proxy in front would send.
PROXY_HEADERS = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
PROCESSES = 2
THREADS = 4


@dataclass(frozen=True)
class Server:
    pid: int
    port: int


def production(var: Path) -> dict[str, str]:
    """The variables of a production site with its files in `var`, on the database and Redis of the environment."""
    return {
        "LMS_PRODUCTION": "1",
        "LMS_VAR_DIR": str(var),
        "LMS_SECRET_KEY": "benchmark-" + "0123456789abcdef" * 4,
        "LMS_BASE_URL": f"https://{HOST}",
        "LMS_CONTENT_ORIGIN": f"https://noidung.{HOST}",
        "LMS_EMAIL_HOST": "localhost",
        "LMS_SIGNING_KEY_FILE": str(var / "keys/signing.p12"),
        "LMS_SIGNING_KEY_PASSWORD": "embedded",
    }


def fill(var: Path, people: int) -> None:
    """The demo's story in the database, and its files and signing key in `var`."""
    embedded = {"LMS_VAR_DIR": str(var), "LMS_BASE_URL": f"https://{HOST}"}
    _manage("demo", "--people", str(people), variables=embedded)


def collect_static(var: Path) -> None:
    _manage("collectstatic", "--noinput", "--verbosity", "0", variables=production(var))


def _manage(*arguments: str, variables: dict[str, str]) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, stdout=subprocess.DEVNULL, check=True)


@contextmanager
def served(application: str, variables: dict[str, str]) -> Iterator[Server]:
    """`application` under gunicorn with the project's own configuration; ended by its pid."""
    port = _free_port()
    environment = {
        **os.environ,
        **variables,
        "LMS_BIND": f"127.0.0.1:{port}",
        "LMS_WEB_PROCESSES": str(PROCESSES),
        "LMS_WEB_THREADS": str(THREADS),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_until_it_listens(process, port)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait(40)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(f"gunicorn ended with {process.returncode} before it listened.")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("gunicorn did not listen within 30 seconds.")
