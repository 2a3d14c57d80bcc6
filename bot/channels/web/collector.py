"""The channel of one request: it gathers the replies that the page then shows."""

from collections.abc import Sequence

from bot.core.channel import Capabilities
from bot.core.message import Address
from bot.core.reply import Reply

NAME = "web"
CAPABILITIES = Capabilities(
    max_text=20_000,
    buttons=True,
    links=True,
    calls=True,
    copies=True,
    deletes=True,
    proactive=False,
    drafts=False,
)

# The page is one whole: to delete any message of the conversation is to clear it.
PAGE = "page"


class Collector:
    """Gathers replies; `wiped` says that the page must drop all that it has shown before."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.wiped = False

    @property
    def name(self) -> str:
        """The channel's id."""
        return NAME

    @property
    def capabilities(self) -> Capabilities:
        """What the page can show."""
        return CAPABILITIES

    async def send(self, to: Address, replies: Sequence[Reply]) -> tuple[str, ...]:  # noqa: ARG002
        """Gather the replies."""
        self.replies.extend(replies)
        return (PAGE,) * len(replies)

    async def delete(self, at: Address, message_ids: Sequence[str]) -> None:  # noqa: ARG002
        """Have the page cleared."""
        if message_ids:
            self.replies.clear()
            self.wiped = True

    async def is_administrator(self, at: Address, person: str) -> bool:  # noqa: ARG002
        """Say no: a page has no groups."""
        return False
