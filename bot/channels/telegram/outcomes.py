"""What Telegram's refusals mean to the rest of the bot."""

import re

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.channels.telegram.request import FloodError, NotBotApiError, NotSentError
from bot.core.errors import (
    ChannelError,
    InDoubt,
    RecipientGone,
    RecipientMoved,
    Rejected,
    TryLater,
    Unauthorised,
)

UNKNOWN_BOT = (
    "Telegram does not know the token in telegram.token (BOT_TELEGRAM__TOKEN): it was mistyped or has been "
    "revoked. Copy the current one from @BotFather (/mybots, API Token)."
)
_GONE = ("chat not found", "user not found", "peer_id_invalid", "user_deactivated", "user is deactivated")
_NO_THREAD = ("message thread not found", "topic_deleted", "topic_closed")
_LONGEST_REASON = 80
_QUOTATION = re.compile(r"[:\"]|\s'")


class TakenElsewhere(TryLater):
    """Another program polls with the same token, or a webhook is set."""

    def __init__(self) -> None:
        super().__init__("another program receives this bot's updates", after=5.0)


class NoThread(Rejected):
    """The topic in the group is gone; the group itself is still there."""


def outcome(error: TelegramError) -> ChannelError:
    """Translate; `BadRequest` must come before `NetworkError`, whose subclass it is."""
    match error:
        case FloodError():
            return TryLater("Telegram asks to wait", after=error.seconds)
        case ChatMigrated():
            return RecipientMoved(str(error.new_chat_id))
        case Forbidden():
            return RecipientGone("the bot may not write to this chat")
        case InvalidToken():
            return Unauthorised(UNKNOWN_BOT)
        case Conflict():
            return TakenElsewhere()
        case BadRequest():
            return _refusal(error.message)
        case NotSentError():
            return TryLater(f"Telegram cannot be reached: {error.message}")
        case NotBotApiError() if error.status < 500:
            return TryLater(f"telegram.api_base_url does not answer like the Bot API: {error.message}")
        case NetworkError():
            return InDoubt(f"Telegram did not confirm: {_reason(error.message)}")
        case _:
            return InDoubt(f"Telegram's answer is unreadable: {type(error).__name__}")


def _refusal(message: str) -> Rejected | RecipientGone:
    lowered = message.lower()
    if any(text in lowered for text in _GONE):
        return RecipientGone("the chat does not exist")
    if any(text in lowered for text in _NO_THREAD):
        return NoThread("the topic does not exist")
    return Rejected(f"Telegram refuses it: {_reason(message)}")


def _reason(message: str) -> str:
    """Keep the kind of a reason; what follows a colon or a quotation mark may quote what was sent."""
    return _QUOTATION.split(message, maxsplit=1)[0].strip()[:_LONGEST_REASON]
