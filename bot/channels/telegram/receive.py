"""From telegram.Update to what the bot understands. Never reads names, usernames or phone numbers."""

import re
from dataclasses import replace
from datetime import datetime

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update, User

from bot.channels.telegram.addressed import is_addressed
from bot.channels.telegram.identity import Me
from bot.channels.telegram.media import is_service, media_kind
from bot.core.message import (
    Address,
    Attached,
    Body,
    ChatKind,
    Command,
    Incoming,
    Left,
    Moved,
    Pressed,
    Typed,
)
from bot.core.people import Language

CHANNEL = "telegram"
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?", re.DOTALL)
_OUT = (ChatMember.LEFT, ChatMember.BANNED)
KINDS = {
    "private": ChatKind.PRIVATE,
    "group": ChatKind.GROUP,
    "supergroup": ChatKind.GROUP,
}


def receive(update: Update, me: Me, now: datetime) -> Incoming | None:
    """Return what there is to answer; None for what is only acknowledged."""
    update_id = str(update.update_id)
    if update.callback_query is not None:
        return _pressed(update.callback_query, update_id, now)
    if update.message is not None:
        return _message(update.message, update_id, me)
    if update.edited_message is not None:
        return _edited(update.edited_message, update_id, me)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, update_id)
    return None


def language_of(code: str | None) -> Language | None:
    """Return the language of a client's setting ("vi", "en-GB") when it is one of ours."""
    name = (code or "").lower().partition("-")[0]
    return Language(name) if name in set(Language) else None


def _pressed(query: CallbackQuery, update_id: str, now: datetime) -> Incoming:
    """Read a button. Where its message is gone, the answer goes to the person's private chat."""
    message = query.message
    chat, kind, thread = str(query.from_user.id), ChatKind.PRIVATE, None
    if message is not None and message.chat.type in KINDS:
        chat, kind = str(message.chat.id), KINDS[message.chat.type]
        thread = _thread(message) if isinstance(message, Message) else None
    return Incoming(
        address=Address(CHANNEL, chat, thread),
        body=Pressed(query.data or ""),
        at=now,
        kind=kind,
        update_id=update_id,
        language=language_of(query.from_user.language_code),
        sender=None if kind is ChatKind.PRIVATE else str(query.from_user.id),
    )


def _membership(change: ChatMemberUpdated, update_id: str) -> Incoming | None:
    """Read that the bot was blocked or taken out; that it was let in says nothing yet."""
    if change.new_chat_member.status not in _OUT or change.chat.type not in KINDS:
        return None
    address = Address(CHANNEL, str(change.chat.id))
    return Incoming(address, Left(), change.date, KINDS[change.chat.type], update_id)


def _edited(message: Message, update_id: str, me: Me) -> Incoming | None:
    """Read corrected words; other edits (a moving location) come by themselves and mean nothing new."""
    incoming = _message(message, update_id, me) if message.text or message.caption else None
    return None if incoming is None else replace(incoming, edited=True)


def _message(message: Message, update_id: str, me: Me) -> Incoming | None:
    kind = KINDS.get(message.chat.type)
    if kind is None:
        return None
    address = Address(CHANNEL, str(message.chat.id), _thread(message))
    if message.migrate_to_chat_id is not None:
        moved = Moved(str(message.migrate_to_chat_id))
        return Incoming(address, moved, message.date, kind, update_id)
    if is_service(message) or _is_from_bot(message):
        return None
    body = _body(message, me, kind)
    if body is None:
        return None
    private = kind is ChatKind.PRIVATE
    return Incoming(
        address=address,
        body=body,
        at=message.edit_date or message.date,
        kind=kind,
        update_id=update_id,
        language=_language(message.from_user),
        addressed=private or isinstance(body, Command) or is_addressed(message, me),
        by_administrator=not private and _is_anonymous_administrator(message),
        message_ids=(str(message.message_id),),
        sender=_decider(message, body) if not private else None,
    )


def _body(message: Message, me: Me, kind: ChatKind) -> Body | None:
    """Return what was sent; None for a command that a group gives to another bot."""
    if not message.text:
        return Attached(media_kind(message), message.caption or "", message.media_group_id)
    command = _COMMAND.fullmatch(message.text)
    if command is None:
        return Typed(message.text)
    name, bot, argument = command.groups()
    if bot and kind is ChatKind.GROUP and not me.is_named(bot):
        return None
    return Command(name.lower(), (argument or "").strip())


def _thread(message: Message) -> str | None:
    """Return the topic; outside topics the id only counts replies, and nothing can be sent to it."""
    return str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else None


def _language(user: User | None) -> Language | None:
    return language_of(user.language_code) if user is not None else None


def _decider(message: Message, body: Body) -> str | None:
    """Return who gives a command in a group; of others, not even the number is looked at."""
    user = message.from_user
    return str(user.id) if isinstance(body, Command) and user is not None else None


def _is_from_bot(message: Message) -> bool:
    """Say whether another bot wrote this; people who write as a group or channel look like bots too."""
    return message.from_user is not None and message.from_user.is_bot and message.sender_chat is None


def _is_anonymous_administrator(message: Message) -> bool:
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id
