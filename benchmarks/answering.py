"""Learners who each save an answer of their own test, again and again: a process of its own, as benchmarks.loading."""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass

from benchmarks.loading import Outcome, packed, send_all


@dataclass(frozen=True, kw_only=True)
class AnswerLoad:
    """`forms`: path, headers and body of each learner's request. No two write to the same row, as in an exam."""

    port: int
    forms: list[tuple[str, dict[str, str], str]]
    requests: int
    status: str = "204"
    program: str = "benchmarks.answering"


async def run(load: AnswerLoad) -> Outcome:
    return await send_all(load.port, [packed("POST", *form) for form in load.forms], load.requests)


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(run(AnswerLoad(**json.load(sys.stdin)))))))
