"""After a kill -9 nobody is left without an answer, whenever it came; tokens survive it where they can."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from bot.channels.zalo_oa.options import WEBHOOK_PATH
from tests.fakes.zalo_oa import FakeZaloOa, Fault
from tests.integration.bot.conftest import files_with
from tests.integration.bot.process import bot_process
from tests.integration.zalo_oa.conftest import PUBLIC

MARKER = "DAUHIEUBIMAT"
PEOPLE = [str(246_845_883_529_190_000 + number) for number in range(12)]
DISCLOSURE = f"{MARKER} có người dọa tung ảnh của em"


@pytest.fixture
def settings(data: Path, oa: FakeZaloOa) -> dict[str, str]:
    return {
        "BOT_DATABASE__URL": f"sqlite:///{data / 'khien-nho.db'}",
        "BOT_WEB__PORT": "0",
        "BOT_WEB__PUBLIC_URL": PUBLIC,
        "BOT_ZALO_OA__APP_ID": oa.app_id,
        "BOT_ZALO_OA__APP_SECRET": oa.app_secret,
        "BOT_ZALO_OA__WEBHOOK_SECRET": oa.oa_secret,
        "BOT_ZALO_OA__REFRESH_TOKEN": oa.grant().refresh_token,
        "BOT_ZALO_OA__API_BASE_URL": oa.base_url,
        "BOT_ZALO_OA__OAUTH_BASE_URL": oa.base_url,
    }


async def until(condition: partial[bool], seconds: float = 60) -> None:
    """Return when the condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - another process's doing
            await asyncio.sleep(0.02)


def all_answered(oa: FakeZaloOa) -> bool:
    """Say whether everybody has got the card."""
    return all(any("không có lỗi" in text for text in oa.texts(person)) for person in PEOPLE)


async def test_a_kill_between_decision_and_sending_loses_no_answer(
    oa: FakeZaloOa, settings: dict[str, str], data: Path
) -> None:
    gate = asyncio.Event()
    async with bot_process(settings) as bot:
        oa.webhook_url = f"{bot.web}{WEBHOOK_PATH}"
        await oa.write(PEOPLE[0], "xin chào")
        await until(partial(lambda: bool(oa.texts(PEOPLE[0]))))
        oa.fail_next("message", *(Fault(gate=gate, drop=True) for _ in range(200)))
        deliveries = await asyncio.gather(*(oa.write(person, DISCLOSURE) for person in PEOPLE))
        await bot.kill()
    gate.set()
    oa.faults.clear()
    assert [delivery.statuses for delivery in deliveries] == [[200]] * len(PEOPLE)
    assert files_with(data, MARKER) == []

    async with bot_process(settings) as bot:
        await until(partial(all_answered, oa))
        assert await bot.stop() == 0

    assert (oa.lost, oa.mistakes, oa.dead_uses) == ([], [], 0)
    assert files_with(data, MARKER) == []


async def test_after_an_orderly_stop_nothing_is_sent_twice(oa: FakeZaloOa, settings: dict[str, str]) -> None:
    for _ in range(2):
        async with bot_process(settings) as bot:
            oa.webhook_url = f"{bot.web}{WEBHOOK_PATH}"
            if not oa.sent:
                await oa.write(PEOPLE[0], "xin chào")
                await until(partial(lambda: bool(oa.sent)))
            await bot.stop()

    assert len(oa.sent_to(PEOPLE[0])) == 1


@pytest.mark.parametrize("grace", [True, False], ids=["grace", "strict"])
async def test_a_kill_between_rotation_and_save_costs_one_try(
    oa: FakeZaloOa, settings: dict[str, str], grace: bool
) -> None:
    oa.grace = grace
    gate = asyncio.Event()
    oa.fail_next("access_token", Fault(gate=gate, drop=True, after_accepting=True))
    async with bot_process(settings) as bot:
        oa.webhook_url = f"{bot.web}{WEBHOOK_PATH}"
        await until(
            partial(lambda: any(call.endpoint == "access_token" for call in oa.calls) or gate_waits(oa))
        )
        delivery = await oa.write(PEOPLE[0], DISCLOSURE)
        await bot.kill()
    gate.set()
    assert delivery.statuses == [200]

    settings = {**settings, "BOT_LOGS__LEVEL": "error"}
    async with bot_process(settings) as bot:
        if grace:
            await until(partial(lambda: bool(oa.texts(PEOPLE[0]))), 90)
            assert (oa.dead_uses, oa.grace_uses) == (0, 1)
        else:
            await until(partial(lambda: oa.dead_uses == 1), 90)
            await asyncio.sleep(1)
            assert oa.dead_uses == 1
            assert oa.sent == []
        await bot.kill()


def gate_waits(oa: FakeZaloOa) -> bool:
    """Say whether the exchange has reached the server and waits there."""
    return not oa.faults.get("access_token")
