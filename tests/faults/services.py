"""What issuing stands on, started, killed and started again: PostgreSQL, Redis, a mail server, programs of ours."""

import os
import pwd
import shutil
import signal
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent
# How long a server may take to answer after it was started, on a machine under load.
PATIENCE_SECONDS = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Program:
    """A program in a process group of its own, which is ended by its number and nothing else is."""

    command: list[str]
    variables: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self, **more: str) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env={**os.environ, **self.variables, **more},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """SIGKILL to the whole group. Harmless twice."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def ended_by_itself(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    @property
    def pid(self) -> int:
        assert self.process is not None, "not started"
        return self.process.pid

    def children(self) -> list[int]:
        """The numbers of its children, the one with the most memory first."""
        listed = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return sorted(map(int, listed), key=resident_pages, reverse=True)


def resident_pages(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0


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


class MailServer(socketserver.ThreadingTCPServer):
    """Takes every mail and remembers how many each address was sent."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.received: Counter[str] = Counter()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        port: int = self.server_address[1]
        return port


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        recipients: list[str] = []
        self._say("220 here")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"RCPT":
                recipients.append(line.decode().partition("<")[2].partition(">")[0])
            if verb == b"DATA":
                self._say("354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.server.received.update(recipients)
                recipients.clear()
            self._say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                return

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
