"""sendMessage, sendPhoto, sendAudio, sendDocument, sendChatAction."""

import asyncio
from functools import partial
from typing import Any

from tests.fakes.bot_api.keyboard import check_markup, read_markup
from tests.fakes.bot_api.params import Params
from tests.fakes.bot_api.refusals import Json, bad_request
from tests.fakes.bot_api.state import Telegram
from tests.fakes.bot_api.text import Formatted, accept_caption, accept_text, read_formatted
from tests.fakes.bot_api.world import Chat, message_json

_BUSY_WITH = ("video", "audio", "voice", "video_note")
_ACTIONS = frozenset(f"{verb}_{media}" for verb in ("record", "upload") for media in _BUSY_WITH) | {
    "cancel",
    "typing",
    "upload_photo",
    "upload_document",
    "choose_sticker",
    "pick_up_location",
    "find_location",
}
_OPTIONS = ("disable_notification", "protect_content", "link_preview_options")


async def writable_chat(telegram: Telegram, params: Params) -> Chat:
    """Return the chat that the bot wants to write to, or raise the refusal."""
    chat = telegram.world.find(params.text("chat_id"))
    chat.require_writable()
    chat.require_thread(params.integer("message_thread_id"))
    if chat.slow:
        await asyncio.sleep(chat.slow)
    return chat


def report_oddities(telegram: Telegram, method: str, formatted: Formatted) -> None:
    """Record what Telegram would swallow."""
    for kind, detail in formatted.oddities:
        telegram.report(method, kind, detail)


async def send_message(telegram: Telegram, params: Params) -> Json:
    """Send a text."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    _check_preview(params)
    formatted = read_formatted(params, "text", "entities")
    markup = _markup(telegram, params, "sendMessage")
    chat = await writable_chat(telegram, params)
    kept = accept_text(formatted)
    report_oddities(telegram, "sendMessage", kept)
    content: Json = {"text": kept.text} | ({"entities": kept.entities} if kept.entities else {})
    return _post(telegram, params, chat, content, markup)


async def send_photo(telegram: Telegram, params: Params) -> Json:
    """Send a picture."""
    return await _send_file(telegram, params, "photo", "sendPhoto")


async def send_audio(telegram: Telegram, params: Params) -> Json:
    """Send a recording; a player shows its title."""
    return await _send_file(telegram, params, "audio", "sendAudio")


async def send_document(telegram: Telegram, params: Params) -> Json:
    """Send a file."""
    return await _send_file(telegram, params, "document", "sendDocument")


async def send_chat_action(telegram: Telegram, params: Params) -> bool:
    """Show that the bot is busy."""
    action = params.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = await writable_chat(telegram, params)
    telegram.chat_actions.append((chat.chat_id, action))
    return True


async def _send_file(telegram: Telegram, params: Params, field: str, method: str) -> Json:
    file = _file(params, field)
    formatted = read_formatted(params, "caption", "caption_entities")
    markup = _markup(telegram, params, method)
    chat = await writable_chat(telegram, params)
    kept = accept_caption(formatted)
    report_oddities(telegram, method, kept)
    shown = _shown(field, file)
    content: Json = {field: shown}
    if kept.text:
        content["caption"] = kept.text
    if kept.entities:
        content["caption_entities"] = kept.entities
    return _post(telegram, params, chat, content, markup)


def _file(params: Params, field: str) -> Json:
    given = params.text(field)
    upload = params.uploads.get(given.removeprefix("attach://") if given else field)
    if upload is not None:
        if upload.size == 0:
            raise bad_request("file must be non-empty")
        unique = f"{upload.filename}-{upload.size}"
        return {
            "file_id": f"file-{unique}",
            "file_unique_id": unique,
            "file_size": upload.size,
            "file_name": upload.filename,
        }
    if not given or given.startswith("attach://"):
        raise bad_request(f"there is no {field} in the request")
    return {"file_id": given, "file_unique_id": given}


def _shown(field: str, file: Json) -> Json | list[Json]:
    if field == "photo":
        return [file | {"width": 1, "height": 1}]
    return file | {"duration": 1} if field == "audio" else file


def _markup(telegram: Telegram, params: Params, method: str) -> Json | None:
    given = params.structure("reply_markup", "reply keyboard markup")
    return read_markup(given, partial(telegram.report, method))


def _check_preview(params: Params) -> None:
    options = params.structure("link_preview_options", "link preview options")
    if options is None:
        return
    if not isinstance(options, dict):
        raise bad_request("Object expected as link preview options")
    for name in ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text"):
        if not isinstance(options.get(name, False), bool):
            raise bad_request(f'Field "{name}" must be of type Boolean')


def _post(telegram: Telegram, params: Params, chat: Chat, content: Json, markup: Json | None) -> Json:
    reply_to = _reply_to(params, chat)
    markup = check_markup(markup, private=chat.private)
    telegram.limiter.spend(chat.chat_id, telegram.clock.now())
    options: dict[str, Any] = {name: params.values[name] for name in _OPTIONS if params.has(name)}
    message = telegram.post(
        chat,
        telegram.bot,
        content,
        thread=params.integer("message_thread_id") or None,
        reply_markup=markup,
        reply_to=reply_to,
        options=options,
    )
    telegram.note_answer(chat.chat_id)
    return message_json(message, chat)


def _reply_to(params: Params, chat: Chat) -> int | None:
    given = params.structure("reply_parameters", "reply parameters")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise bad_request("Object expected as reply parameters")
    if "message_id" not in given:
        raise bad_request('Can\'t find field "message_id"')
    message_id = given["message_id"]
    if not isinstance(message_id, int):
        raise bad_request('Field "message_id" must be a valid Number')
    if chat.visible(message_id) is not None:
        return message_id
    if given.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")
