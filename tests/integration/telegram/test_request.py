"""The transport: what is sent, and errors that hold neither address nor token."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import InputFile
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.request import AiohttpRequest, FloodError, NotBotApiError, NotSentError
from bot.http.client import client_session
from tests.fakes.bot_api import Answer, Drop, FakeBotApi, Status


@pytest.fixture
async def request_class() -> AsyncIterator[AiohttpRequest]:
    found = AiohttpRequest(client_session)
    await found.initialize()
    yield found
    await found.shutdown()


def _data(**values: object) -> RequestData:
    return RequestData([RequestParameter.from_input(name, value) for name, value in values.items()])


def _url(api: FakeBotApi, method: str = "getMe") -> str:
    return f"{api.base_url}/bot{api.token}/{method}"


async def test_parameters_go_out_as_json_and_the_result_comes_back(
    api: FakeBotApi, request_class: AiohttpRequest
) -> None:
    await api.user(1001).send_text("chào")

    result = await request_class.post(_url(api, "sendMessage"), _data(chat_id=1001, text="Được “nhé” 🛡"))

    assert isinstance(result, dict)
    assert result["text"] == "Được “nhé” 🛡"
    assert api.calls[-1].params == {"chat_id": 1001, "text": "Được “nhé” 🛡"}


async def test_files_go_out_as_a_form(request_class: AiohttpRequest) -> None:
    received: dict[str, Any] = {}

    async def receive(request: web.Request) -> web.Response:
        form = await request.post()
        document = form["document"]
        assert isinstance(document, web.FileField)
        received.update(
            chat=form["chat_id"],
            file=(document.filename, document.content_type, document.file.read()),
        )
        return web.json_response({"ok": True, "result": True})

    app = web.Application()
    app.router.add_post("/bot1:a/sendDocument", receive)
    async with TestServer(app) as server:
        file = InputFile(b"%PDF", filename="bài.pdf")
        await request_class.post(
            str(server.make_url("/bot1:a/sendDocument")), _data(chat_id=7, document=file)
        )

    assert received == {"chat": "7", "file": ("bài.pdf", "application/pdf", b"%PDF")}


async def test_a_refused_connection_means_that_nothing_was_sent(request_class: AiohttpRequest) -> None:
    with pytest.raises(NotSentError) as caught:
        await request_class.post("http://127.0.0.1:9/bot1234567:secret/getMe")

    assert "secret" not in str(caught.value)


async def test_a_late_answer_is_a_time_out(api: FakeBotApi, request_class: AiohttpRequest) -> None:
    gate = api.hold_next("getMe")

    with pytest.raises(TimedOut):
        await request_class.post(_url(api), read_timeout=0.03, write_timeout=0.01, connect_timeout=0.01)
    gate.set()


async def test_a_dropped_connection_is_told_from_one_that_was_never_made(
    api: FakeBotApi, request_class: AiohttpRequest
) -> None:
    api.fail_next("getMe", Drop())

    with pytest.raises(NetworkError) as caught:
        await request_class.post(_url(api))

    assert type(caught.value) is NetworkError


async def test_telegrams_own_refusals_keep_their_meaning(
    api: FakeBotApi, request_class: AiohttpRequest
) -> None:
    api.fail_next("getMe", Answer(429, "Too Many Requests: retry after 7", {"retry_after": 7}))
    with pytest.raises(FloodError) as flood:
        await request_class.post(_url(api))
    with pytest.raises(BadRequest):
        await request_class.post(_url(api, "sendMessage"), _data(chat_id=1, text=""))
    with pytest.raises(InvalidToken):
        await request_class.post(f"{api.base_url}/bot1:wrong/getMe")

    assert flood.value.seconds == 7


@pytest.mark.parametrize("status", [404, 429, 502])
async def test_a_page_of_another_server_is_not_quoted(
    status: int, api: FakeBotApi, request_class: AiohttpRequest
) -> None:
    api.fail_next("getMe", Status(status, f"Cannot POST /bot{api.token}/getMe"))

    with pytest.raises(NotBotApiError) as caught:
        await request_class.post(_url(api))

    assert api.token not in f"{caught.value!r} {caught.value.__cause__!r}"
    assert caught.value.status == status


async def test_a_broken_answer_is_neither_quoted_nor_logged(
    api: FakeBotApi, request_class: AiohttpRequest, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail_next("getMe", Status(200, f"<html>{api.token}"))

    with pytest.raises(TelegramError) as caught:
        await request_class.post(_url(api))

    assert api.token not in f"{caught.value!r}{caplog.text}"


async def test_a_request_class_can_be_closed_and_opened_again(api: FakeBotApi) -> None:
    found = AiohttpRequest(client_session)

    for _ in range(2):
        await found.initialize()
        await found.initialize()
        assert await found.post(_url(api))
        await found.shutdown()
        await found.shutdown()
    with pytest.raises(TelegramError):
        await found.post(_url(api))


async def test_many_calls_run_side_by_side(api: FakeBotApi, request_class: AiohttpRequest) -> None:
    results = await asyncio.gather(*(request_class.post(_url(api)) for _ in range(50)))

    assert len(results) == 50
