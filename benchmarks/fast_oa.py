"""A fake of Zalo's OpenAPI that costs little: takes every message, notes when each person's first one came.

It checks nothing (tests/fakes/zalo_oa.py does), so that the bot is what is measured.
"""

import asyncio
import json
import sys
import time

_TOKENS = {"access_token": "access", "refresh_token": "refresh", "expires_in": "90000"}


class Exchange(asyncio.Protocol):
    """One kept-alive connection; requests come one after the other."""

    first: "dict[str, float]" = {}  # noqa: RUF012 - one server, one record

    def __init__(self) -> None:
        self._received = bytearray()
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._received[:end]).lower()
            whole = end + 4 + _length(head)
            if len(self._received) < whole:
                return
            body = bytes(self._received[end + 4 : whole])
            del self._received[:whole]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        if b"/message/cs" in head:
            person = json.loads(body)["recipient"]["user_id"]
            self.first.setdefault(person, time.monotonic())
            answer: object = {
                "error": 0,
                "message": "Success",
                "data": {"message_id": "m", "user_id": person},
            }
        else:
            answer = self.first if head.startswith(b"get /first") else _TOKENS
        text = json.dumps(answer).encode()
        if self._transport is not None:
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(text)
                + text
            )


def _length(head: bytes) -> int:
    lines = head.split(b"\r\n")
    return next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)


async def serve(port: int) -> None:
    """Serve until the process ends."""
    server = await asyncio.get_running_loop().create_server(Exchange, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
