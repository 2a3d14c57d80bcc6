"""What Telegram knows: chats, the people in them, and the messages of both sides."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.fakes.bot_api.refusals import Json, bad_request, forbidden, migrated


@dataclass(slots=True)
class Message:
    """A message in a chat. `revisions` holds the texts it had before it was edited."""

    chat_id: int
    message_id: int
    date: int
    sender: Json
    content: Json
    thread: int | None = None
    reply_markup: Json | None = None
    reply_to: int | None = None
    edit_date: int | None = None
    deleted: bool = False
    options: Json = field(default_factory=dict)
    revisions: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text or the caption."""
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def entities(self) -> list[Json]:
        """The entities of the text or the caption."""
        found = self.content.get("entities") or self.content.get("caption_entities") or []
        return list(found)

    @property
    def from_bot(self) -> bool:
        """Whether the bot wrote it."""
        return bool(self.sender["is_bot"])

    @property
    def keyboard(self) -> list[list[Json]]:
        """The rows of inline buttons; empty for none."""
        rows: list[list[Json]] = (self.reply_markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def labels(self) -> list[list[str]]:
        """The inline buttons' texts, row by row."""
        return [[button["text"] for button in row] for row in self.keyboard]

    def button(self, label: str) -> Json:
        """Return the inline button whose text is `label`."""
        for row in self.keyboard:
            for button in row:
                if button["text"] == label:
                    return button
        raise LookupError(f"no button {label!r} among {self.labels}")


@dataclass(slots=True)
class Chat:
    """A chat, and the switches by which a test spoils it.

    `seen`: the bot has met it, or the person in a group. `known`: the bot may write to it.
    `migrated_to`: its new id once it has become a supergroup. `slow`: real seconds per call about it.
    """

    chat_id: int
    info: Json
    seen: bool = False
    known: bool = False
    blocked: bool = False
    deactivated: bool = False
    kicked: bool = False
    migrated_to: int | None = None
    slow: float = 0.0
    threads: set[int] = field(default_factory=set)
    members: dict[int, Json] = field(default_factory=dict)
    administrators: set[int] = field(default_factory=set)
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int = 0

    @property
    def private(self) -> bool:
        """Whether it is a chat with one person."""
        return bool(self.info["type"] == "private")

    def meet(self) -> None:
        """Let the bot write to it from now on."""
        self.seen = self.known = True

    def require_writable(self) -> None:
        """Raise the refusal for a chat that the bot can't write to."""
        if self.migrated_to is not None:
            raise migrated(self.migrated_to)
        if self.deactivated:
            raise forbidden("user is deactivated")
        if self.blocked:
            raise forbidden("bot was blocked by the user")
        if self.kicked:
            raise forbidden(f"bot was kicked from the {self.info['type']} chat")
        if not self.known:
            raise forbidden("bot can't initiate conversation with a user")

    def require_thread(self, thread: int) -> None:
        """Raise the refusal for a topic that does not exist."""
        if thread and thread not in self.threads:
            raise bad_request("message thread not found")

    def visible(self, message_id: int) -> Message | None:
        """Return a message that has not been deleted."""
        message = self.messages.get(message_id)
        return None if message is None or message.deleted else message

    def add(self, message: Message) -> None:
        """Keep a message."""
        self.last_message_id = message.message_id
        self.messages[message.message_id] = message


class World:
    """All chats."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}

    def __iter__(self) -> Iterator[Chat]:
        yield from self.chats.values()

    def find(self, chat_id: str) -> Chat:
        """Return the chat that a call names, or raise the refusal."""
        chat_id = chat_id.strip()
        if not chat_id:
            raise bad_request("chat_id is empty")
        if chat_id.startswith("@"):
            for chat in self:
                if str(chat.info.get("username", "")).lower() == chat_id[1:].lower() and not chat.private:
                    return chat
        number = chat_id.removeprefix("-")
        found = self.chats.get(int(chat_id)) if number.isascii() and number.isdigit() else None
        if found is None or not found.seen:
            raise bad_request("chat not found")
        return found


def message_json(message: Message, chat: Chat, *, nested: bool = False) -> Json:
    """Return the message as the API shows it."""
    shown: Json = {
        "message_id": message.message_id,
        "from": message.sender,
        "chat": chat.info,
        "date": message.date,
        **message.content,
    }
    if message.thread is not None:
        shown |= {"message_thread_id": message.thread, "is_topic_message": True}
    if message.edit_date is not None:
        shown["edit_date"] = message.edit_date
    if message.keyboard:
        shown["reply_markup"] = message.reply_markup
    original = chat.messages.get(message.reply_to) if message.reply_to is not None else None
    if original is not None and not nested:
        shown["reply_to_message"] = message_json(original, chat, nested=True)
    return shown
