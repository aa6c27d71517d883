"""Asks for one page a fixed number of times over keep-alive connections. Runs as a process of its own.

Reads a Load as JSON on standard input and writes an Outcome as JSON: the caller's processor time
is not mixed with the server's.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

CLIENTS = 16


@dataclass(frozen=True, kw_only=True)
class Load:
    port: int
    path: str
    headers: dict[str, str]
    requests: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    seconds: float
    statuses: dict[str, int]


def ask(load: Load) -> Outcome:
    """Run `load` in a fresh process and wait for it."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.loading"],
        input=json.dumps(asdict(load)),
        capture_output=True,
        text=True,
        check=True,
    )
    return Outcome(**json.loads(done.stdout))


async def run(load: Load) -> Outcome:
    lines = [f"GET {load.path} HTTP/1.1", *(f"{name}: {value}" for name, value in load.headers.items())]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    tickets = iter(range(load.requests))
    statuses: Counter[str] = Counter()
    started = time.perf_counter()
    await asyncio.gather(*(_client(load.port, request, tickets, statuses) for _ in range(CLIENTS)))
    return Outcome(seconds=time.perf_counter() - started, statuses=dict(statuses))


async def _client(port: int, request: bytes, tickets: Iterator[int], statuses: Counter[str]) -> None:
    """Take tickets that all clients share, until none is left; a closed connection is opened again."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in tickets:
        writer.write(request)
        status, stays_open = await _answer(reader)
        statuses[status] += 1
        if not stays_open:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[str, bool]:
    """The status of the next answer, its body read and dropped, and whether the connection stays."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status_line, *lines = head.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if "content-length" in headers:
        await reader.readexactly(int(headers["content-length"]))
    elif headers.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return status_line.split(" ")[1], headers.get("connection", "").lower() != "close"


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(run(Load(**json.load(sys.stdin)))))))
