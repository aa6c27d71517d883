"""What issuing stands on, started, killed and started again: PostgreSQL and Redis."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.faults.programs import Program, free_port

# How long a server may take to answer after it was started, on a machine under load.
PATIENCE_SECONDS = 120


@dataclass
class Postgres:
    """A cluster that makes sure of its commits. PostgreSQL refuses to run as root, so then it is postgres's."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="faults-pg-")))
    port: int = field(default_factory=free_port)

    @property
    def bin(self) -> Path:
        return sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))[-1]

    def begin(self) -> None:
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", "lms", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        self._pg_ctl("start")

    def crash_and_restart(self) -> None:
        """No shutdown, no checkpoint: at the start it recovers from its log, as after a crash."""
        self._pg_ctl("restart")

    def end(self) -> None:
        self._pg_ctl("stop")
        shutil.rmtree(self.folder)

    def url(self, name: str) -> str:
        return f"postgresql://lms@127.0.0.1:{self.port}/{name}"

    def ask(self, name: str, statement: str) -> list[tuple[Any, ...]]:
        """What `statement` gives in the database `name`; asked again while the server starts."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                with psycopg.connect(self.url(name), autocommit=True) as connection:
                    cursor = connection.execute(statement)
                    return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def copy(self, template: str, name: str) -> None:
        self.ask("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self.ask("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")

    def write_dump(self, name: str, path: Path) -> None:
        unfinished = path.with_suffix(".unfinished")
        command = [str(self.bin / "pg_dump"), "--format=custom", f"--file={unfinished}", self.url(name)]
        subprocess.run(command, check=True)
        unfinished.rename(path)

    def read_dump(self, name: str, path: Path) -> None:
        command = [str(self.bin / "pg_restore"), "--exit-on-error", f"--dbname={self.url(name)}", str(path)]
        subprocess.run(command, check=True)

    def _pg_ctl(self, verb: str) -> None:
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c jit=off"
        mode = [] if verb == "start" else ["-m", "immediate"]
        given = [] if verb == "stop" else ["-o", options, "-l", str(self.folder / "log")]
        wait = ["-w", "-t", str(PATIENCE_SECONDS)]
        self._run("pg_ctl", "-D", str(self.folder / "data"), *mode, *wait, *given, verb)

    def _run(self, program: str, *arguments: str) -> None:
        as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        command = [*as_owner, str(self.bin / program), *arguments]
        subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, check=True)


class Redis:
    """Cache and broker in one, on disk as in compose.yaml, so that a kill hits both."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        folder.mkdir()
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder)]
        command += ["--save", "", "--appendonly", "yes", "--maxmemory-policy", "noeviction"]
        self.program = Program(command, {}, folder / "log")

    def start(self) -> None:
        self.program.start()
        until = time.monotonic() + PATIENCE_SECONDS
        while b"PONG" not in self._tell("PING"):
            if time.monotonic() > until:
                raise SystemExit("Redis does not answer.")
            time.sleep(0.1)

    def kill(self) -> None:
        self.program.kill()

    def wipe(self) -> None:
        self._tell("FLUSHALL")

    def url(self, number: int) -> str:
        return f"redis://127.0.0.1:{self.port}/{number}"

    def _tell(self, word: str) -> bytes:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as line:
                line.sendall(f"{word}\r\n".encode())
                return line.recv(100)
        except OSError:
            return b""
