"""What the operator chooses about the Zalo bot."""

import re
from dataclasses import dataclass, field
from typing import Literal

from bot.core.errors import SettingsError

BASE = "https://bot-api.zaloplatforms.com"
WEBHOOK_PATH = "/zalo/bot/webhook"
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+", re.ASCII)
_SECRET = range(8, 257)


@dataclass(frozen=True, slots=True)
class ZaloBotOptions:
    """The settings of `zalo_bot.*`; `public_url` is web.public_url. Raises SettingsError.

    A token that was copied with a line's end is answered by "not found" (field report), so blanks around it
    do not count.
    """

    token: str = field(repr=False)
    api_base_url: str = BASE
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: str | None = field(default=None, repr=False)
    public_url: str | None = None

    def __post_init__(self) -> None:
        """Refuse what Zalo would refuse, before the first call."""
        if not _TOKEN.fullmatch(self.token.strip()):
            raise SettingsError(
                "The setting zalo_bot.token (BOT_ZALO_BOT__TOKEN) is not a bot's token: it must look like "
                "digits, a colon, then letters and digits. Copy it again from Zalo Bot Manager."
            )
        if self.mode != "webhook":
            return
        if self.webhook_secret is None or len(self.webhook_secret) not in _SECRET:
            raise SettingsError(
                "zalo_bot.mode is webhook, so zalo_bot.webhook_secret (BOT_ZALO_BOT__WEBHOOK_SECRET) must be "
                "set: 8 to 256 characters, known to nobody else."
            )
        if self.public_url is None or not self.public_url.startswith("https://"):
            raise SettingsError(
                "zalo_bot.mode is webhook, so web.public_url (BOT_WEB__PUBLIC_URL) must be the https address "
                "under which Zalo reaches this server."
            )

    @property
    def methods(self) -> str:
        """The address that methods' names are added to. It holds the token."""
        return f"{self.api_base_url.rstrip('/')}/bot{self.token.strip()}/"

    @property
    def webhook_url(self) -> str:
        """The address that Zalo posts to."""
        return f"{(self.public_url or '').rstrip('/')}{WEBHOOK_PATH}"
