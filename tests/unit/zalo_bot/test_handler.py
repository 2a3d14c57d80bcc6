"""Whatever is posted to the bot's webhook is answered, and never by a fault of the server."""

import asyncio
import json
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.zalo_bot.bot import SECRET_HEADER, ZaloBot
from bot.channels.zalo_bot.options import WEBHOOK_PATH, ZaloBotOptions
from bot.core.channel import Channel
from bot.core.message import Incoming
from bot.core.people import Language
from bot.core.words import Words
from bot.http.errors import LastResort
from bot.http.server import Server, build_app
from tests.fakes.zalo_bot import SECRET, FakeZaloBot
from tests.unit.shapes import json_values, paths, statuses, with_field, written
from tests.unit.zalo_bot.test_receive import KEYS, TEXT

EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def posted(bodies: Sequence[bytes], *headers: str, secret: str = SECRET) -> tuple[list[int], list[Incoming]]:
    """Return what a server answers, and what it took for messages."""
    heard: list[Incoming] = []

    async def receive(incoming: Incoming, channel: Channel) -> None:
        heard.append(incoming)

    def words(language: Language) -> Words:
        return Words({"zalo.choose": "?"})

    async def post() -> list[int]:
        async with FakeZaloBot() as zalo:
            options = ZaloBotOptions(
                zalo.token,
                zalo.base_url,
                mode="webhook",
                webhook_secret=SECRET,
                public_url="https://khien-nho.example.vn",
            )
            bot = ZaloBot(options, receive, words=words)
            app = build_app(LastResort("vi", "111", "111", "111", "-"))
            bot.add_routes(app)
            server = Server(app, host="127.0.0.1", port=0)
            await server.start()
            await bot.start(lambda _: None)
            try:
                return await statuses(server.port, [request(body, secret, *headers) for body in bodies])
            finally:
                await bot.stop()
                await server.stop()

    return asyncio.run(post()), heard


def request(body: bytes, secret: str, *headers: str) -> bytes:
    """Return a request as it is sent."""
    lines = (
        f"POST {WEBHOOK_PATH} HTTP/1.1",
        "Host: x",
        "Connection: close",
        f"{SECRET_HEADER}: {secret}",
        f"Content-Length: {len(body)}",
        *headers,
    )
    return "\r\n".join((*lines, "", "")).encode() + body


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=5))
@EXAMPLES
def test_bytes_that_are_no_event_are_heard_by_nobody(bodies: list[bytes]) -> None:
    found, heard = posted(bodies)

    assert set(found) <= {200, 400}
    assert heard == []


@given(st.lists(json_values(KEYS), min_size=1, max_size=5), st.data())
@EXAMPLES
def test_any_json_is_answered(values: list[object], data: st.DataObject) -> None:
    odd = with_field(TEXT, data.draw(st.sampled_from(paths(TEXT))), data.draw(json_values(KEYS)))
    found, heard = posted([raw for value in (*values, odd) if (raw := written(value)) is not None])

    assert set(found) <= {200}
    assert len(heard) <= len(found)


def test_what_cannot_be_read_is_the_sender_s_fault() -> None:
    body = json.dumps(TEXT).encode()

    assert posted([body])[0] == [200]
    assert posted([b"[" * 100_000, b"9" * 10_000, b"\xff\xfe\x00"])[0] == [400] * 3
    assert posted([b" " * 2_000_000])[0] == [413]
    assert posted([body], "Content-Encoding: gzip") == ([400], [])
    assert posted([body], secret="another secret") == ([403], [])
