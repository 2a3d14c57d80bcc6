"""The token is in no log, no repr and no error, at any level."""

import logging
import traceback

import pytest

from bot.channels.telegram.api import BotApi
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.request import AiohttpRequest
from bot.core.errors import ChannelError
from bot.http.client import client_session
from tests.fakes.bot_api import Answer, Drop, FakeBotApi, Status
from tests.integration.telegram.conftest import MakeBot

MARKER = "BÍMẬTCỦAEM"


@pytest.fixture(autouse=True)
def _log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


async def test_a_whole_conversation_leaves_neither_token_nor_words_in_the_log(
    api: FakeBotApi, make_bot: MakeBot, caplog: pytest.LogCaptureFixture
) -> None:
    for fault in (Status(502, f"/bot{api.token}/"), Drop(), Status(200, api.token), Answer(500, api.token)):
        api.fail_next("getUpdates", fault)
        api.fail_next("getMyCommands", fault)
    api.fail_next("sendMessage", Answer(400, f"Bad Request: can't parse {MARKER}"))
    bot = make_bot()

    await bot.start()
    await api.user(1001).send_text(MARKER)
    await api.user(1001).send_text(MARKER)
    await api.wait_for(lambda: len(api.accepted_updates) == 2)
    await bot.stop()

    logged = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "polling_failed" in logged
    assert api.token not in logged
    assert api.token.partition(":")[2] not in logged
    assert MARKER not in logged


@pytest.mark.parametrize(
    "fault", [Drop(), Status(404, "/bot{}/"), Status(200, "{}"), Answer(401, "{}"), Answer(400, "{}: {}")]
)
async def test_no_error_and_none_of_its_causes_holds_the_token(
    fault: Drop | Status | Answer, api: FakeBotApi, calls: BotApi
) -> None:
    filled: Drop | Status | Answer = fault
    if isinstance(fault, Status):
        filled = Status(fault.code, fault.body.replace("{}", api.token))
    elif isinstance(fault, Answer):
        filled = Answer(fault.code, fault.description.replace("{}", api.token))
    api.fail_next("*", filled)

    with pytest.raises(ChannelError) as caught:
        await calls.me()

    assert api.token not in "".join(traceback.format_exception(caught.value))
    assert api.token not in repr(caught.value)


async def test_no_repr_shows_the_token(api: FakeBotApi, make_bot: MakeBot, calls: BotApi) -> None:
    bot = make_bot()
    shown = [bot, bot.channel, calls, AiohttpRequest(client_session), TelegramOptions(api.token)]

    assert api.token not in repr(shown)
    assert api.token.partition(":")[2] not in repr(shown)
