"""editMessageText, editMessageReplyMarkup, deleteMessage, deleteMessages."""

from functools import partial

from tests.fakes.bot_api.keyboard import check_markup, read_markup
from tests.fakes.bot_api.methods.sending import report_oddities
from tests.fakes.bot_api.params import Params
from tests.fakes.bot_api.refusals import NOT_MODIFIED, Json, bad_request
from tests.fakes.bot_api.state import Telegram
from tests.fakes.bot_api.text import accept_text, read_formatted
from tests.fakes.bot_api.world import Chat, Message, message_json

DELETABLE_SECONDS = 48 * 3600
MAX_DELETED_AT_ONCE = 100


async def edit_message_text(telegram: Telegram, params: Params) -> Json:
    """Replace a text and its keyboard."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    formatted = read_formatted(params, "text", "entities")
    markup = _markup(telegram, params, "editMessageText")
    chat, message = _own_message(telegram, params)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    kept = accept_text(formatted)
    markup = check_markup(markup, private=chat.private)
    content: Json = {"text": kept.text} | ({"entities": kept.entities} if kept.entities else {})
    if content == message.content and markup == message.reply_markup:
        raise bad_request(NOT_MODIFIED)
    telegram.limiter.spend(chat.chat_id, telegram.clock.now())
    report_oddities(telegram, "editMessageText", kept)
    message.revisions.append(message.text)
    message.content = content
    return _edited(telegram, chat, message, markup)


async def edit_message_reply_markup(telegram: Telegram, params: Params) -> Json:
    """Replace a keyboard, or take it away."""
    markup = _markup(telegram, params, "editMessageReplyMarkup")
    chat, message = _own_message(telegram, params)
    markup = check_markup(markup, private=chat.private)
    if markup == message.reply_markup:
        raise bad_request(NOT_MODIFIED)
    telegram.limiter.spend(chat.chat_id, telegram.clock.now())
    return _edited(telegram, chat, message, markup)


async def delete_message(telegram: Telegram, params: Params) -> bool:
    """Delete one message."""
    chat = telegram.world.find(params.text("chat_id"))
    chat.require_writable()
    if not params.has("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.visible(params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if not _deletable(telegram, chat, message):
        raise bad_request(
            "message can't be deleted for everyone" if chat.private else "message can't be deleted"
        )
    message.deleted = True
    return True


async def delete_messages(telegram: Telegram, params: Params) -> bool:
    """Delete up to 100 messages, passing over those that can't be found or deleted."""
    if not params.has("message_ids"):
        raise bad_request("message identifiers are not specified")
    given = params.structure("message_ids", "message identifiers")
    if not isinstance(given, list):
        raise bad_request("Expected an Array of message identifiers")
    if len(given) > MAX_DELETED_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    chat = telegram.world.find(params.text("chat_id"))
    chat.require_writable()
    for message_id in given:
        if not isinstance(message_id, int):
            raise bad_request("Invalid message identifier specified")
        message = chat.visible(message_id)
        if message is not None and _deletable(telegram, chat, message):
            message.deleted = True
    return True


def _deletable(telegram: Telegram, chat: Chat, message: Message) -> bool:
    if telegram.clock.now() - message.date > DELETABLE_SECONDS:
        return False
    return chat.private or message.from_bot or telegram.bot["id"] in chat.administrators


def _markup(telegram: Telegram, params: Params, method: str) -> Json | None:
    given = params.structure("reply_markup", "reply keyboard markup")
    if isinstance(given, dict) and given and "inline_keyboard" not in given:
        raise bad_request("Inline keyboard expected")
    return read_markup(given, partial(telegram.report, method))


def _own_message(telegram: Telegram, params: Params) -> tuple[Chat, Message]:
    chat = telegram.world.find(params.text("chat_id"))
    chat.require_writable()
    if not params.has("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.visible(params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return chat, message


def _edited(telegram: Telegram, chat: Chat, message: Message, markup: Json | None) -> Json:
    message.reply_markup = markup
    message.edit_date = telegram.date
    telegram.note_answer(chat.chat_id)
    return message_json(message, chat)
