"""Takes a test from start to hand-in, again and again: a process of its own, as benchmarks.loading is."""

import asyncio
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from benchmarks.loading import Outcome, answer, packed

_FIELD = re.compile(rb'name="q(\d+)" value="([0-9a-f]{12})"')


@dataclass(frozen=True, kw_only=True)
class QuizLoad:
    """`requests` whole tests, by as many learners at once as there are `headers`."""

    port: int
    address: str
    headers: list[dict[str, str]]
    requests: int
    status: str = "whole"
    program: str = "benchmarks.quizzing"


def chosen_on(page: bytes) -> list[tuple[int, str]]:
    """The first answer offered to each question of the page."""
    first: dict[int, str] = {}
    for position, value in _FIELD.findall(page):
        first.setdefault(int(position), value.decode())
    return list(first.items())


async def run(load: QuizLoad) -> Outcome:
    tickets = iter(range(load.requests))
    statuses: Counter[str] = Counter()
    started = time.perf_counter()
    await asyncio.gather(*(_learner(load, headers, tickets, statuses) for headers in load.headers))
    return Outcome(seconds=time.perf_counter() - started, statuses=dict(statuses))


async def _learner(load: QuizLoad, headers: dict[str, str], tickets: Iterator[int], statuses: Counter[str]) -> None:
    line = Line(load.port, headers)
    for _ in tickets:
        statuses[await _take(line, load.address)] += 1


async def _take(line: "Line", address: str) -> str:
    """One test: start, read, save each answer, hand in. Tells where it broke off."""
    status, _body = await line.send("POST", f"{address}bat-dau/", "x=1")
    if status != "302":
        return f"start {status}"
    status, body = await line.send("GET", line.location)
    form = chosen_on(body)
    path = line.location
    for position, value in form:
        status, _body = await line.send("POST", f"{path}luu/", f"item={position}&chosen={value}")
        if status != "204":
            return f"save {status}"
    status, _body = await line.send("POST", path, "&".join(f"q{position}={value}" for position, value in form))
    return "whole" if status == "302" and len(form) == 20 else f"hand in {status} of {len(form)}"


class Line:
    """A keep-alive connection of one learner."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.port, self.headers = port, headers
        self.location = ""
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, method: str, path: str, body: str = "") -> tuple[str, bytes]:
        reader, writer = self.streams or await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(packed(method, path, self.headers, body))
        status, stays_open, content, headers = await answer(reader)
        self.location = headers.get("location", self.location)
        self.streams = (reader, writer) if stays_open else None
        if not stays_open:
            writer.close()
        return status, content


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(run(QuizLoad(**json.load(sys.stdin)))))))
