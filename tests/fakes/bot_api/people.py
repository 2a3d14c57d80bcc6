"""The people on the other side: they write, press buttons, send pictures, block the bot."""

from typing import Any

from tests.fakes.bot_api.refusals import Json
from tests.fakes.bot_api.state import Press, Telegram
from tests.fakes.bot_api.text import entities_of_user
from tests.fakes.bot_api.world import Chat, Message, message_json


class Group:
    """A group; its first update lets the bot know it."""

    def __init__(self, telegram: Telegram, info: Json) -> None:
        self._telegram = telegram
        self.chat = telegram.world.chats[info["id"]] = Chat(info["id"], info)

    @property
    def id(self) -> int:
        """The chat's id."""
        return self.chat.chat_id

    def promote(self, person: "Person") -> None:
        """Make a person an administrator."""
        self.chat.members[person.id] = person.user
        self.chat.administrators.add(person.id)

    def migrate(self, new_id: int) -> Chat:
        """Turn the group into a supergroup with a new id, where its life goes on."""
        info = self.chat.info | {"id": new_id, "type": "supergroup"}
        new = Chat(new_id, info, seen=True, known=True, members=self.chat.members)
        new.administrators = self.chat.administrators
        self._telegram.world.chats[new_id] = new
        self.chat.migrated_to = new_id
        self.chat = new
        return new


