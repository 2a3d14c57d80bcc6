"""Whether a message in a group is meant for the bot."""

from telegram import Message, MessageEntity

from bot.channels.telegram.identity import Me


def is_addressed(message: Message, me: Me) -> bool:
    """Say whether the message answers the bot or mentions it."""
    return _answers(message, me) or _mentions(message, me)


def _answers(message: Message, me: Me) -> bool:
    original = message.reply_to_message
    # In a topic that the bot itself opened, every message "answers" its opening.
    if original is None or original.from_user is None or original.forum_topic_created is not None:
        return False
    return original.from_user.id == me.id


def _mentions(message: Message, me: Me) -> bool:
    # Offsets count UTF-16 code units.
    units = (message.text or message.caption or "").encode("utf-16-le", "surrogatepass")
    for entity in (*message.entities, *message.caption_entities):
        if entity.type == MessageEntity.TEXT_MENTION and entity.user is not None and entity.user.id == me.id:
            return True
        if entity.type == MessageEntity.MENTION:
            raw = units[2 * entity.offset : 2 * (entity.offset + entity.length)]
            if me.is_named(raw.decode("utf-16-le", "replace")):
                return True
    return False
