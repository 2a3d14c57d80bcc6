"""`python -m bot tips`, as an operator types it."""

import asyncio
import json
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.message import Address
from bot.core.outbox import Failed, Reason
from bot.core.people import Audience, Language
from bot.core.schedule import Schedule
from bot.core.subscription import Feedback, Subscription
from bot.storage.cipher import Cipher
from bot.storage.database import open_alone
from bot.storage.key import open_key
from bot.storage.outbox import SqlOutbox
from bot.storage.subscriptions import SqlSubscriptions
from tests.fakes.bot_api import TOKEN
from tests.fakes.bot_api.fast import fast_bot_api
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_oa import PERSON, FakeZaloOa
from tests.integration.bot.process import bot_process, command, started

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
SUNDAY = "2026-11-29T20:00"


@pytest.fixture
async def settings(tmp_path: Path) -> dict[str, str]:
    """Three parents and a teacher, on a database that nobody serves from."""
    url = f"sqlite:///{tmp_path}/khien-nho.db"
    database = await open_alone(url)
    cipher = Cipher(await open_key(database, None))
    subscriptions = SqlSubscriptions(database, cipher)
    sunday = Subscription(Audience.PARENT, Language.VI, Schedule(6, 1200, "Asia/Ho_Chi_Minh")).begun(NOW)
    monday = Subscription(Audience.TEACHER, Language.EN, Schedule(0, 405, "Asia/Ho_Chi_Minh")).begun(NOW)
    for number in range(3):
        await subscriptions.keep(Address("telegram", str(number + 1)), sunday, NOW)
    await subscriptions.keep(Address("telegram", "9"), monday, NOW)
    for _ in range(12):
        await subscriptions.rate("p-one", Feedback.DONE)
    await subscriptions.rate("p-one", Feedback.UNFIT)
    await database.close()
    return {"BOT_DATABASE__URL": url, "BOT_WEB__PORT": "0", "BOT_LOGS__LEVEL": "error"}


