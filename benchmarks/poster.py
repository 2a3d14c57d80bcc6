"""An open-loop poster in a process of its own: when each event is sent is fixed before the first one.

A slow answer does not slow it down: the next event goes out in its time over another connection, and an
acknowledgement is timed from the moment that was planned, not from when the poster came round to it.
"""

import asyncio
import json
import random
import sys
import time
from collections import deque
from pathlib import Path

from benchmarks.events import events
from benchmarks.load import answer

START_SECONDS = 0.5
PATIENCE_SECONDS = 10.0
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def main(port: int, path: str, per_second: float, amount: int, first: int, out: str) -> None:
    """Post so many events; write [planned, sent, acknowledged, status] of each, on the machine's clock."""
    chance = random.Random(first)  # noqa: S311 - the same load each time
    requests = [_request(path, header, body) for header, body in events(amount, first, chance)]
    gaps = [chance.expovariate(per_second) for _ in requests]  # people do not keep time with each other
    Path(out).write_text(json.dumps(asyncio.run(_post(port, requests, gaps))), encoding="utf-8")


async def _post(port: int, requests: list[bytes], gaps: list[float]) -> list[tuple[float, float, float, int]]:
    idle: deque[Connection] = deque()
    moment = time.monotonic() + START_SECONDS
    running = []
    for request, gap in zip(requests, gaps, strict=True):
        moment += gap
        await asyncio.sleep(moment - time.monotonic())
        running.append(asyncio.create_task(_one(port, idle, request, moment)))
    found = await asyncio.gather(*running)
    for _, writer in idle:
        writer.close()
    return found


async def _one(
    port: int, idle: deque[Connection], request: bytes, planned: float
) -> tuple[float, float, float, int]:
    sent, status = time.monotonic(), 0
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reader, writer = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            status = await answer(reader)
        idle.append((reader, writer))
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        pass  # counted: nobody acknowledged it
    return planned, sent, time.monotonic(), status


def _request(path: str, header: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{header}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    _, where, to, rate, many, number, file = sys.argv
    main(int(where), to, float(rate), int(many), int(number), file)
