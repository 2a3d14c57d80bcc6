"""Sends updates to the bot's webhook: in order, again after a failure, and runs what its replies ask for."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.bot_api.dispatch import Dispatcher
from tests.fakes.bot_api.methods.intake import LOOPBACK
from tests.fakes.bot_api.params import Params
from tests.fakes.bot_api.state import Telegram, Webhook
from tests.fakes.bot_api.updates import Update

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_NOT_FROM_A_REPLY = ("deletewebhook", "setwebhook", "close", "logout")

Backoff = Callable[[int], float]


def quick_backoff(failures: int) -> float:
    """Return the seconds before the next attempt: Telegram's doubling, a hundred times as fast."""
    return float(min(0.01 * 2 ** (failures - 1), 1.0))


class WebhookSender:
    """One worker for each order key, as Telegram does: the updates of a chat wait for one another."""

    def __init__(
        self, telegram: Telegram, dispatcher: Dispatcher, *, backoff: Backoff, reply_timeout: float
    ) -> None:
        self._telegram = telegram
        self._dispatcher = dispatcher
        self._backoff = backoff
        self._timeout = aiohttp.ClientTimeout(total=reply_timeout)
        self._workers: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None

    def notice(self, update: Update) -> None:
        """See to it that the update is delivered, if a webhook is set."""
        webhook = self._telegram.webhook
        if not webhook.url or urlsplit(webhook.url).hostname not in LOOPBACK:
            return
        worker = self._workers.get(update.order_key)
        if worker is None or worker.done():
            self._workers[update.order_key] = asyncio.get_running_loop().create_task(
                self._work(update.order_key)
            )

    async def close(self) -> None:
        """Stop all deliveries."""
        for worker in self._workers.values():
            worker.cancel()
        await asyncio.gather(*self._workers.values(), return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _work(self, key: tuple[str, int]) -> None:
        failures = 0
        while (update := self._next(key)) is not None and self._telegram.webhook.url:
            webhook = self._telegram.webhook
            async with webhook.slots:
                delivered = await self._deliver(update, webhook)
            if delivered:
                failures = 0
                continue
            failures += 1
            await asyncio.sleep(self._backoff(failures))

    def _next(self, key: tuple[str, int]) -> Update | None:
        return next((update for update in self._telegram.updates.pending if update.order_key == key), None)

    async def _deliver(self, update: Update, webhook: Webhook) -> bool:
        session = self._session = self._session or aiohttp.ClientSession(timeout=self._timeout)
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        self._telegram.updates.mark_sent(update)
        self._telegram.signal.fire()
        try:
            async with session.post(webhook.url, json=update.as_json(), headers=headers) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            return self._failed(webhook, f"Connection failed: {type(error).__name__}")
        if not 200 <= response.status <= 299:
            return self._failed(
                webhook, f"Wrong response from the webhook: {response.status} {response.reason}"
            )
        if update in self._telegram.updates.pending:
            self._telegram.updates.accept(update)
        await self._run_reply(body, response.content_type)
        return True

    def _failed(self, webhook: Webhook, error: str) -> bool:
        webhook.last_error = error
        webhook.last_error_date = self._telegram.date
        self._telegram.signal.fire()
        return False

    async def _run_reply(self, body: bytes, content_type: str) -> None:
        params = Params.from_reply(body, content_type)
        method = str(params.values.pop("method", ""))
        if not method or method.lower() in _NOT_FROM_A_REPLY or method.lower().startswith("get"):
            return
        await self._dispatcher.execute(method, params, via="webhook")
