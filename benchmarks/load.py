"""A load that costs little: raw HTTP/1.1 over kept-alive sockets on loopback."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a load: how long it took in all and each update alone, in seconds."""

    seconds: float
    latencies: tuple[float, ...]
    refused: int

    @property
    def per_second(self) -> float:
        """Updates answered a second."""
        return len(self.latencies) / self.seconds

    def quantile(self, part: float) -> float:
        """Return the latency that `part` of the updates stayed below."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


async def post_all(
    port: int, path: str, bodies: Iterable[bytes], *, connections: int, secret: str = ""
) -> Load:
    """Post every body, so many at once; return when all are answered."""
    waiting = iter(list(bodies))
    latencies: list[float] = []
    refused = 0

    async def work() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for body in waiting:
            began = time.perf_counter()
            writer.write(
                b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                b"X-Telegram-Bot-Api-Secret-Token: %s\r\nContent-Length: %d\r\n\r\n"
                % (path.encode(), secret.encode(), len(body))
                + body
            )
            status = await answer(reader)
            latencies.append(time.perf_counter() - began)
            refused += status != 200
        writer.close()
        await writer.wait_closed()

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(connections)))
    return Load(time.perf_counter() - began, tuple(latencies), refused)


async def answer(reader: asyncio.StreamReader) -> int:
    """Read one answer whole; return its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    if length:
        await reader.readexactly(length)
    return int(lines[0].split(b" ")[1])
