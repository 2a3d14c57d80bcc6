"""What the server answers when it does not do what it was asked."""

from typing import Any

Json = dict[str, Any]

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


class Refusal(Exception):  # noqa: N818 - an answer of the server, not a fault of the fake
    """An error answer. `provoked` marks those that a test asked for, not the bot's own mistakes."""

    def __init__(
        self, code: int, description: str, *, parameters: Json | None = None, provoked: bool = False
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters
        self.provoked = provoked


def bad_request(reason: str) -> Refusal:
    """Return a 400; the first letter is lowered as the real server does, unless it is a CODE."""
    if not reason[1:2].isupper() and reason[1:2] != "_":
        reason = reason[:1].lower() + reason[1:]
    return Refusal(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refusal:
    """Return a 403 that a test switched on."""
    return Refusal(403, f"Forbidden: {reason}", provoked=True)


def conflict(reason: str, *, provoked: bool) -> Refusal:
    """Return a 409."""
    return Refusal(409, f"Conflict: {reason}", provoked=provoked)


def too_many_requests(seconds: int) -> Refusal:
    """Return a 429 that names the seconds to wait."""
    return Refusal(
        429,
        f"Too Many Requests: retry after {seconds}",
        parameters={"retry_after": seconds},
        provoked=True,
    )


def migrated(new_chat_id: int) -> Refusal:
    """Return the answer for a group that has become a supergroup."""
    return Refusal(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": new_chat_id},
        provoked=True,
    )
