"""The webhook: only Telegram is listened to, and its post is answered when the update is."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.channels.telegram.bot import TelegramBot
from bot.channels.telegram.webhook import SECRET_HEADER
from bot.core.errors import InDoubt, OperatorError, TryLater, Unauthorised
from tests.fakes.bot_api import Answer, FakeBotApi
from tests.integration.telegram.conftest import SECRET, MakeBot, Parrot
from tests.unit.telegram.updates import press, text

PUBLIC: dict[str, Any] = {
    "mode": "webhook",
    "webhook_secret": SECRET,
    "public_url": "https://khien-nho.example",
}


@pytest.fixture
def bot(make_bot: MakeBot) -> TelegramBot:
    return make_bot(**PUBLIC)


@pytest.fixture
async def server(bot: TelegramBot) -> AsyncIterator[BaseTestServer]:
    app = web.Application()
    bot.add_routes(app)
    async with TestServer(app) as found:
        yield found


Post = Callable[..., Awaitable[tuple[int, str, str | None]]]


@pytest.fixture
async def post(server: BaseTestServer) -> AsyncIterator[Post]:
    async with aiohttp.ClientSession() as session:

        async def send(
            body: Any = None, secret: str | None = SECRET, **more: Any
        ) -> tuple[int, str, str | None]:
            headers = {} if secret is None else {SECRET_HEADER: secret}
            content = {"data": io.BytesIO(body)} if isinstance(body, bytes) else {"json": body}
            url = server.make_url("/telegram/webhook")
            async with session.post(url, headers=headers, **content, **more) as response:
                return response.status, await response.text(), response.headers.get("Retry-After")

        yield send


async def test_the_webhook_is_set_with_what_is_asked_for(api: FakeBotApi, bot: TelegramBot) -> None:
    await bot.start()

    [call] = api.calls_of("setWebhook")
    assert call.params == {
        "url": "https://khien-nho.example/telegram/webhook",
        "secret_token": SECRET,
        "max_connections": 100,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
        "drop_pending_updates": False,
    }


async def test_a_message_is_answered_before_the_post_is(
    api: FakeBotApi, bot: TelegramBot, post: Post, parrot: Parrot
) -> None:
    await bot.start()
    await api.user(42).send_text("chào")

    answer = await post(text("em bị dọa"))

    assert answer == (200, "", None)
    assert [message.text for message in api.messages(42)] == ["em bị dọa"]


async def test_stopping_the_spinner_rides_in_the_answer(
    api: FakeBotApi, bot: TelegramBot, post: Post
) -> None:
    await bot.start()
    await api.user(42).send_text("chào")

    status, body, _ = await post(press())

    assert (status, body) == (200, '{"method": "answerCallbackQuery", "callback_query_id": "4711"}')
    assert api.calls_of("answerCallbackQuery") == []


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET.upper(), f"{SECRET}x"])
async def test_a_stranger_is_turned_away_unread(
    secret: str | None, bot: TelegramBot, post: Post, parrot: Parrot
) -> None:
    await bot.start()

    assert (await post(text("em bị dọa"), secret))[0] == 403
    assert (await post(b"x" * 2_000_000, secret))[0] == 403
    assert parrot.heard == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"update_id": "1"}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b" " * (1024 * 1024 + 1), 413),
        (b'{"update_id": 1}', 200),
        (b'{"update_id": 1, "message": {"text": 3}}', 200),
    ],
)
async def test_every_body_has_its_status(
    body: bytes, status: int, bot: TelegramBot, post: Post, parrot: Parrot
) -> None:
    await bot.start()

    assert (await post(body))[0] == status
    assert parrot.heard == []


async def test_a_body_that_hides_its_length_is_cut_off(
    bot: TelegramBot, server: BaseTestServer, parrot: Parrot
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65536

    await bot.start()
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            server.make_url("/telegram/webhook"), data=endless(), headers={SECRET_HEADER: SECRET}
        ) as response,
    ):
        status = response.status

    assert status == 413


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [(TryLater("busy", after=6.2), "7"), (InDoubt("lost"), "5"), (Unauthorised("revoked"), "5")],
)
async def test_what_failed_for_now_is_delivered_again(
    fault: Exception, seconds: str, api: FakeBotApi, bot: TelegramBot, post: Post, parrot: Parrot
) -> None:
    parrot.faults.append(fault)
    await bot.start()
    await api.user(42).send_text("chào")

    first, second = await post(text("em bị dọa")), await post(text("em bị dọa"))

    assert (first[0], first[2], second[0]) == (503, seconds, 200)
    assert [message.text for message in api.messages(42)] == ["em bị dọa"]


async def test_before_the_start_and_after_the_stop_updates_are_asked_for_later(
    bot: TelegramBot, post: Post, parrot: Parrot
) -> None:
    early = await post(text("sớm"))
    await bot.start()
    await bot.stop()
    late = await post(text("muộn"))

    assert (early[0], late[0], parrot.heard) == (503, 503, [])


async def test_an_address_that_telegram_refuses_stops_the_start(api: FakeBotApi, make_bot: MakeBot) -> None:
    bot = make_bot(**(PUBLIC | {"public_url": "https://khien-nho.example:8080"}))

    with pytest.raises(OperatorError, match=r"https://khien-nho\.example:8080.*web\.public_url"):
        await bot.start()


async def test_a_polling_bot_has_no_webhook(make_bot: MakeBot) -> None:
    app = web.Application()

    make_bot().add_routes(app)

    assert list(app.router.routes()) == []


async def test_a_conversation_by_webhook_loses_nothing(
    api: FakeBotApi, bot: TelegramBot, server: BaseTestServer, parrot: Parrot
) -> None:
    child = api.user(42)
    await bot.start()
    # As behind the operator's own https server.
    async with aiohttp.ClientSession() as session:
        local = {"url": str(server.make_url("/telegram/webhook")), "secret_token": SECRET}
        await (await session.post(f"{api.base_url}/bot{api.token}/setWebhook", json=local)).read()
    parrot.faults.append(TryLater("busy"))
    api.fail_next("sendMessage", Answer(500, "Internal Server Error"))

    for number in range(10):
        await child.send_text(f"câu {number}")
    await api.wait_for(lambda: len(api.accepted_updates) == 10)
    pressed = await child.press(api.messages(42)[-1])
    await api.wait_for(lambda: pressed.answer is not None and not api.pending_updates)

    assert [message.text for message in api.messages(42)] == [f"câu {number}" for number in range(10)] + ["…"]
    assert (api.rejected, api.violations, api.unanswered) == ([], [], [])