class Person:
    """Somebody with Telegram. Each action returns what the bot will be told of."""

    def __init__(self, telegram: Telegram, user: Json) -> None:
        self._telegram = telegram
        self.user = user
        info: Json = {"id": user["id"], "type": "private", "first_name": user["first_name"]}
        self.chat = telegram.world.chats[user["id"]] = Chat(user["id"], info)
        self._read_up_to = 0

    @property
    def id(self) -> int:
        """The person's id, which is also that of the private chat."""
        return int(self.user["id"])

    # Messages.

    async def send_text(
        self, text: str, to: Group | None = None, *, topic: int | None = None, reply_to: Message | None = None
    ) -> Message:
        """Write a text, in private or to a group or one of its topics."""
        content: Json = {"text": text}
        if entities := entities_of_user(text):
            content["entities"] = entities
        return await self.send(content, to, topic=topic, reply_to=reply_to)

    async def start(self, payload: str = "") -> Message:
        """Open the bot, perhaps by a deep link."""
        return await self.send_text(f"/start {payload}".strip())

    async def send_photo(
        self, caption: str = "", to: Group | None = None, *, album: str | None = None
    ) -> Message:
        """Send a picture; the pictures of an album carry the same name."""
        sizes = [self._file("photo", width=90, height=90), self._file("photo", width=1280, height=960)]
        extra = {"media_group_id": album} if album else {}
        return await self.send({"photo": sizes, **_captioned(caption), **extra}, to)

    async def send_video(self, caption: str = "", to: Group | None = None) -> Message:
        """Send a video."""
        video = self._file("video", width=640, height=480, duration=7)
        return await self.send({"video": video, **_captioned(caption)}, to)

    async def send_voice(self, caption: str = "", to: Group | None = None) -> Message:
        """Send a voice message."""
        return await self.send({"voice": self._file("voice", duration=4), **_captioned(caption)}, to)

    async def send_document(
        self, name: str = "bai-tap.pdf", caption: str = "", to: Group | None = None
    ) -> Message:
        """Send a file."""
        document = self._file("document", file_name=name)
        return await self.send({"document": document, **_captioned(caption)}, to)

    async def send_sticker(self, emoji: str = "👍", to: Group | None = None) -> Message:
        """Send a sticker."""
        looks = {"type": "regular", "is_animated": False, "is_video": False, "emoji": emoji}
        return await self.send({"sticker": self._file("sticker", width=512, height=512, **looks)}, to)

    async def send_location(self, latitude: float = 21.03, longitude: float = 105.85) -> Message:
        """Send a place."""
        return await self.send({"location": {"latitude": latitude, "longitude": longitude}})

    async def send_contact(self, phone_number: str = "+84900000000", first_name: str = "Binh") -> Message:
        """Send somebody's telephone number."""
        return await self.send({"contact": {"phone_number": phone_number, "first_name": first_name}})

    async def send(
        self,
        content: Json,
        to: Group | None = None,
        *,
        topic: int | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a message of any content, as the API would show it."""
        chat = self.chat if to is None else to.chat
        self._come_into(chat)
        if topic is not None:
            chat.threads.add(topic)
        replied = reply_to.message_id if reply_to is not None else None
        message = self._telegram.post(chat, self.user, content, thread=topic, reply_to=replied)
        self._telegram.updates.add({"message": message_json(message, chat)}, chat.chat_id)
        return message

    async def edit(self, message: Message, text: str) -> Message:
        """Change the text of an own message."""
        chat = self._telegram.world.chats[message.chat_id]
        message.revisions.append(message.text)
        message.content = {"text": text}
        message.edit_date = self._telegram.date
        self._telegram.updates.add({"edited_message": message_json(message, chat)}, chat.chat_id)
        return message

    # Buttons.

    async def press(
        self, message: Message, row: int = 0, column: int = 0, *, label: str | None = None
    ) -> Press:
        """Press an inline button, by its place or by its label."""
        button = message.keyboard[row][column] if label is None else message.button(label)
        if "callback_data" not in button:
            raise LookupError(f"pressing {button} tells the bot nothing")
        return await self.press_data(message, str(button["callback_data"]))

    async def press_data(self, message: Message, data: str) -> Press:
        """Press a button that carries `data`, whether or not the message has one (old or forged)."""
        chat = self._telegram.world.chats[message.chat_id]
        query_id = str(self._telegram.new_number())
        press = Press(query_id, chat.chat_id, self.id, data, self._telegram.clock.now())
        self._telegram.presses[press.query_id] = press
        query: Json = {
            "id": press.query_id,
            "from": self.user,
            "message": message_json(message, chat),
            "chat_instance": str(abs(chat.chat_id) * 7919),
            "data": data,
        }
        self._telegram.updates.add({"callback_query": query}, chat.chat_id)
        return press

    # Membership.

    async def block(self) -> None:
        """Stop the bot."""
        self.chat.blocked = True
        self._tell_membership(self.chat, "member", "kicked")

    async def unblock(self) -> None:
        """Let the bot write again."""
        self.chat.blocked = False
        self._tell_membership(self.chat, "kicked", "member")

    async def add_bot(self, group: Group) -> None:
        """Bring the bot into a group."""
        group.chat.kicked = False
        self._come_into(group.chat)
        self._tell_membership(group.chat, "left", "member")

    async def remove_bot(self, group: Group) -> None:
        """Throw the bot out of a group."""
        group.chat.kicked = True
        self._tell_membership(group.chat, "member", "kicked")

    # What the person sees.

    async def next_message(self, timeout: float = 5.0) -> Message:  # noqa: ASYNC109 - its promise
        """Return the bot's next message in the private chat that was not returned before."""
        message = await self._telegram.signal.wait_for(self._unread, timeout)
        assert message is not None
        self._read_up_to = message.message_id
        return message

    def _unread(self) -> Message | None:
        for message in self.chat.messages.values():
            if message.from_bot and not message.deleted and message.message_id > self._read_up_to:
                return message
        return None

    def _file(self, kind: str, **more: Any) -> Json:
        number = self._telegram.new_number()
        return {"file_id": f"{kind}-{number}", "file_unique_id": f"u{number}", "file_size": 1000, **more}

    def _come_into(self, chat: Chat) -> None:
        chat.meet()
        chat.members.setdefault(self.id, self.user)
        self.chat.seen = True

    def _tell_membership(self, chat: Chat, old: str, new: str) -> None:
        member: Json = {
            "chat": chat.info,
            "from": self.user,
            "date": self._telegram.date,
            "old_chat_member": self._membership(old),
            "new_chat_member": self._membership(new),
        }
        self._telegram.updates.add({"my_chat_member": member}, chat.chat_id)

    def _membership(self, status: str) -> Json:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": self._telegram.bot, "status": status, **until}


def _captioned(caption: str) -> Json:
    return {"caption": caption} if caption else {}
