"""Which keyboards the fake Bot API takes."""

from typing import Any

import pytest

from tests.fakes.bot_api import FakeBotApi
from tests.unit.fakes.conftest import RawBot

UNPARSABLE = "Bad Request: can't parse inline keyboard button: "
NO_ACTION = UNPARSABLE + "Text buttons are unallowed in the inline keyboard"


async def send(bot: RawBot, chat_id: int, rows: Any) -> Any:
    return await bot("sendMessage", chat_id=chat_id, text="a", reply_markup={"inline_keyboard": rows})


@pytest.mark.parametrize(
    "button",
    [
        {"text": "a", "callback_data": "x" * 64},
        {"text": "a", "callback_data": "ề" * 21},
        {"text": "a", "url": "https://vn.vn/"},
        {"text": "a", "url": "http://vn.vn/"},
        {"text": "a", "url": "tg://resolve?domain=khien_nho_test_bot"},
        {"text": "a", "copy_text": {"text": "1" * 256}},
        {"text": "a", "web_app": {"url": "https://vn.vn/"}},
    ],
)
async def test_good_buttons_are_shown(
    api: FakeBotApi, bot: RawBot, chat_id: int, button: dict[str, Any]
) -> None:
    result = await send(bot, chat_id, [[button]])

    assert result["reply_markup"] == {"inline_keyboard": [[button]]}
    assert (api.messages(chat_id)[0].keyboard, api.violations) == ([[button]], [])


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        ({"text": "a", "callback_data": "x" * 65}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "ề" * 22}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": ""}, NO_ACTION),
        ({"text": "a"}, NO_ACTION),
        ({"callback_data": "x"}, UNPARSABLE + 'Can\'t find field "text"'),
        ({"text": 1, "callback_data": "x"}, UNPARSABLE + 'Field "text" must be of type String'),
        ("x", UNPARSABLE + "InlineKeyboardButton must be an Object"),
        ({"text": "a", "copy_text": {"text": ""}}, "Bad Request: BUTTON_COPY_TEXT_INVALID"),
        ({"text": "a", "copy_text": {"text": "1" * 257}}, "Bad Request: BUTTON_COPY_TEXT_INVALID"),
        ({"text": "a", "pay": True}, "Bad Request: BUTTON_TYPE_INVALID"),
        (
            {"text": "a", "web_app": {"url": "http://vn.vn"}},
            "Bad Request: inline keyboard button Web App URL 'http://vn.vn' is invalid:"
            " Only HTTPS links are allowed",
        ),
    ],
)
async def test_bad_buttons_are_refused(bot: RawBot, chat_id: int, button: Any, answer: str) -> None:
    assert await send(bot, chat_id, [[button]]) == answer


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("tel:111", "Wrong HTTP URL"),
        ("tel:+84123456789", "Wrong port number specified in the URL"),
        ("javascript:alert(1)", "Wrong port number specified in the URL"),
        ("http://localhost", "Wrong HTTP URL"),
        ("http://localhost:8080/", "Wrong HTTP URL"),
        ("not-a-url", "Wrong HTTP URL"),
        ("ftp://example.com", "Unsupported URL protocol"),
        ("https://", "URL host is empty"),
        ("https://vn.vn:99999", "Wrong port number specified in the URL"),
        ("tg://a.b/c", "Unallowed characters in URL host"),
    ],
)
async def test_an_address_must_be_a_link(bot: RawBot, chat_id: int, url: str, reason: str) -> None:
    answer = await send(bot, chat_id, [[{"text": "a", "url": url}]])

    assert answer == f"Bad Request: inline keyboard button URL '{url}' is invalid: {reason}"


async def test_a_row_holds_eight_buttons_and_a_keyboard_a_hundred(bot: RawBot, chat_id: int) -> None:
    button = {"text": "a", "callback_data": "x"}

    assert (await send(bot, chat_id, [[button] * 8] * 12))["message_id"] == 2
    assert await send(bot, chat_id, [[button] * 9]) == "Bad Request: reply markup is too long"
    assert (await send(bot, chat_id, [[button] * 5] * 20))["message_id"] == 3
    assert await send(bot, chat_id, [[button]] * 101) == "Bad Request: reply markup is too long"


async def test_a_button_without_words_is_dropped_and_recorded(
    api: FakeBotApi, bot: RawBot, chat_id: int
) -> None:
    result = await send(bot, chat_id, [[{"text": " ", "callback_data": "x"}]])

    assert "reply_markup" not in result
    assert [found.kind for found in api.violations] == ["empty_button_text"]


async def test_a_button_with_two_actions_is_recorded(api: FakeBotApi, bot: RawBot, chat_id: int) -> None:
    await send(bot, chat_id, [[{"text": "a", "callback_data": "x", "url": "https://vn.vn/"}]])

    assert api.messages(chat_id)[0].keyboard == [[{"text": "a", "url": "https://vn.vn/"}]]
    assert [(found.kind, found.detail) for found in api.violations] == [
        ("several_button_actions", "url, callback_data")
    ]


@pytest.mark.parametrize(
    ("markup", "answer"),
    [
        ("[", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
        ({"inline_keyboard": "x"}, 'field "inline_keyboard" must be of type Array'),
        (
            {"inline_keyboard": ["x"]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ({"keyboard": ["x"]}, 'field "keyboard" must be an Array of Arrays'),
        ({"force_reply": "yes"}, 'field "force_reply" must be of type Boolean'),
    ],
)
async def test_broken_markup_is_refused(bot: RawBot, chat_id: int, markup: Any, answer: str) -> None:
    given = await bot("sendMessage", chat_id=chat_id, text="a", reply_markup=markup)

    assert given == f"Bad Request: {answer}"


@pytest.mark.parametrize(
    "markup", [{"keyboard": [["Chủ đề"]]}, {"remove_keyboard": True}, {"force_reply": True}]
)
async def test_the_other_kinds_of_markup_are_taken(
    api: FakeBotApi, bot: RawBot, chat_id: int, markup: dict[str, Any]
) -> None:
    await bot("sendMessage", chat_id=chat_id, text="a", reply_markup=markup)

    assert api.messages(chat_id)[0].reply_markup is not None
    assert api.messages(chat_id)[0].keyboard == []
