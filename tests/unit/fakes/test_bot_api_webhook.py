"""The fake Bot API's webhook: its settings, the order, the second attempts, the replies."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from tests.fakes.bot_api import FakeBotApi
from tests.unit.fakes.conftest import RawBot

SECRET = "s3cret_-"


@dataclass(slots=True)
class Hook:
    """The bot's side: keeps what comes, and answers 200 unless `answers` holds something else."""

    url: str = ""
    received: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)

    async def receive(self, request: web.Request) -> web.Response:
        self.received.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.received]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def all_accepted(api: FakeBotApi) -> None:
    await api.wait_for(lambda: not api.pending_updates)


async def test_updates_are_posted_in_order_with_the_secret(api: FakeBotApi, bot: RawBot, hook: Hook) -> None:
    await api.user().send_text("một")
    await bot("setWebhook", url=hook.url, secret_token=SECRET)
    await api.user().send_text("hai")
    await api.user().send_text("ba")

    await all_accepted(api)

    assert hook.texts == ["một", "hai", "ba"]
    assert hook.secrets == [SECRET] * 3


async def test_a_failed_delivery_comes_again_and_keeps_the_order(
    api: FakeBotApi, bot: RawBot, hook: Hook
) -> None:
    hook.answers = [web.Response(status=500), web.Response(status=403)]
    await bot("setWebhook", url=hook.url)
    await api.user().send_text("một")
    await api.user().send_text("hai")

    await all_accepted(api)

    assert hook.texts == ["một", "một", "một", "hai"]
    assert [update.deliveries for update in api.accepted_updates] == [3, 1]
    info = await bot("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 403 Forbidden"


async def test_a_webhook_that_is_down_is_tried_again(api: FakeBotApi, bot: RawBot, hook: Hook) -> None:
    await bot("setWebhook", url="http://127.0.0.1:9/hook")
    await api.user().send_text("chào")
    await api.wait_for(lambda: api.telegram.webhook.last_error != "")

    await bot("setWebhook", url=hook.url)
    await all_accepted(api)

    assert hook.texts == ["chào"]


async def test_the_reply_may_carry_a_call(api: FakeBotApi, bot: RawBot, hook: Hook) -> None:
    hook.answers = [
        web.json_response(
            {"method": "sendMessage", "chat_id": 1001, "text": "<b>Chào</b>", "parse_mode": "HTML"}
        )
    ]
    await bot("setWebhook", url=hook.url)

    await api.user().send_text("chào")
    message = await api.user().next_message()

    assert (message.text, api.calls_of("sendMessage")[0].via) == ("Chào", "webhook")


async def test_a_call_in_the_reply_keeps_the_same_rules(api: FakeBotApi, bot: RawBot, hook: Hook) -> None:
    hook.answers = [web.json_response({"method": "sendMessage", "chat_id": 1001, "text": ""})]
    await bot("setWebhook", url=hook.url)

    await api.user().send_text("chào")
    await api.wait_for(lambda: api.rejected)

    assert api.rejected[0].description == "Bad Request: message text is empty"


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook", ""])
async def test_some_calls_are_not_taken_from_a_reply(
    api: FakeBotApi, bot: RawBot, hook: Hook, method: str
) -> None:
    hook.answers = [web.json_response({"method": method})]
    await bot("setWebhook", url=hook.url)

    await api.user().send_text("một")
    await api.user().send_text("hai")
    await all_accepted(api)

    assert [call.method for call in api.calls] == ["setWebhook"]


async def test_deleting_the_webhook_leaves_the_rest_to_polling(
    api: FakeBotApi, bot: RawBot, hook: Hook
) -> None:
    await bot("setWebhook", url=hook.url)
    await bot("deleteWebhook")
    await api.user().send_text("chào")

    assert len(await bot("getUpdates")) == 1
    assert hook.received == []


async def test_pending_updates_can_be_dropped(api: FakeBotApi, bot: RawBot) -> None:
    await api.user().send_text("chào")

    assert await bot("deleteWebhook", drop_pending_updates=True) is True
    assert await bot("getUpdates") == []


async def test_an_address_in_the_world_is_taken_but_nothing_is_sent_there(
    api: FakeBotApi, bot: RawBot
) -> None:
    await bot("setWebhook", url="https://example.vn/hook", allowed_updates=["message"])
    await api.user().send_text("chào")

    assert await bot("getWebhookInfo") == {
        "url": "https://example.vn/hook",
        "has_custom_certificate": False,
        "pending_update_count": 1,
        "max_connections": 40,
        "allowed_updates": ["message"],
    }


@pytest.mark.parametrize(
    ("settings", "answer"),
    [
        ({"secret_token": "a" * 256}, True),
        ({"secret_token": "a" * 257}, "Bad Request: secret token is too long"),
        ({"secret_token": "có dấu"}, "Bad Request: secret token contains unallowed characters"),
        ({"url": "gopher://example.vn"}, "Bad Request: invalid webhook URL specified"),
        (
            {"url": "http://example.vn"},
            "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
        ),
        (
            {"url": "https://example.vn:8080"},
            "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://example.vn:8443"}, True),
        ({"url": ""}, True),
    ],
)
async def test_a_webhook_has_rules(bot: RawBot, settings: dict[str, str], answer: object) -> None:
    assert await bot("setWebhook", **{"url": "https://example.vn/", **settings}) == answer


async def test_loopback_needs_the_constructors_leave(bot: RawBot) -> None:
    async with FakeBotApi() as strict:
        strict_bot = RawBot(strict, bot.session)

        plain = await strict_bot("setWebhook", url="http://127.0.0.1:8080/")
        encrypted = await strict_bot("setWebhook", url="https://127.0.0.1/")

    assert plain == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    assert encrypted == "Bad Request: bad webhook: IP address 127.0.0.1 is reserved"
