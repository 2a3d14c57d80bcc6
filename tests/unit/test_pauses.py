"""Pauses grow, are scattered, and end at a stop."""

import asyncio

from bot.http.pauses import LONGEST, Pauses, backoff


def test_pauses_double_up_to_a_limit() -> None:
    assert [backoff(failures, lambda: 1.0) for failures in (1, 2, 3, 4, 9, 999)] == [
        1,
        2,
        4,
        8,
        LONGEST,
        LONGEST,
    ]


def test_pauses_are_scattered_down_to_a_half() -> None:
    assert backoff(3, lambda: 0.0) == 2.0


def test_a_pause_is_never_shorter_than_asked_for() -> None:
    assert backoff(1, lambda: 0.5, asked=40.0) == 40.0


async def test_a_stop_ends_a_pause() -> None:
    stop = asyncio.Event()
    pauses = Pauses(stop, lambda _: asyncio.Event().wait())
    waiting = asyncio.create_task(pauses.rest(3600))

    stop.set()

    assert await waiting is False


async def test_a_pause_that_ends_by_itself_says_so() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    pauses = Pauses(asyncio.Event(), sleep, lambda: 1.0)

    assert await pauses.after(2) is True
    assert slept == [2.0]
