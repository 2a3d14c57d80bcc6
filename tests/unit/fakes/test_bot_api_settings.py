"""What the bot tells the fake Bot API about itself."""

import pytest

from tests.unit.fakes.conftest import RawBot

START = {"command": "start", "description": "Bắt đầu"}


async def test_commands_are_kept_by_scope_and_language(bot: RawBot) -> None:
    group = {"type": "all_group_chats"}

    assert await bot("setMyCommands", commands=[START]) is True
    assert await bot("setMyCommands", commands=[{"command": "/tip", "description": "a"}], scope=group) is True

    assert await bot("getMyCommands") == [START]
    assert await bot("getMyCommands", scope=group) == [{"command": "tip", "description": "a"}]
    assert await bot("getMyCommands", language_code="en") == []
    assert await bot("deleteMyCommands") is True
    assert await bot("getMyCommands") == []


@pytest.mark.parametrize(
    ("settings", "answer"),
    [
        ({}, "can't parse commands JSON object"),
        ({"commands": {}}, "expected an Array of BotCommand"),
        ({"commands": [START] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [{"command": "Start", "description": "a"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "mẹo", "description": "a"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "/", "description": "a"}]}, "command must be non-empty"),
        ({"commands": [{"command": "a" * 33, "description": "a"}]}, "command length must not exceed 32"),
        ({"commands": [{"command": "a", "description": " "}]}, "command description must be non-empty"),
        (
            {"commands": [{"command": "a", "description": "a" * 257}]},
            "command description length must not exceed 256",
        ),
        ({"commands": [{"command": "a"}]}, "can't parse BotCommand: Can't find field \"description\""),
        (
            {"commands": [START], "scope": {"type": "x"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        (
            {"commands": [START], "scope": {"type": "chat"}},
            "can't parse BotCommandScope: Can't find field \"chat_id\"",
        ),
        ({"commands": [START], "language_code": "vi-VN"}, "invalid language code specified"),
    ],
)
async def test_wrong_commands_are_refused(bot: RawBot, settings: dict[str, object], answer: str) -> None:
    assert await bot("setMyCommands", **settings) == f"Bad Request: {answer}"


@pytest.mark.parametrize(
    ("setter", "getter", "field", "limit", "answer"),
    [
        ("setMyDescription", "getMyDescription", "description", 512, "DESCRIPTION_TOO_LONG"),
        ("setMyShortDescription", "getMyShortDescription", "short_description", 120, "ABOUT_TOO_LONG"),
        ("setMyName", "getMyName", "name", 64, "NAME_TOO_LONG"),
    ],
)
async def test_descriptions_have_their_lengths(
    bot: RawBot, setter: str, getter: str, field: str, limit: int, answer: str
) -> None:
    assert await bot(setter, **{field: "a" * limit}) is True
    assert await bot(setter, **{field: "a" * (limit + 1)}) == f"Bad Request: {answer}"
    assert await bot(setter, **{field: "English"}, language_code="en") is True

    assert await bot(getter) == {field: "a" * limit}
    assert await bot(getter, language_code="en") == {field: "English"}
    assert await bot(getter, language_code="fr") == {field: "a" * limit}


async def test_an_unset_name_is_the_accounts_own(bot: RawBot) -> None:
    assert await bot("getMyName") == {"name": "Khien Nho"}


async def test_the_menu_button_is_kept(bot: RawBot, chat_id: int) -> None:
    assert await bot("setChatMenuButton", menu_button={"type": "commands"}) is True
    assert await bot("setChatMenuButton", chat_id=chat_id) is True

    assert await bot("getChatMenuButton") == {"type": "commands"}
    assert await bot("getChatMenuButton", chat_id=chat_id) == {"type": "default"}
    answer = await bot("setChatMenuButton", menu_button={"type": "x"})
    assert answer == "Bad Request: unsupported menu button type specified"
