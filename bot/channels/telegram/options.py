"""What the operator chooses about the Telegram bot."""

import re
from dataclasses import dataclass, field
from typing import Literal

from bot.core.errors import SettingsError

WEBHOOK_PATH = "/telegram/webhook"
CALL_PAGE_PATH = "/goi"
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+", re.ASCII)
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)


@dataclass(frozen=True, slots=True)
class TelegramOptions:
    """The settings of `telegram.*`; `public_url` is web.public_url. Raises SettingsError."""

    token: str = field(repr=False)
    api_base_url: str = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: str | None = field(default=None, repr=False)
    public_url: str | None = None

    def __post_init__(self) -> None:
        """Refuse what Telegram would refuse, before the first call."""
        if not _TOKEN.fullmatch(self.token):
            raise SettingsError(
                "The setting telegram.token (BOT_TELEGRAM__TOKEN) is not a bot's token: it must look like "
                "digits, a colon, then letters and digits. Copy it again from @BotFather, without spaces."
            )
        if self.mode != "webhook":
            return
        if self.webhook_secret is None or not _SECRET.fullmatch(self.webhook_secret):
            raise SettingsError(
                "The setting telegram.webhook_secret (BOT_TELEGRAM__WEBHOOK_SECRET) must be 1 to 256 "
                "characters out of A-Z, a-z, 0-9, _ and -. Choose a long random one."
            )
        if self.public_url is None or not self.public_url.startswith("https://"):
            raise SettingsError(
                "telegram.mode is webhook, so web.public_url (BOT_WEB__PUBLIC_URL) must be the https "
                "address under which Telegram reaches this server."
            )

    @property
    def webhook_url(self) -> str:
        """The address that Telegram posts updates to."""
        return f"{(self.public_url or '').rstrip('/')}{WEBHOOK_PATH}"

    @property
    def call_page(self) -> str | None:
        """The page with `tel:` links, which Telegram's own buttons can't be."""
        return f"{self.public_url.rstrip('/')}{CALL_PAGE_PATH}" if self.public_url else None
