"""How the fake Bot API is spoken to: addresses, envelopes, methods, fields."""

import json

import aiohttp
import pytest

from tests.fakes.bot_api import FakeBotApi
from tests.fakes.bot_api.schema import methods
from tests.unit.fakes.conftest import RawBot


async def test_the_bot_is_who_its_token_says(bot: RawBot) -> None:
    me = await bot("getMe")

    assert (me["id"], me["is_bot"], me["username"]) == (123456789, True, "khien_nho_test_bot")


async def test_a_wrong_token_is_unauthorised(api: FakeBotApi, bot: RawBot) -> None:
    async with bot.session.get(f"{api.base_url}/bot1:x/getMe") as response:
        body = await response.json()

    assert response.status == 401
    assert body == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_the_case_of_a_method_does_not_matter(bot: RawBot) -> None:
    assert (await bot("GETME"))["id"] == 123456789


async def test_an_unknown_method_is_not_found(api: FakeBotApi, bot: RawBot) -> None:
    assert await bot("sendThought") == "Not Found: method not found"
    assert [call.status for call in api.rejected] == [404]


async def test_a_method_that_only_telegram_has_is_a_violation(api: FakeBotApi, bot: RawBot) -> None:
    assert await bot("sendDice", chat_id=1) == "Not Found: method not found"
    assert [(found.kind, found.method) for found in api.violations] == [("unsupported_method", "sendDice")]


async def test_another_path_is_not_found(api: FakeBotApi, bot: RawBot) -> None:
    async with bot.session.get(f"{api.base_url}/health") as response:
        body = await response.json()

    assert body == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_an_unknown_field_is_a_violation_but_no_refusal(
    api: FakeBotApi, bot: RawBot, chat_id: int
) -> None:
    await bot("sendMessage", chat_id=chat_id, text="a", colour="red")

    assert [(found.kind, found.detail) for found in api.violations] == [("unknown_field", "colour")]
    assert api.rejected == []


@pytest.mark.parametrize("way", ["query", "form", "json", "multipart"])
async def test_parameters_come_in_every_way(bot: RawBot, chat_id: int, way: str) -> None:
    url = f"{bot.url}/sendMessage"
    params = {"chat_id": str(chat_id), "text": "Xin chào"}
    multipart = aiohttp.MultipartWriter("form-data")
    for name, value in params.items():
        multipart.append(value).set_content_disposition("form-data", name=name)

    match way:
        case "query":
            request = bot.session.get(url, params=params)
        case "form":
            request = bot.session.post(url, data=params)
        case "json":
            request = bot.session.post(url, json=params)
        case _:
            request = bot.session.post(url, data=multipart)
    async with request as response:
        body = await response.json()

    assert body["result"]["text"] == "Xin chào"


async def test_nested_values_may_be_json_in_a_string(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    markup = json.dumps({"inline_keyboard": [[{"text": "a", "callback_data": "x"}]]})

    async with bot.session.post(
        f"{bot.url}/sendMessage", data={"chat_id": str(chat_id), "text": "a", "reply_markup": markup}
    ):
        pass

    assert api.messages(chat_id)[0].labels == [["a"]]


@pytest.mark.parametrize("body", ["{", "[]", "1"])
async def test_a_body_that_is_no_json_object_is_refused(bot: RawBot, body: str) -> None:
    headers = {"Content-Type": "application/json"}

    async with bot.session.post(f"{bot.url}/getMe", data=body, headers=headers) as response:
        answer = await response.json()

    assert answer["description"] == "Bad Request: can't parse JSON object"


async def test_files_are_uploaded(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    form = aiohttp.FormData({"chat_id": str(chat_id), "caption": "tờ rơi", "document": "attach://leaflet"})
    form.add_field("leaflet", b"%PDF", filename="to-roi.pdf")

    async with bot.session.post(f"{bot.url}/sendDocument", data=form) as response:
        result = (await response.json())["result"]

    assert (result["document"]["file_name"], result["document"]["file_size"]) == ("to-roi.pdf", 4)
    assert (api.messages(chat_id)[0].text, api.violations) == ("tờ rơi", [])


async def test_a_file_must_be_there_and_not_empty(bot: RawBot, chat_id: int) -> None:
    form = aiohttp.FormData({"chat_id": str(chat_id)})
    form.add_field("photo", b"", filename="a.jpg")

    async with bot.session.post(f"{bot.url}/sendPhoto", data=form) as response:
        empty = (await response.json())["description"]

    assert empty == "Bad Request: file must be non-empty"
    assert await bot("sendPhoto", chat_id=chat_id) == "Bad Request: there is no photo in the request"
    assert await bot("sendDocument", chat_id=chat_id) == "Bad Request: there is no document in the request"


async def test_fetching_media_is_a_violation(api: FakeBotApi, bot: RawBot) -> None:
    await bot("getFile", file_id="photo-1")
    async with bot.session.get(f"{api.base_url}/file/bot{api.token}/media/photo-1") as response:
        assert response.status == 404

    assert [found.kind for found in api.violations] == ["media_fetched", "media_fetched"]


async def test_calls_are_kept_with_their_parameters_and_outcome(
    api: FakeBotApi, bot: RawBot, chat_id: int
) -> None:
    await bot("sendmessage", chat_id=chat_id, text="a")
    await bot("sendMessage", chat_id=chat_id, text="")

    good, bad = api.calls_of("sendMessage")
    assert (good.method, good.params["text"], good.ok, good.via) == ("sendMessage", "a", True, "http")
    assert (bad.status, bad.description) == (400, "Bad Request: message text is empty")
    assert api.rejected == [bad]


def test_the_schema_knows_which_fields_are_required() -> None:
    name, fields = methods()["sendmessage"]
    required = [field for field, is_required in fields.items() if is_required]

    assert (name, required, fields["parse_mode"]) == ("sendMessage", ["chat_id", "text"], False)
