"""What the bot tells about itself: commands, descriptions, name, menu button."""

import json
import re
from typing import Any

from tests.fakes.bot_api.params import Params
from tests.fakes.bot_api.refusals import Json, bad_request
from tests.fakes.bot_api.state import Telegram

MAX_COMMANDS = 100
_SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}
# The field, its limit, and the code in the answer to a longer text.
TEXTS = {
    "description": (512, "DESCRIPTION_TOO_LONG"),
    "short_description": (120, "ABOUT_TOO_LONG"),
    "name": (64, "NAME_TOO_LONG"),
}


async def set_my_commands(telegram: Telegram, params: Params) -> bool:
    """Set the list of commands of a scope and language."""
    if not params.has("commands"):
        raise bad_request("Can't parse commands JSON object")
    given = params.structure("commands", "commands")
    if not isinstance(given, list):
        raise bad_request("Expected an Array of BotCommand")
    if len(given) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = _key(params)
    telegram.settings.commands[key] = [_command(command) for command in given]
    return True


async def delete_my_commands(telegram: Telegram, params: Params) -> bool:
    """Take back the list of commands of a scope and language."""
    telegram.settings.commands.pop(_key(params), None)
    return True


async def get_my_commands(telegram: Telegram, params: Params) -> list[Json]:
    """Return the list of commands of a scope and language."""
    return telegram.settings.commands.get(_key(params), [])


async def set_text(telegram: Telegram, params: Params, field: str) -> bool:
    """Set the description, the short description or the name."""
    limit, code = TEXTS[field]
    text = params.text(field).strip()
    if len(text) > limit:
        raise bad_request(code)
    language = _language(params)
    if text:
        telegram.settings.texts[field, language] = text
    else:
        telegram.settings.texts.pop((field, language), None)
    return True


async def get_text(telegram: Telegram, params: Params, field: str) -> Json:
    """Return the description, the short description or the name."""
    texts = telegram.settings.texts
    fallback = texts.get((field, ""), telegram.bot["first_name"] if field == "name" else "")
    return {field: texts.get((field, _language(params)), fallback)}


async def set_chat_menu_button(telegram: Telegram, params: Params) -> bool:
    """Set the button beside the text field, of one chat or of all (0)."""
    button = params.structure("menu_button", "menu button")
    button = {"type": "default"} if button is None else button
    if not isinstance(button, dict):
        raise bad_request("Object expected as menu button")
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("unsupported menu button type specified")
    chat_id = 0
    if params.has("chat_id"):
        chat = telegram.world.find(params.text("chat_id"))
        if not chat.private:
            raise bad_request("chat not found")
        chat_id = chat.chat_id
    telegram.settings.menu_buttons[chat_id] = button
    return True


async def get_chat_menu_button(telegram: Telegram, params: Params) -> Json:
    """Return the button beside the text field."""
    return telegram.settings.menu_buttons.get(params.integer("chat_id"), {"type": "default"})


def _command(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad_request("Can't parse BotCommand: Expected an Object")
    for name in ("command", "description"):
        if name not in given:
            raise bad_request(f"Can't parse BotCommand: Can't find field \"{name}\"")
    command, description = str(given["command"]).strip(), str(given["description"]).strip()
    command = command.removeprefix("/")
    if not command:
        raise bad_request("Command must be non-empty")
    if len(command) > 32:
        raise bad_request("Command length must not exceed 32")
    if not description:
        raise bad_request("Command description must be non-empty")
    if len(description) > 256:
        raise bad_request("Command description length must not exceed 256")
    if not re.fullmatch(r"[a-z0-9_]+", command):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": command, "description": description}


def _key(params: Params) -> tuple[str, str]:
    scope = params.structure("scope", "BotCommandScope")
    scope = {"type": "default"} if scope is None else scope
    if not isinstance(scope, dict):
        raise bad_request("Can't parse BotCommandScope: BotCommandScope must be an Object")
    needed = _SCOPES.get(str(scope.get("type")))
    if needed is None:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    for name in needed:
        if name not in scope:
            raise bad_request(f"Can't parse BotCommandScope: Can't find field \"{name}\"")
    return json.dumps(scope, sort_keys=True), _language(params)


def _language(params: Params) -> str:
    language = params.text("language_code")
    if not re.fullmatch(r"([a-z]{2})?", language):
        raise bad_request("Invalid language code specified")
    return language
