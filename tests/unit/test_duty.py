"""Serving a token while its lock is held: what the readiness check hears of it."""

import asyncio
from typing import cast

import pytest

from bot.core.errors import Unauthorised
from bot.duty import Duty
from bot.services.sender import Sender


class FreeLock:
    """A lock that nobody else wants."""

    async def acquire(self, stop: asyncio.Event) -> bool:
        return True

    async def lost(self) -> None:
        await asyncio.Event().wait()

    async def release(self) -> None:
        pass


class QuietMessenger:
    """A messenger that starts and stops."""

    async def start(self, on_link: object) -> None:
        pass

    async def stop(self) -> None:
        pass


class StubSender:
    """Sends nothing, until it is stopped or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.stop = asyncio.Event()
        self.is_stuck = False
        self.error = error

    async def run(self) -> None:
        if self.error is not None:
            raise self.error
        await self.stop.wait()


def duty_with(sender: StubSender) -> Duty:
    return Duty(FreeLock(), QuietMessenger(), lambda: cast("Sender", sender), lambda _: None)


async def test_a_sender_that_stands_still_is_stuck() -> None:
    sender = StubSender()
    duty = duty_with(sender)
    await duty.start()
    moving = duty.is_stuck

    sender.is_stuck = True

    assert (moving, duty.is_stuck) == (False, True)
    await duty.stop()
    assert not duty.is_stuck


async def test_a_sender_that_has_ended_by_itself_is_stuck(caplog: pytest.LogCaptureFixture) -> None:
    duty = duty_with(StubSender(Unauthorised("the token is refused")))
    await duty.start()
    await asyncio.sleep(0)

    assert duty.is_stuck
    await duty.stop()
    assert "the sender failed (Unauthorised)" in caplog.text
