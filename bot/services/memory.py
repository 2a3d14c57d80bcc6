"""What the process remembers of a chat for minutes: in memory only, bounded, gone with a restart.

The last messages are kept for two minutes, so that a disclosure split over several lines is read as
one. A pardoned message is known again only by a keyed hash.
"""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.core.case import Case
from bot.core.draft import Draft
from bot.core.handbook import AlarmCategory
from bot.core.message import Address, Withheld
from bot.core.people import Reader, SelfWord
from bot.core.turn import About, Unsent

RECENT = timedelta(minutes=2)
RECENT_MESSAGES = 5
PARDON = timedelta(minutes=10)
ALARM = timedelta(minutes=60)
SELF_WORD = timedelta(minutes=60)
TALK = timedelta(minutes=10)
WITHHELD = timedelta(minutes=5)
UNSENT = timedelta(minutes=10)
UNSENT_ANSWERS = 5
SENT = timedelta(hours=48)
SENT_MESSAGES = 400
RATED = 100
NOTED = timedelta(hours=1)
CHATS = 20_000

_NOTHING: Mapping[bytes, datetime] = MappingProxyType({})

# A pardon never holds for these: asked again, the card comes again.
NEVER_PARDONED = frozenset({AlarmCategory.IMMEDIATE_DANGER, AlarmCategory.SELF_HARM})


@dataclass(slots=True)
class ChatMemory:
    """One chat's short memory. Every read takes `now` and forgets what is too old.

    There are many chats, most of which were met once: what is empty is shared. `is_introduced` is False
    while the introduction waits for the answer after a card.
    """

    recent: tuple[tuple[datetime, str], ...] = field(default=(), repr=False)
    sent: tuple[tuple[datetime, str], ...] = field(default=(), repr=False)
    pardoned: Mapping[bytes, datetime] = field(default_factory=lambda: _NOTHING)
    alarmed_at: datetime | None = None
    alarm: AlarmCategory | None = None
    alarm_digest: bytes | None = None
    word: SelfWord | None = None
    word_at: datetime | None = None
    teen_at: datetime | None = None
    album: str | None = None
    missed: int = 0
    told_to_wait_at: datetime | None = None
    talk: About | None = None
    talk_at: datetime | None = None
    card: bool = False
    case: Case | None = None
    case_at: datetime | None = None
    draft: Draft | None = None
    writes: bool = False
    withheld_at: datetime | None = None
    withheld_told: bool = False
    rated: frozenset[str] = frozenset()
    unsent: tuple[tuple[datetime, Unsent], ...] = field(default=(), repr=False)
    heard_at: datetime | None = None
    is_introduced: bool | None = None

    def recent_words(self, now: datetime) -> list[str]:
        """Return the messages of the last two minutes, oldest first."""
        self.recent = tuple((at, words) for at, words in self.recent if now - at <= RECENT)
        return [words for _, words in self.recent]

    def heard(self, words: str, at: datetime) -> None:
        """Keep a message; the oldest goes when there are too many."""
        self.recent = (*self.recent[1 - RECENT_MESSAGES :], (at, words))

    def sent_with(self, message_ids: Iterable[str], at: datetime) -> None:
        """Note messages of either side, to be deleted on request."""
        added = ((at, message_id) for message_id in message_ids)
        self.sent = (*self.sent, *added)[-SENT_MESSAGES:]

    def sent_ids(self, now: datetime) -> list[str]:
        """Return the ids of both sides' messages that a platform may still delete."""
        self.sent = tuple((at, message_id) for at, message_id in self.sent if now - at <= SENT)
        return [message_id for _, message_id in self.sent]

    def alarmed_lately(self, now: datetime) -> bool:
        """Say whether a crisis card was shown within the hour."""
        return self.alarmed_at is not None and now - self.alarmed_at <= ALARM

    def self_word(self, now: datetime) -> SelfWord | None:
        """Return how the person spoke of themselves lately."""
        return self.word if self.word_at is not None and now - self.word_at <= SELF_WORD else None

    def young(self, shown: Reader | None, now: datetime) -> Reader | None:
        """Return the young reader: as this message shows, else a teenager who showed it lately.

        Asking for a friend is never remembered: the next message may be about the writer.
        """
        if shown is Reader.TEEN:
            self.teen_at = now
        teen = self.teen_at is not None and now - self.teen_at <= SELF_WORD
        return shown or (Reader.TEEN if teen else None)

    def about(self, now: datetime) -> About | None:
        """Return what the last answer was about, None when it is long ago."""
        if self.talk_at is None or now - self.talk_at > TALK:
            self.talk = None
        return self.talk

    def after_card(self, now: datetime) -> bool:
        """Say whether the last answer was a crisis card, not long ago."""
        return self.card and self.talk_at is not None and now - self.talk_at <= TALK

    def answered(self, about: About | None, at: datetime, *, card: bool) -> None:
        """Note what an answer was about, and whether it was a crisis card."""
        self.talk, self.talk_at, self.card = about, at, card

    def asking(self, now: datetime) -> Case | None:
        """Return the case whose next question stands open, None when it is long ago."""
        if self.case_at is None or now - self.case_at > TALK:
            self.case = None
        return self.case

    def asked(self, case: Case | None, at: datetime) -> None:
        """Note the case whose next question has been asked, or that none stands open."""
        self.case, self.case_at = case, at

    def held(self, now: datetime) -> Draft | None:
        """Return the report that is being prepared, None when there is none or its time is over."""
        if self.draft is not None and self.draft.is_over(now):
            self.draft, self.writes = None, False
        return self.draft

    def withheld(self, now: datetime) -> Withheld:
        """Note a message that the platform keeps from us; say how to answer it: never the same at each."""
        if self.withheld_at is not None and now - self.withheld_at < WITHHELD:
            return Withheld.LATELY
        self.withheld_at = now
        told, self.withheld_told = self.withheld_told, True
        return Withheld.AGAIN if told else Withheld.FIRST

    def keeps(self, answer: Unsent, at: datetime) -> None:
        """Keep an answer until it is sent: its update may come again."""
        self.unsent = (*self.unsent[1 - UNSENT_ANSWERS :], (at, answer))

    def unsent_for(self, update_id: str | None, now: datetime) -> Unsent | None:
        """Return the answer to an update that could not be sent, None when there is none."""
        if self.unsent:
            self.unsent = tuple((at, answer) for at, answer in self.unsent if now - at <= UNSENT)
        return next((answer for _, answer in self.unsent if answer.update_id == update_id), None)

    def sent_to(self, update_id: str) -> None:
        """Drop the answer to an update: it has been accepted."""
        self.unsent = tuple(one for one in self.unsent if one[1].update_id != update_id)

    def may_be_noted(self, now: datetime) -> bool:
        """Note that the person wrote; say whether a store should be told, which is once an hour."""
        if self.heard_at is not None and now - self.heard_at < NOTED:
            return False
        self.heard_at = now
        return True

    def rates(self, tip: str) -> bool:
        """Note that this chat has rated a tip; say whether it is the first time."""
        first = tip not in self.rated
        if len(self.rated) < RATED:
            self.rated |= {tip}
        return first

    def is_pardoned(self, digest: bytes, category: AlarmCategory | None, now: datetime) -> bool:
        """Say whether the person said of this very message "không phải vậy" a short while ago."""
        until = self.pardoned.get(digest)
        return until is not None and now <= until and category not in NEVER_PARDONED


