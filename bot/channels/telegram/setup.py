"""What the bot tells Telegram about itself at the start."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.channels.telegram.api import BotApi
from bot.channels.telegram.options import TelegramOptions
from bot.core.errors import ChannelError, OperatorError, Rejected, Unauthorised
from bot.core.people import Language
from bot.core.words import Words
from bot.http.pauses import Pauses

log = logging.getLogger(__name__)
T = TypeVar("T")

COMMANDS = "telegram.commands."
DESCRIPTION = "telegram.description"
SHORT_DESCRIPTION = "telegram.short_description"
# Vietnamese is what everybody sees whose language has no words of its own.
REGISTERED_AS: Mapping[Language, Language | None] = {Language.VI: None, Language.EN: Language.EN}


async def persist(call: Callable[[], Coroutine[object, object, T]], pauses: Pauses) -> T | None:
    """Call until it succeeds; None at a stop. Raises what no patience heals (OperatorError)."""
    failures = 0
    while True:
        try:
            return await pauses.unless_stopped(call())
        except Unauthorised:
            raise
        except ChannelError as error:
            failures += 1
            log.warning("Telegram cannot be used yet: %s", error, extra={"action": "telegram_unreachable"})
            if not await pauses.after(failures, getattr(error, "after", None)):
                return None


async def set_webhook(api: BotApi, options: TelegramOptions) -> bool:
    """Let Telegram post updates to this server. Raises OperatorError when it refuses the address."""
    try:
        await api.set_webhook(options.webhook_url, options.webhook_secret or "")
    except Rejected as error:
        raise OperatorError(
            f"Telegram does not accept {options.webhook_url} as webhook ({error}). web.public_url must be "
            "an https address with a valid certificate, on port 443, 80, 88 or 8443, open to the internet."
        ) from None
    return True


async def delete_webhook(api: BotApi) -> bool:
    """Let updates be polled."""
    await api.delete_webhook()
    return True


@dataclass(frozen=True, slots=True)
class Profile:
    """What people see of the bot before they write to it, in one language."""

    commands: tuple[tuple[str, str], ...]
    description: str
    short_description: str


def profile(words: Words) -> Profile:
    """Return the profile; the commands come in the order of the content file."""
    names = [key.removeprefix(COMMANDS) for key in words.entries if key.startswith(COMMANDS)]
    return Profile(
        tuple((name, words.get(COMMANDS + name).strip()) for name in names),
        words.get(DESCRIPTION).strip(),
        words.get(SHORT_DESCRIPTION).strip(),
    )


async def register(api: BotApi, words: Callable[[Language], Words]) -> None:
    """Register profiles where they differ. The bot works without, so failures are only logged."""
    for language, code in REGISTERED_AS.items():
        try:
            await _register(api, profile(words(language)), code)
        except (ChannelError, LookupError) as error:
            log.warning(
                "commands and descriptions could not be registered (%s): %s",
                language,
                error,
                extra={"action": "registration_failed"},
            )


async def _register(api: BotApi, wanted: Profile, code: Language | None) -> None:
    if await api.commands(code) != wanted.commands:
        await api.set_commands(wanted.commands, code)
    if await api.description(code) != wanted.description:
        await api.set_description(wanted.description, code)
    if await api.short_description(code) != wanted.short_description:
        await api.set_short_description(wanted.short_description, code)
