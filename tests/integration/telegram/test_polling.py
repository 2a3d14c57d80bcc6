"""Long polling: what is accepted is answered, what is not answered comes again."""

import asyncio
import logging

import pytest

from bot.channels.telegram.answering import WINDOW
from bot.core.errors import InDoubt, TryLater, Unauthorised
from tests.fakes.bot_api import Answer, Drop, FakeBotApi, Status
from tests.integration.telegram.conftest import MakeBot, Naps, Parrot


async def _answered(api: FakeBotApi, count: int) -> None:
    await api.wait_for(lambda: len(api.accepted_updates) >= count and not api.pending_updates)


async def test_messages_are_answered_in_order_and_confirmed(
    api: FakeBotApi, make_bot: MakeBot, parrot: Parrot
) -> None:
    child = api.user(1001)
    await make_bot().start()

    for number in range(20):
        await child.send_text(f"câu {number}")
    await _answered(api, 20)

    assert parrot.words == [f"câu {number}" for number in range(20)]
    assert [message.text for message in api.messages(1001)] == parrot.words
    assert (api.rejected, api.violations, api.unanswered) == ([], [], [])


async def test_a_button_is_answered_and_its_spinner_stopped(api: FakeBotApi, make_bot: MakeBot) -> None:
    child = api.user(1001)
    await make_bot().start()
    await child.start()
    greeting = await child.next_message()

    press = await child.press(greeting, label="Lần nữa")
    await child.next_message()
    await api.wait_for(lambda: press.answer is not None)

    assert api.rejected == []


