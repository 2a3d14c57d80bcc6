"""Telegram's refusals in the bot's own terms."""

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.outcomes import NoThread, TakenElsewhere, outcome
from bot.channels.telegram.request import FloodError, NotBotApiError, NotSentError
from bot.core.errors import (
    ChannelError,
    InDoubt,
    OperatorError,
    RecipientGone,
    RecipientMoved,
    Rejected,
    TryLater,
    Unauthorised,
)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), RecipientGone),
        (BadRequest("Chat not found"), RecipientGone),
        (BadRequest("User not found"), RecipientGone),
        (BadRequest("Message thread not found"), NoThread),
        (BadRequest("Can't parse entities: unsupported start tag"), Rejected),
        (BadRequest("Message is too long"), Rejected),
        (FloodError(7), TryLater),
        (ChatMigrated(-1009), RecipientMoved),
        (InvalidToken("Unauthorized"), Unauthorised),
        (Conflict("terminated by other getUpdates request"), TakenElsewhere),
        (NotSentError("no connection"), TryLater),
        (NotBotApiError(404), TryLater),
        (NotBotApiError(502), InDoubt),
        (TimedOut("no answer in time"), InDoubt),
        (NetworkError("Internal Server Error"), InDoubt),
        (TelegramError("the answer is not JSON"), InDoubt),
    ],
)
def test_each_error_has_one_outcome(error: TelegramError, expected: type[ChannelError]) -> None:
    assert type(outcome(error)) is expected


def test_outcomes_carry_what_is_needed_next() -> None:
    flood, moved, refused = (
        outcome(error) for error in (FloodError(7), ChatMigrated(-1009), InvalidToken("x"))
    )

    assert isinstance(flood, TryLater)
    assert flood.after == 7
    assert isinstance(moved, RecipientMoved)
    assert moved.new_chat == "-1009"
    assert isinstance(refused, OperatorError)
    assert "BOT_TELEGRAM__TOKEN" in str(refused)


def test_a_reason_never_quotes_what_was_sent() -> None:
    error = outcome(BadRequest('Can\'t parse entities: unsupported start tag "bí mật" at byte offset 3'))

    assert str(error) == "Telegram refuses it: Can't parse entities"