class Memories:
    """The short memories of all chats, each channel's least recently used forgotten first.

    Each channel has room of its own: whoever opens many chats on the web page pushes out no messenger's.
    """

    def __init__(self, size: int = CHATS) -> None:
        self._size = size
        self._channels: dict[str, OrderedDict[Address, ChatMemory]] = {}
        self._key = secrets.token_bytes(32)
        self._unforgotten: OrderedDict[Address, None] = OrderedDict()

    def of(self, address: Address, *, make: bool = True) -> ChatMemory:
        """Return the chat's memory; a new one is kept only with `make`."""
        chats = self._chats(address)
        memory = chats.get(address)
        if memory is not None:
            chats.move_to_end(address)
            return memory
        memory = ChatMemory()
        if make:
            chats[address] = memory
            if len(chats) > self._size:
                chats.popitem(last=False)
        return memory

    def _chats(self, address: Address) -> "OrderedDict[Address, ChatMemory]":
        return self._channels.setdefault(address.channel, OrderedDict())

    def digest(self, normalised: str) -> bytes:
        """Return the keyed hash by which the identical message is known again."""
        return hashlib.blake2b(normalised.encode(), key=self._key, digest_size=16).digest()

    def pardon(self, address: Address, now: datetime) -> None:
        """Do not alarm again for the chat's last alarmed message, for ten minutes."""
        memory = self.of(address)
        memory.pardoned = {digest: until for digest, until in memory.pardoned.items() if now <= until}
        if memory.alarm_digest is not None:
            memory.pardoned[memory.alarm_digest] = now + PARDON
        memory.recent = ()
        memory.alarmed_at = memory.alarm = memory.alarm_digest = None

    def forget(self, address: Address) -> None:
        """Drop all that is remembered of the chat, but for what deleting its messages needs."""
        chats = self._chats(address)
        memory = chats.pop(address, None)
        if memory is not None and memory.sent:
            chats[address] = ChatMemory(sent=memory.sent)

    def not_forgotten(self, address: Address) -> None:
        """Note that what is kept of the chat could not be erased: nothing of it may be used again."""
        self._unforgotten[address] = None
        if len(self._unforgotten) > self._size:
            self._unforgotten.popitem(last=False)

    def is_to_forget(self, address: Address) -> bool:
        """Say whether what is kept of the chat is still to be erased."""
        return address in self._unforgotten

    def forgotten(self, address: Address) -> None:
        """Note that what is kept of the chat has been erased, or replaced."""
        self._unforgotten.pop(address, None)

    def wiped(self, address: Address) -> None:
        """Drop everything: the chat's messages are deleted."""
        self._chats(address).pop(address, None)

    def sweep(self, now: datetime) -> None:
        """Drop the words of chats that have gone silent, so that none outlives its two minutes."""
        for memory in (memory for chats in self._channels.values() for memory in chats.values()):
            memory.unsent_for(None, now)
            memory.recent_words(now)
            memory.sent_ids(now)
            memory.about(now)
            memory.asking(now)
            memory.held(now)
