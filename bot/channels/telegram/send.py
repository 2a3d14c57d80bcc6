"""The channel: sends replies to Telegram chats and deletes what it may."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import lru_cache, partial

from telegram import ChatMember

from bot.channels.telegram.api import BotApi, Json
from bot.channels.telegram.outcomes import NoThread
from bot.channels.telegram.receive import CHANNEL
from bot.channels.telegram.render import MAX_TEXT, Part, render
from bot.core.channel import Capabilities
from bot.core.errors import InDoubt, RecipientGone, Rejected, TryLater
from bot.core.media import Media, NoMedia
from bot.core.message import Address
from bot.core.reply import Picture, Reply, Sound

log = logging.getLogger(__name__)

DELETED_AT_ONCE = 100
MAX_CAPTION = 1024
# A file to upload, or the id that Telegram gave it.
File = bytes | str
RENDERED = 512
_ADMINISTRATORS = (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
_NO_PREVIEW = {"is_disabled": True}
_CAPABILITIES = Capabilities(
    max_text=MAX_TEXT,
    buttons=True,
    links=True,
    calls=False,
    copies=True,
    deletes=True,
    proactive=True,
)


class TelegramChannel:
    """Sends and deletes. `call_page` is the https page whose links ring numbers, if there is one."""

    def __init__(self, api: BotApi, call_page: str | None = None, media: Media | None = None) -> None:
        self._api = api
        self._media = media or NoMedia()
        # What Telegram keeps of ours already, by its name: each file is uploaded once.
        self._uploaded: dict[str, str] = {}
        # Replies hold the handbook's words only, and many people are given the same ones.
        self._render = lru_cache(RENDERED)(partial(render, call_page=call_page))

    @property
    def name(self) -> str:
        """The channel's id."""
        return CHANNEL

    @property
    def capabilities(self) -> Capabilities:
        """What Telegram can show."""
        return _CAPABILITIES

    async def send(self, to: Address, replies: Sequence[Reply]) -> tuple[str, ...]:
        """Send in order; return the message ids. Where a later part fails, the earlier ones stay sent."""
        sent: list[str] = []
        for reply in replies:
            for picture in reply.pictures:
                sent += await self._send_picture(to, picture)
            sent += [await self._send(to, part) for part in self._render(reply)]
            for sound in reply.sounds:
                sent += await self._send_sound(to, sound)
        return tuple(sent)

    async def delete(self, at: Address, message_ids: Sequence[str]) -> None:
        """Delete on both sides what is not older than 48 hours; the rest is passed over."""
        chat = _id(at.chat)
        numbers = [int(text) for text in message_ids if text.isascii() and text.isdigit()]
        for chunk in _chunks(numbers):
            try:
                await self._api.delete_messages(chat, chunk)
            except RecipientGone:
                return
            except Rejected:
                await self._delete_singly(chat, chunk)

    async def is_administrator(self, at: Address, person: str) -> bool:
        """Say whether a person may decide for a group."""
        if not person.isdecimal():
            return False
        return await self._api.member_status(_id(at.chat), int(person)) in _ADMINISTRATORS

    async def _send(self, to: Address, part: Part) -> str:
        parameters: Json = {
            "chat_id": _id(to.chat),
            "text": part.html,
            "parse_mode": "HTML",
            "link_preview_options": _NO_PREVIEW,
        }
        if part.keyboard is not None:
            parameters["reply_markup"] = part.keyboard
        if to.thread is None:
            return await self._api.send_message(parameters)
        try:
            return await self._api.send_message({**parameters, "message_thread_id": _id(to.thread)})
        except NoThread:
            return await self._api.send_message(parameters)

    async def _send_picture(self, to: Address, picture: Picture) -> list[str]:
        def send(file: File) -> Awaitable[tuple[str, str]]:
            return self._api.send_photo(_id(to.chat), file, picture.alt[:MAX_CAPTION], _thread(to))

        return await self._send_file(picture.name, self._media.picture, send)

    async def _send_sound(self, to: Address, sound: Sound) -> list[str]:
        def send(file: File) -> Awaitable[tuple[str, str]]:
            return self._api.send_audio(_id(to.chat), file, sound.label, _thread(to), sound.name)

        return await self._send_file(sound.name, self._media.recording, send)

    async def _send_file(
        self,
        name: str,
        find: Callable[[str], bytes | None],
        send: Callable[[File], Awaitable[tuple[str, str]]],
    ) -> list[str]:
        """Send a file of ours, by Telegram's id once it has one; without it the words are complete."""
        file: File | None = self._uploaded.get(name) or await asyncio.to_thread(find, name)
        if file is None:
            return []
        try:
            message, file_id = await send(file)
        except (Rejected, InDoubt, TryLater) as error:
            log.warning("a file was not sent (%s)", type(error).__name__, extra={"action": "file_failed"})
            return []
        if file_id:
            self._uploaded[name] = file_id
        return [message]

    async def _delete_singly(self, chat: int | str, messages: Sequence[int]) -> None:
        """Delete one by one, since a single message that is too old can keep all others."""
        for message in messages:
            try:
                await self._api.delete_message(chat, message)
            except Rejected:
                continue
            except RecipientGone:
                return


def _thread(to: Address) -> int | None:
    return int(to.thread) if to.thread is not None and to.thread.isdecimal() else None


def _id(text: str) -> int | str:
    return int(text) if text.removeprefix("-").isdecimal() else text


def _chunks(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), DELETED_AT_ONCE):
        yield numbers[start : start + DELETED_AT_ONCE]