async def tips(settings: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    return await command("tips", *arguments, settings=settings)


async def test_status_tells_how_things_stand_and_hides_small_numbers(settings: dict[str, str]) -> None:
    code, out, _ = await tips(settings, "status", "--json")
    _, table, _ = await tips(settings, "status")

    found = json.loads(out)
    assert code == 0
    assert found["subscribers"] == {"parent:active": 3, "teacher:active": 1}
    assert found["ratings"] == [{"tip": "p-one", "feedback": "done", "times": 12}]
    assert found["slots"][0]["subscribers"] == 3
    assert "Sunday 20:00 Asia/Ho_Chi_Minh" in table


async def test_status_shows_what_failed(settings: dict[str, str]) -> None:
    database = await open_alone(settings["BOT_DATABASE__URL"])
    outbox = SqlOutbox(database, Cipher(await open_key(database, None)))
    sunday = datetime(2026, 11, 29, 13, tzinfo=UTC)
    await outbox.plan(sunday, timedelta(0))
    [first, *_] = await outbox.claim("telegram", sunday, 1)
    await outbox.finish(first, Failed(Reason.GAVE_UP, datetime.now(UTC)))
    await database.close()

    _, out, _ = await tips(settings, "status", "--json")
    _, table, _ = await tips(settings, "status")

    assert json.loads(out)["failed"] == {"gave-up": 1}
    assert "gave-up: the platform could not be reached" in table


async def test_preview_shows_the_next_quarter(settings: dict[str, str]) -> None:
    code, out, _ = await tips(settings, "preview", "parent", "--from", "2026-11-26", "--json")

    found = json.loads(out)
    assert code == 0
    assert [one["day"] for one in found[:2]] == ["2026-11-29", "2026-12-06"]
    assert [one["recall"] for one in found[:4]] == [False, False, False, True]
    assert len({one["tip"] for one in found if not one["recall"]}) == len(
        [one for one in found if not one["recall"]]
    )


async def test_due_shows_what_is_due_and_changes_nothing(settings: dict[str, str]) -> None:
    code, out, _ = await tips(settings, "due", "--now", SUNDAY, "--json")
    _, again, _ = await tips(settings, "due", "--now", SUNDAY, "--json")
    _, table, _ = await tips(settings, "due", "--now", SUNDAY)

    found = json.loads(out)
    assert code == 0
    assert (found["due"], found["missed"], again) == (3, 0, out)
    assert {one["tip"] for one in found["first"]} == {found["first"][0]["tip"]}
    assert "3 due" in table


async def test_due_with_send_delivers_to_a_test_server_and_exits(settings: dict[str, str]) -> None:
    async with fast_bot_api(TOKEN) as (api, counter):
        own = settings | {"BOT_TELEGRAM__TOKEN": TOKEN, "BOT_TELEGRAM__API_BASE_URL": api}
        code, out, _ = await tips(own, "due", "--now", SUNDAY, "--send")
        _, again, _ = await tips(own, "due", "--now", SUNDAY, "--send", "--json")

    assert code == 0
    assert out.strip() == "3 queued, 3 sent, 0 failed, 0 in doubt, 0 left in the queue."
    assert json.loads(again) == {"queued": 0, "sent": 0, "failed": 0, "unknown": 0, "left": 0}
    assert sorted(counter.chats) == [b"1", b"2", b"3"]


def zalo_settings(url: str, bot: FakeZaloBot, oa: FakeZaloOa) -> dict[str, str]:
    """Return the settings of both Zalo channels on their fakes."""
    return {
        "BOT_DATABASE__URL": url,
        "BOT_WEB__PORT": "0",
        "BOT_WEB__PUBLIC_URL": "https://khien-nho.example.vn",
        "BOT_LOGS__LEVEL": "error",
        "BOT_ZALO_BOT__TOKEN": bot.token,
        "BOT_ZALO_BOT__API_BASE_URL": bot.base_url,
        "BOT_ZALO_OA__APP_ID": oa.app_id,
        "BOT_ZALO_OA__APP_SECRET": oa.app_secret,
        "BOT_ZALO_OA__WEBHOOK_SECRET": oa.oa_secret,
        "BOT_ZALO_OA__REFRESH_TOKEN": oa.grant().refresh_token,
        "BOT_ZALO_OA__API_BASE_URL": oa.base_url,
        "BOT_ZALO_OA__OAUTH_BASE_URL": oa.base_url,
    }


async def test_due_with_send_delivers_on_zalo_too_and_counts_the_month(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/zalo.db"
    database = await open_alone(url)
    subscriptions = SqlSubscriptions(database, Cipher(await open_key(database, None)))
    schedule = Schedule(6, 1200, "Asia/Ho_Chi_Minh")
    for channel, chat in (("zalo-bot", "parent-1"), ("zalo-oa", PERSON), ("zalo-oa", "silent")):
        mine = Subscription(Audience.PARENT, Language.VI, schedule).begun(NOW)
        await subscriptions.keep(Address(channel, chat), mine, NOW)
    await subscriptions.hear(Address("zalo-oa", PERSON), NOW, timedelta(days=7))
    await database.close()
    async with FakeZaloBot() as bot, FakeZaloOa() as oa:
        bot.known.add("parent-1")
        await oa.write(PERSON, "chào")
        own = zalo_settings(url, bot, oa) | {"BOT_ZALO_BOT__MONTHLY_MESSAGES": "4"}
        code, out, err = await tips(own, "due", "--now", SUNDAY, "--send")
        _, found, _ = await tips(own, "status", "--json")
        _, table, _ = await tips(own, "status")

    assert (code, err) == (0, "")
    assert out.strip() == "3 queued, 2 sent, 0 failed, 0 in doubt, 1 left in the queue."
    assert "Mẹo tuần này" in bot.sent["parent-1"][0]
    assert "Mẹo tuần này" in oa.last(PERSON).text
    status = json.loads(found)
    assert status["outside_window"] == 1
    assert [(one["channel"], one["limit"], one["short"]) for one in status["quotas"]] == [
        ("zalo-bot", 4, True)
    ]
    assert "1 subscribers may get 5 tips in a month with five weeks" in " ".join(table.split())


async def test_a_signal_while_sending_ends_it_for_every_messenger(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/zalo.db"
    database = await open_alone(url)
    subscriptions = SqlSubscriptions(database, Cipher(await open_key(database, None)))
    mine = Subscription(Audience.PARENT, Language.VI, Schedule(6, 1200, "Asia/Ho_Chi_Minh")).begun(NOW)
    parents = [f"parent-{number}" for number in range(60)]
    for channel, chat in [("zalo-oa", PERSON), *(("zalo-bot", parent) for parent in parents)]:
        await subscriptions.keep(Address(channel, chat), mine, NOW)
    await subscriptions.hear(Address("zalo-oa", PERSON), NOW, timedelta(days=7))
    await database.close()
    async with FakeZaloBot() as bot, FakeZaloOa() as oa:
        bot.known.update(parents)
        await oa.write(PERSON, "chào")
        own = zalo_settings(url, bot, oa) | {"BOT_TIPS__MESSAGES_PER_SECOND": "5"}
        async with started("tips", "due", "--now", SUNDAY, "--send", "--json", settings=own) as process:
            async with asyncio.timeout(60):
                while not bot.sent:
                    await oa.pause()
            process.send_signal(signal.SIGTERM)
            out, _ = await asyncio.wait_for(process.communicate(), 60)

    ended = json.loads(out)
    assert ended["queued"] == 61
    assert ended["sent"] == len(bot.sent) < len(parents)
    assert oa.sent == []


async def test_what_the_preview_shows_is_what_is_sent(settings: dict[str, str]) -> None:
    _, shown, _ = await tips(settings, "due", "--now", SUNDAY, "--json")
    async with fast_bot_api(TOKEN) as (api, _):
        own = settings | {"BOT_TELEGRAM__TOKEN": TOKEN, "BOT_TELEGRAM__API_BASE_URL": api}
        await tips(own, "due", "--now", SUNDAY, "--send")
    database = await open_alone(settings["BOT_DATABASE__URL"])
    outbox = SqlOutbox(database, Cipher(await open_key(database, None)))
    later = datetime(2026, 12, 6, 13, tzinfo=UTC)
    await outbox.plan(later, timedelta(0))
    claimed = await outbox.claim("telegram", later, 9)
    await database.close()

    sent = {one.history[0].tip for one in claimed if one.history}
    assert sent == {one["tip"] for one in json.loads(shown)["first"]}


async def test_a_future_moment_is_not_sent_to_the_real_telegram(settings: dict[str, str]) -> None:
    own = settings | {"BOT_TELEGRAM__TOKEN": TOKEN}

    code, _, err = await tips(own, "due", "--now", "2100-01-01T08:00", "--send")

    assert code == 1
    assert "is in the future: tips would go out too early" in err


async def test_sending_beside_a_running_bot_is_refused(settings: dict[str, str], data: Path) -> None:
    async with fast_bot_api(TOKEN) as (api, counter):
        own = {
            "BOT_DATABASE__URL": f"sqlite:///{data / 'khien-nho.db'}",
            "BOT_WEB__PORT": "0",
            "BOT_TELEGRAM__TOKEN": TOKEN,
            "BOT_TELEGRAM__API_BASE_URL": api,
        }
        async with bot_process(own) as bot:
            code, _, err = await tips(own, "due", "--now", SUNDAY, "--send")
            await bot.stop()

    assert code == 1
    assert "already serves from the database" in err
    assert counter.arrivals == []


@pytest.mark.parametrize("moment", ["tomorrow", "2026-13-01", ""])
async def test_what_is_no_moment_is_refused_with_an_example(settings: dict[str, str], moment: str) -> None:
    code, _, err = await tips(settings, "due", "--now", moment)

    assert code == 1
    assert "Write it as 2026-11-29T20:00+07:00." in err


async def test_without_a_token_there_is_nothing_to_send_with(settings: dict[str, str]) -> None:
    code, _, err = await tips(settings, "due", "--now", "2026-11-26T08:00", "--send")

    assert code == 1
    assert "set telegram.token" in err
