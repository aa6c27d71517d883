"""Sends one request a fixed number of times over keep-alive connections. Runs as a process of its own.

Reads a Load as JSON on standard input and writes an Outcome as JSON: the caller's processor time
is not mixed with the server's.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

CLIENTS = 16


class Work(Protocol):
    """What a process of its own is told to do, as JSON; `program` is the module that does it."""

    @property
    def program(self) -> str: ...
    @property
    def requests(self) -> int: ...
    @property
    def status(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Load:
    """`status` is what every answer must be."""

    port: int
    path: str
    headers: dict[str, str]
    requests: int
    method: str = "GET"
    body: str = ""
    status: str = "200"
    program: str = "benchmarks.loading"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    seconds: float
    statuses: dict[str, int]


def ask(work: "Work") -> Outcome:
    """Run `work` in a fresh process and wait for it."""
    done = subprocess.run(
        [sys.executable, "-m", work.program],
        input=json.dumps(asdict(work)),  # type: ignore[call-overload]
        capture_output=True,
        text=True,
        check=True,
    )
    return Outcome(**json.loads(done.stdout))


async def run(load: Load) -> Outcome:
    request = packed(load.method, load.path, load.headers, load.body)
    return await send_all(load.port, [request] * CLIENTS, load.requests)


async def send_all(port: int, requests: Sequence[bytes], times: int) -> Outcome:
    """A client for each of `requests`, which sends nothing but that one; `times` in all."""
    tickets = iter(range(times))
    statuses: Counter[str] = Counter()
    started = time.perf_counter()
    await asyncio.gather(*(_client(port, request, tickets, statuses) for request in requests))
    return Outcome(seconds=time.perf_counter() - started, statuses=dict(statuses))


def packed(method: str, path: str, headers: dict[str, str], body: str = "") -> bytes:
    """One HTTP request, as bytes."""
    told = {**headers, "Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body.encode()))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in (told if body else headers).items())]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


async def _client(port: int, request: bytes, tickets: Iterator[int], statuses: Counter[str]) -> None:
    """Take tickets that all clients share, until none is left; a closed connection is opened again."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in tickets:
        writer.write(request)
        status, stays_open, _body, _headers = await answer(reader)
        statuses[status] += 1
        if not stays_open:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[str, bool, bytes, dict[str, str]]:
    """The status of the next answer, whether the connection stays, the body and the headers."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status_line, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = b""
    if "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    elif headers.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readline()
    return status_line.split(" ")[1], headers.get("connection", "").lower() != "close", body, headers


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(run(Load(**json.load(sys.stdin)))))))
