"""The methods that the fake carries out, by their names."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

from tests.fakes.bot_api.methods import chats, editing, intake, sending, settings
from tests.fakes.bot_api.params import Params
from tests.fakes.bot_api.state import Telegram

Handler: TypeAlias = Callable[[Telegram, Params], Awaitable[Any]]


def all_methods() -> Mapping[str, Handler]:
    """Return the handlers by the methods' own names."""
    return {
        "getMe": chats.get_me,
        "getUpdates": intake.get_updates,
        "setWebhook": intake.set_webhook,
        "deleteWebhook": intake.delete_webhook,
        "getWebhookInfo": intake.get_webhook_info,
        "sendMessage": sending.send_message,
        "sendPhoto": sending.send_photo,
        "sendAudio": sending.send_audio,
        "sendDocument": sending.send_document,
        "sendChatAction": sending.send_chat_action,
        "editMessageText": editing.edit_message_text,
        "editMessageReplyMarkup": editing.edit_message_reply_markup,
        "deleteMessage": editing.delete_message,
        "deleteMessages": editing.delete_messages,
        "answerCallbackQuery": chats.answer_callback_query,
        "getChat": chats.get_chat,
        "getChatMember": chats.get_chat_member,
        "getChatAdministrators": chats.get_chat_administrators,
        "leaveChat": chats.leave_chat,
        "getFile": chats.get_file,
        "setMyCommands": settings.set_my_commands,
        "getMyCommands": settings.get_my_commands,
        "deleteMyCommands": settings.delete_my_commands,
        "setMyDescription": partial(settings.set_text, field="description"),
        "getMyDescription": partial(settings.get_text, field="description"),
        "setMyShortDescription": partial(settings.set_text, field="short_description"),
        "getMyShortDescription": partial(settings.get_text, field="short_description"),
        "setMyName": partial(settings.set_text, field="name"),
        "getMyName": partial(settings.get_text, field="name"),
        "setChatMenuButton": settings.set_chat_menu_button,
        "getChatMenuButton": settings.get_chat_menu_button,
    }
