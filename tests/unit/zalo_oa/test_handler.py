"""Whatever is posted to the webhook is answered, and never by a fault of the server."""

import asyncio
import gzip
import json
import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.zalo_oa.bot import ZaloOa
from bot.channels.zalo_oa.options import WEBHOOK_PATH, ZaloOaOptions
from bot.channels.zalo_oa.receive import timestamp_of
from bot.channels.zalo_oa.signature import HEADER, signature
from bot.core.channel import Channel
from bot.core.clock import utc_now
from bot.core.decision import Decision
from bot.core.message import Incoming
from bot.core.people import Language
from bot.core.tokens import KeptTokens, Phase, TokenPair
from bot.core.words import Words
from bot.http.errors import LastResort
from bot.http.server import Server, build_app
from tests.unit.shapes import json_values, paths, statuses, with_field, written
from tests.unit.zalo_oa.test_receive import APP, FOLLOW, KEYS, TEXT

SECRET = "the secret of the tests"
EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class NoTokens:
    """Keeps one pair that lasts."""

    def __init__(self, access: str = "access") -> None:
        self._access = access

    async def find(self, account: str) -> KeptTokens | None:
        now = utc_now()
        return KeptTokens(
            TokenPair(self._access, "r", now, datetime.max.replace(tzinfo=now.tzinfo)), Phase.READY, 1, 0, now
        )

    async def seed(self, account: str, pair: TokenPair, now: datetime) -> None: ...

    async def keep(self, account: str, pair: TokenPair, now: datetime) -> None: ...

    async def change(self, account: str, seen: KeptTokens, phase: Phase, tries: int, now: datetime) -> bool:
        return True


@asynccontextmanager
async def serving(heard: list[Incoming]) -> AsyncIterator[int]:
    """Serve the webhook; what it takes for a message is put into `heard`."""

    async def receive(incoming: Incoming, channel: Channel, decided: object = None) -> None:
        incoming.words.encode(errors="replace")
        heard.append(incoming)

    async def held() -> Sequence[Decision]:
        return ()

    def words(language: Language) -> Words:
        return Words({"zalo.choose": "?"})

    options = ZaloOaOptions(APP, "app-secret", SECRET, public_url="https://khien-nho.example.vn")
    bot = ZaloOa(options, receive, tokens=NoTokens(), held=held, words=words)
    app = build_app(LastResort("vi", "111", "111", "111", "-"))
    bot.add_routes(app)
    server = Server(app, host="127.0.0.1", port=0)
    await server.start()
    await bot.start(lambda _: None)
    try:
        yield server.port
    finally:
        await bot.stop()
        await server.stop()


def request(body: bytes, *headers: str, signed: bool = True, mac: str | None = None) -> bytes:
    """Return a request as it is sent, signed over the body unless told otherwise."""
    if mac is None:
        try:
            timestamp = timestamp_of(json.loads(body))
        except (ValueError, RecursionError):
            timestamp = ""
        mac = signature(APP, body, timestamp, SECRET)
    lines = [f"POST {WEBHOOK_PATH} HTTP/1.1", "Host: x", "Connection: close", *headers]
    if signed:
        lines.append(f"{HEADER}: mac={mac}")
    if not any(header.lower().startswith(("transfer-encoding", "content-length")) for header in headers):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode() + body


def posted(*requests: bytes, breaks_off: bool = False) -> tuple[list[int], list[Incoming]]:
    """Return what a server answers, and what it took for messages."""
    heard: list[Incoming] = []

    async def post() -> list[int]:
        async with serving(heard) as port:
            return await statuses(port, requests, breaks_off=breaks_off)

    return asyncio.run(post()), heard


@given(st.lists(st.binary(max_size=200), min_size=1, max_size=5))
@EXAMPLES
def test_bytes_that_are_no_event_are_refused_and_heard_by_nobody(bodies: list[bytes]) -> None:
    found, heard = posted(
        *(request(body) for body in bodies), *(request(body, signed=False) for body in bodies)
    )

    assert set(found) <= {200, 403}
    assert set(found[len(bodies) :]) == {403}
    assert heard == []


@given(
    st.lists(
        json_values(KEYS)
        | st.fixed_dictionaries({"app_id": st.just(APP)}, optional={"timestamp": json_values(KEYS)}),
        min_size=1,
        max_size=5,
    )
)
@EXAMPLES
def test_any_signed_json_is_answered(values: list[object]) -> None:
    found, _ = posted(*(request(raw) for value in values if (raw := written(value)) is not None))

    assert set(found) <= {200, 403}


@given(st.sampled_from([TEXT, FOLLOW]), st.data())
@EXAMPLES
def test_an_event_with_one_odd_field_is_answered(base: dict[str, object], data: st.DataObject) -> None:
    raw = written(with_field(base, data.draw(st.sampled_from(paths(base))), data.draw(json_values(KEYS))))
    if raw is None:
        return
    found, heard = posted(request(raw))

    assert found[0] in (200, 403)
    assert len(heard) <= (found[0] == 200)


BODY = json.dumps(TEXT).encode()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (request(BODY), {200}),
        (request(json.dumps(TEXT).encode("utf-16")), {200, 403}),
        (request(b"\xef\xbb\xbf" + BODY), {200, 403}),
        (request(json.dumps({**TEXT, "timestamp": "\ud800"}).encode()), {200, 403}),
        (request(json.dumps({**TEXT, "sender": {"id": "\ud800"}}).encode()), {200}),
        (request(json.dumps({**TEXT, "message": {"text": "\ud800", "msg_id": "\udfff"}}).encode()), {200}),
        (request(b"[" * 100_000), {403}),
        (request(b'{"a":' * 50_000), {403}),
        (request(b"9" * 10_000), {403}),
        (request(b" " * 300_000), {413}),
        (request(BODY, mac="ÿ"), {400, 403}),
        (request(BODY, mac="x" * 7_000), {403, 431, 400}),
        (request(BODY, "Content-Encoding: gzip"), {400, 403}),
        (request(BODY, "Content-Encoding: deflate"), {400, 403}),
        (request(BODY, "Content-Encoding: br"), {400, 403}),
        (request(BODY, "Content-Encoding: zstd"), {400, 403}),
        (request(gzip.compress(BODY)[:-9], "Content-Encoding: gzip"), {400, 403}),
        (request(zlib.compress(b"x" * 50_000_000), "Content-Encoding: deflate"), {400, 403, 413}),
        (request(b"zz\r\nnonsense", "Transfer-Encoding: chunked"), {400}),
        (request(b"5\r\nab", "Transfer-Encoding: chunked"), {0, 400}),
        (request(b"5\r\nabcdefgh\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), {400}),
        (request(BODY, f"Content-Length: {len(BODY) + 5}"), {0, 400}),
        (request(BODY, "Content-Length: -1"), {400}),
        (request(BODY, "Content-Length: x"), {400}),
        (request(BODY, f"Content-Length: {len(BODY)}", "Expect: 200-nonsense"), {417}),
        (request(BODY, "Content-Type: \x00"), {200, 400}),
        (b"POST\r\n\r\n", {400}),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", {400}),
        (request(BODY).replace(b"POST", b"PUT", 1), {405}),
    ],
    ids=lambda value: None if isinstance(value, set) else ascii(value[-40:])[:40],
)  # fmt: skip
def test_a_broken_request_is_the_sender_s_fault(raw: bytes, expected: set[int]) -> None:
    found, _ = posted(raw, breaks_off=0 in expected)

    assert set(found) <= expected
