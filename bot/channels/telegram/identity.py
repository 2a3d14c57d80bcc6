"""Who the bot is on Telegram."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own id, and its username, which is public."""

    id: int
    username: str

    def is_named(self, username: str) -> bool:
        """Say whether this is the bot's username, with or without @; letter case does not matter."""
        return bool(self.username) and username.removeprefix("@").lower() == self.username.lower()

    @property
    def private_link(self) -> str | None:
        """The address that opens the private chat."""
        return f"https://t.me/{self.username}" if self.username else None
