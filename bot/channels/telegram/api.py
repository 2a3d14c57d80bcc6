"""The Bot API calls that this bot makes; every error is one of the core's outcomes.

Seldom calls go through `telegram.Bot`. The three frequent ones hand plain values to the same
request class: building and taking apart the library's objects costs more than sending them.
"""

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, TypeVar

from telegram import Bot, BotCommand
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

# Not exported by the library, yet the only way to fill a RequestData.
from telegram.request._requestparameter import RequestParameter

from bot.channels.telegram.identity import Me
from bot.channels.telegram.options import TelegramOptions
from bot.channels.telegram.outcomes import outcome
from bot.channels.telegram.quiet import quiet_library_logs
from bot.channels.telegram.request import READ_SECONDS
from bot.core.errors import InDoubt
from bot.core.people import Language

T = TypeVar("T")
Json = dict[str, Any]

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
MAX_CONNECTIONS = 100
FILE_SECONDS = 60.0


class BotApi:
    """One bot's calls. The Bot inside is never handed out, since its repr shows the token."""

    def __init__(self, options: TelegramOptions, request: BaseRequest) -> None:
        quiet_library_logs()
        base = options.api_base_url.rstrip("/")
        self._request = request
        self._methods = f"{base}/bot{options.token}/"
        self._bot = Bot(
            options.token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=request,
            get_updates_request=request,
        )

    def __repr__(self) -> str:
        return "BotApi()"

    async def open(self) -> None:
        """Make calls possible; sends nothing."""
        await self._request.initialize()

    async def close(self) -> None:
        """Close the connections."""
        await self._request.shutdown()

    async def send_message(self, parameters: Mapping[str, object]) -> str:
        """Send a message; return its id."""
        result = await self._call("sendMessage", parameters)
        return str(_field(result, "message_id"))

    async def send_photo(
        self, chat: int | str, photo: bytes | str, caption: str, thread: int | None
    ) -> tuple[str, str]:
        """Send a picture, new or by the id that Telegram gave it; return the message's id and the file's."""
        sent = await _translated(
            self._bot.send_photo(chat, photo, caption, message_thread_id=thread, write_timeout=FILE_SECONDS)
        )
        return str(sent.message_id), sent.photo[-1].file_id if sent.photo else ""

    async def send_audio(
        self, chat: int | str, audio: bytes | str, title: str, thread: int | None, filename: str
    ) -> tuple[str, str]:
        """Send a recording in the same way."""
        sent = await _translated(
            self._bot.send_audio(
                chat,
                audio,
                title=title,
                message_thread_id=thread,
                filename=filename,
                write_timeout=FILE_SECONDS,
            )
        )
        return str(sent.message_id), sent.audio.file_id if sent.audio else ""

    async def answer_button(self, query: str) -> None:
        """Tell the person's app that the button was received."""
        await self._call("answerCallbackQuery", {"callback_query_id": query})

    async def updates(self, offset: int | None, *, seconds: int, limit: int = 100) -> list[Json]:
        """Wait up to `seconds` for updates from `offset` on; all before it are confirmed by asking."""
        parameters: Json = {"timeout": seconds, "limit": limit, "allowed_updates": list(ALLOWED_UPDATES)}
        if offset is not None:
            parameters["offset"] = offset
        result = await self._call("getUpdates", parameters, read_timeout=seconds + READ_SECONDS)
        return [update for update in result if isinstance(update, dict)] if isinstance(result, list) else []

    async def delete_messages(self, chat: int | str, messages: Sequence[int]) -> None:
        """Delete up to 100 messages of one chat."""
        await _translated(self._bot.delete_messages(chat, messages))

    async def delete_message(self, chat: int | str, message: int) -> None:
        """Delete one message."""
        await _translated(self._bot.delete_message(chat, message))

    async def member_status(self, chat: int | str, person: int) -> str:
        """Return what a person is in a chat."""
        return (await _translated(self._bot.get_chat_member(chat, person))).status

    async def me(self) -> Me:
        """Return who this bot is."""
        user = await _translated(self._bot.get_me())
        return Me(user.id, user.username or "")

    async def delete_webhook(self) -> None:
        """Let updates be polled; those that wait are kept."""
        await _translated(self._bot.delete_webhook(drop_pending_updates=False))

    async def set_webhook(self, url: str, secret: str) -> None:
        """Let updates be posted to `url`; those that wait are kept."""
        await _translated(
            self._bot.set_webhook(
                url,
                secret_token=secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=MAX_CONNECTIONS,
                drop_pending_updates=False,
            )
        )

    async def commands(self, language: Language | None) -> tuple[tuple[str, str], ...]:
        """Return the registered commands of a language; None: of all others."""
        found = await _translated(self._bot.get_my_commands(language_code=language))
        return tuple((command.command, command.description) for command in found)

    async def set_commands(self, commands: Sequence[tuple[str, str]], language: Language | None) -> None:
        """Register the commands that clients offer."""
        entries = [BotCommand(name, description) for name, description in commands]
        await _translated(self._bot.set_my_commands(entries, language_code=language))

    async def description(self, language: Language | None) -> str:
        """Return what an empty chat with the bot shows."""
        return (await _translated(self._bot.get_my_description(language_code=language))).description

    async def set_description(self, text: str, language: Language | None) -> None:
        """Set what an empty chat with the bot shows."""
        await _translated(self._bot.set_my_description(text, language_code=language))

    async def short_description(self, language: Language | None) -> str:
        """Return what the bot's profile shows."""
        found = await _translated(self._bot.get_my_short_description(language_code=language))
        return found.short_description

    async def set_short_description(self, text: str, language: Language | None) -> None:
        """Set what the bot's profile shows."""
        await _translated(self._bot.set_my_short_description(text, language_code=language))

    async def _call(
        self, method: str, parameters: Mapping[str, object], read_timeout: float = READ_SECONDS
    ) -> object:
        data = RequestData([RequestParameter(name, value, None) for name, value in parameters.items()])
        return await _translated(self._request.post(self._methods + method, data, read_timeout=read_timeout))


async def _translated(call: Awaitable[T]) -> T:
    try:
        return await call
    except TelegramError as error:
        # Without its cause: a library's error may quote what was sent.
        raise outcome(error) from None
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(error) from None


def _field(result: object, name: str) -> object:
    if isinstance(result, dict) and name in result:
        return result[name]
    raise InDoubt("Telegram's answer is unreadable")


def _unreadable(error: Exception) -> InDoubt:
    return InDoubt(f"Telegram's answer is unreadable: {type(error).__name__}")