async def test_a_press_that_is_too_old_is_answered_all_the_same(
    api: FakeBotApi, make_bot: MakeBot, parrot: Parrot
) -> None:
    child = api.user(1001)
    written = await child.send_text("chào")
    await make_bot().start()
    await _answered(api, 1)
    too_old = Answer(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    api.fail_next("answerCallbackQuery", too_old)

    await child.press_data(written, "topic:scams")
    await _answered(api, 2)

    assert len(api.messages(1001)) == 2


async def test_an_update_is_confirmed_only_when_its_answer_is_accepted(
    api: FakeBotApi, make_bot: MakeBot
) -> None:
    gate = api.hold_next("sendMessage")
    await make_bot().start()

    await api.user(1001).send_text("em bị dọa")
    await api.wait_for(lambda: len(api.calls_of("getUpdates")) >= 3)
    held = len(api.pending_updates)
    gate.set()
    await _answered(api, 1)

    assert held == 1
    assert len(api.messages(1001)) == 1


async def test_a_slow_chat_does_not_delay_the_others(
    api: FakeBotApi, make_bot: MakeBot, parrot: Parrot
) -> None:
    gate = api.hold_next("sendMessage")
    await make_bot().start()
    await api.user(1001).send_text("chậm")
    await api.wait_for(lambda: parrot.words == ["chậm"])

    await api.user(1002).send_text("nhanh")
    reply = await api.user(1002).next_message()
    waiting = [update.chat_id for update in api.pending_updates]
    gate.set()
    await _answered(api, 2)

    assert reply.text == "nhanh"
    assert waiting == [1001, 1002]
    assert parrot.words == ["chậm", "nhanh"]


async def test_what_was_not_answered_comes_again_after_a_restart(
    api: FakeBotApi, make_bot: MakeBot, parrot: Parrot
) -> None:
    gate = api.hold_next("sendMessage")
    first = make_bot(grace=0.01)
    await first.start()
    await api.user(1001).send_text("em bị dọa")
    await api.user(1002).send_text("xong")
    await api.wait_for(lambda: len(api.messages(1002)) == 1)

    await first.stop()
    unconfirmed = len(api.pending_updates)
    await make_bot().start()
    await _answered(api, 2)
    gate.set()

    assert unconfirmed == 2
    assert api.messages(1001)[0].text == "em bị dọa"


async def test_a_stop_finishes_what_is_under_way_and_confirms_it(api: FakeBotApi, make_bot: MakeBot) -> None:
    gate = api.hold_next("sendMessage")
    bot = make_bot()
    await bot.start()
    await api.user(1001).send_text("em bị dọa")
    await api.wait_for(lambda: api.pending_updates and api.pending_updates[0].deliveries)

    stopping = asyncio.create_task(bot.stop())
    gate.set()
    await stopping

    assert [message.text for message in api.messages(1001)] == ["em bị dọa"]
    assert api.pending_updates == []


@pytest.mark.parametrize("fault", [TryLater("busy", after=7.0), InDoubt("lost")])
async def test_an_update_that_failed_for_now_is_handed_on_again(
    fault: Exception, api: FakeBotApi, make_bot: MakeBot, parrot: Parrot, naps: Naps
) -> None:
    parrot.faults.extend([fault, fault])
    await make_bot().start()

    await api.user(1001).send_text("em bị dọa")
    await _answered(api, 1)

    assert parrot.words == ["em bị dọa"] * 3
    assert len(api.messages(1001)) == 1
    assert (7.0 in naps.taken) is isinstance(fault, TryLater)


async def test_a_failing_update_does_not_hold_up_the_others_for_ever(
    api: FakeBotApi, make_bot: MakeBot, parrot: Parrot, caplog: pytest.LogCaptureFixture
) -> None:
    parrot.always["không bao giờ"] = TryLater("busy")
    await api.user(1001).send_text("không bao giờ")
    for number in range(WINDOW + 20):
        await api.user(1002).send_text(f"câu {number}")

    await make_bot().start()
    await _answered(api, WINDOW + 21)

    assert len(api.messages(1002)) == WINDOW + 20
    assert [record for record in caplog.records if getattr(record, "action", "") == "update_given_up"]


async def test_an_error_of_the_program_is_logged_without_words_and_passed(
    api: FakeBotApi, make_bot: MakeBot, parrot: Parrot, caplog: pytest.LogCaptureFixture
) -> None:
    parrot.faults.append(ValueError("BÍMẬT"))
    await make_bot().start()

    await api.user(1001).send_text("một")
    await api.user(1002).send_text("hai")
    await _answered(api, 2)

    assert [len(api.messages(chat)) for chat in (1001, 1002)] == [0, 1]
    assert "ValueError" in caplog.text
    assert "BÍMẬT" not in caplog.text


async def test_updates_that_cannot_be_read_are_confirmed(
    api: FakeBotApi, make_bot: MakeBot, parrot: Parrot
) -> None:
    await make_bot().start()

    await api.send_raw_update({"message": {"chat": "?"}})
    await api.send_raw_update({"callback_query": 7})
    await api.user(1001).send_text("chào")
    await _answered(api, 3)

    assert parrot.words == ["chào"]


@pytest.mark.parametrize("fault", [Status(502), Drop(), Answer(429, "Too Many Requests", {"retry_after": 3})])
async def test_polling_goes_on_after_the_network_failed(
    fault: Status | Drop | Answer, api: FakeBotApi, make_bot: MakeBot, naps: Naps
) -> None:
    api.fail_next("getUpdates", fault, 3)
    await make_bot().start()

    await api.user(1001).send_text("chào")
    await _answered(api, 1)

    assert len(naps.taken) >= 3
    assert len(api.messages(1001)) == 1


async def test_another_poller_is_told_once_and_waited_for(
    api: FakeBotApi, make_bot: MakeBot, caplog: pytest.LogCaptureFixture
) -> None:
    taken = Answer(409, "Conflict: terminated by other getUpdates request")
    api.fail_next("getUpdates", taken, 5)
    await make_bot().start()

    await api.user(1001).send_text("chào")
    await _answered(api, 1)

    told = [record for record in caplog.records if getattr(record, "action", "") == "polling_conflict"]
    assert len(told) == 1


async def test_a_webhook_left_over_does_not_keep_the_bot_from_polling(
    api: FakeBotApi, make_bot: MakeBot
) -> None:
    api.telegram.webhook.url = "https://old.example.org/"
    await make_bot().start()

    await api.user(1001).send_text("chào")
    await _answered(api, 1)

    assert len(api.messages(1001)) == 1
    assert api.rejected == []


async def test_a_wrong_token_stops_the_start_with_a_sentence(api: FakeBotApi, make_bot: MakeBot) -> None:
    with pytest.raises(Unauthorised, match=r"telegram\.token.*BOT_TELEGRAM__TOKEN.*@BotFather"):
        await make_bot(token="123456789:wrong").start()


class Listener(logging.Handler):
    """Wakes a test when an event is logged, and keeps what was said."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self._action = action
        self.said: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def emit(self, record: logging.LogRecord) -> None:
        if getattr(record, "action", None) == self._action:
            self.said.set_result(record.getMessage())


async def test_a_revoked_token_ends_the_bot_with_a_sentence_in_the_log(
    api: FakeBotApi, make_bot: MakeBot
) -> None:
    listener = Listener("telegram_stopped")
    logging.getLogger("bot.channels.telegram.bot").addHandler(listener)
    await make_bot().start()

    api.token = "123456789:another"
    await api.user(1001).send_text("chào")
    said = await asyncio.wait_for(listener.said, 5)
    logging.getLogger("bot.channels.telegram.bot").removeHandler(listener)

    assert said.startswith("The Telegram bot has stopped. Telegram does not know the token")


async def test_groups_get_an_answer_only_where_the_bot_is_meant(
    api: FakeBotApi, make_bot: MakeBot, parrot: Parrot
) -> None:
    group, child = api.group(forum=True), api.user(1001)
    await make_bot().start()

    await child.send_text("mai kiểm tra", group)
    await child.send_text("/chude@khien_nho_test_bot", group, topic=4)
    await child.send_text("/chude@other_bot", group)
    await child.send_text("@khien_nho_test_bot ơi", group)
    await _answered(api, 4)

    assert [incoming.addressed for incoming in parrot.heard] == [False, True, True]


async def test_hostile_messages_are_all_answered(api: FakeBotApi, make_bot: MakeBot) -> None:
    child = api.user(1001)
    await make_bot().start()
    hostile = (
        "a" * 4096,
        "<b>&lt;</i> <script>",
        "\u202egnas",
        "💥" * 2000,
        "/start " + "x" * 4000,
        "e\u0301" * 2000,
        "\u200b",
        "1 " * 2000,
    )

    for words in hostile:
        await child.send_text(words)
    await child.send_photo("<b>")
    await child.send_voice()
    await child.send_contact()
    await child.send({"hologram": {}})
    await child.press_data(await child.send_text("?"), "\x00💥:::" * 9)
    await _answered(api, len(hostile) + 6)

    assert (api.rejected, api.violations, api.unanswered) == ([], [], [])


async def test_the_private_chats_address_is_told(api: FakeBotApi, make_bot: MakeBot) -> None:
    links: list[str] = []

    await make_bot().start(links.append)

    assert links == ["https://t.me/khien_nho_test_bot"]
