"""What a handler is given: one message, and all that is known when it is answered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.action import Action
from bot.core.case import Case
from bot.core.draft import Draft
from bot.core.handbook import AlarmCategory, Handbook
from bot.core.knowledge import Knowledge
from bot.core.message import ChatKind, Command, Incoming, Withheld
from bot.core.people import Audience, Language, Reader, SelfWord
from bot.core.subscription import Subscription
from bot.core.turn import About, ChatState, Turn
from bot.core.understanding import NO_ALARM, Alarm, Misuse
from bot.core.words import address


@dataclass(frozen=True, slots=True)
class Voice:
    """All that the look of an answer depends on beside its subject; hashable, for caches."""

    handbook: Handbook
    language: Language
    self_word: SelfWord
    today: date

    def say(self, key: str, audience: Audience | None = None, **values: str) -> str:
        """Return the interface's sentence in this voice."""
        return self.address(self.handbook.words(self.language).get(key, audience, **values))

    def address(self, text: str) -> str:
        """Fill in how the person is addressed."""
        return address(text, self.self_word)


@dataclass(frozen=True, slots=True)
class Request:
    """One update with its verdicts.

    `audience` is who is taken to be asking: by this message's own cues, else by the button,
    else as remembered; None when nothing tells. `heard` is the message's own language where it is
    another than the chat's so far. `action` is the decoded button, if it is one.
    `alarmed_before` is the category of an earlier hard alarm in this chat (with `None` inside
    for an alarm without category), `alarmed` says whether there was one. `missed` counts the
    messages just before that were not understood. `about` is what the chat's last answer was about;
    `after_card` says that it was a crisis card. `young` is the young reader that the writer has shown to
    be: a teenager, lately, or in this message one who asks for a friend. `rejects`, that the message, which
    is not alarmed, only turns the answer before it down. `now` is aware, in the zone of the
    people who ask, since their day is what "today" means. `can_delete`: the channel can delete messages;
    `can_write_first`: it can send what nobody has just asked for; `has_window`, but only for some days;
    `introduces`: it has terms of its own, and its messages stay with it.
    `asking` is the case whose question stands open; `case`, the same with the answer that these words give to
    it; `platform`, whose guide they ask for.
    `draft` is the report that is being prepared; `writes`, that it was asked about just before, so that these
    words, unless they correct older ones, are its answer; `drops`, that they ask to drop it; `holds_drafts`,
    that one may be held here at all: a page of our own keeps the words in the browser instead.
    `withheld` is set where the platform has kept the message from us. `subscription` and
    `by_administrator` (of a group) are known where the route has asked for them.
    """

    incoming: Incoming
    state: ChatState
    knowledge: Knowledge
    language: Language
    now: datetime
    audience: Audience | None = None
    heard: Language | None = None
    self_word: SelfWord = SelfWord.EM
    young: Reader | None = None
    action: Action | None = None
    alarm: Alarm = NO_ALARM
    misuse: Misuse | None = None
    quiet: bool = False
    stop: bool = False
    subscribes: bool = False
    alarmed: bool = False
    alarmed_before: AlarmCategory | None = None
    missed: int = 0
    about: About | None = None
    after_card: bool = False
    rejects: bool = False
    can_delete: bool = False
    can_write_first: bool = False
    has_window: bool = False
    introduces: bool = False
    asking: Case | None = None
    case: Case | None = None
    platform: str | None = None
    draft: Draft | None = None
    writes: bool = False
    drops: bool = False
    holds_drafts: bool = False
    withheld: Withheld | None = None
    subscription: Subscription | None = None
    by_administrator: bool = False

    @property
    def speaks_as(self) -> Audience:
        """The audience to write for: a child when nothing tells, since a child must never be missed."""
        return self.audience or Audience.CHILD

    def reading_as(self, audience: Audience) -> Reader:
        """For whom a card is written that this audience is to see."""
        return self.young if self.young is not None and audience is Audience.CHILD else Reader(audience)

    @property
    def province(self) -> str:
        """The slug of the province that this person has chosen, or ""."""
        return self.state.province or (self.subscription.province if self.subscription else None) or ""

    @property
    def leaves(self) -> bool:
        """Whether a button asks to leave at once."""
        return self.action is not None and self.action.verb == "leave"

    @property
    def in_group(self) -> bool:
        """Whether others read along."""
        return self.incoming.kind is ChatKind.GROUP

    @property
    def voice(self) -> Voice:
        """How this person is spoken with."""
        return Voice(self.knowledge.handbook, self.language, self.self_word, self.now.date())

    def argument(self, index: int) -> str:
        """Return the button's argument at `index`, or "" where there is no button or it has none."""
        return self.action.argument(index) if self.action else ""

    def number(self, index: int) -> int:
        """Return the button's argument as a number, 0 where it is none."""
        found = self.argument(index)
        return int(found) if found.isdigit() else 0

    def reader(self, index: int) -> Audience:
        """Return for whom to write: whom the button names, or the word after a command, else who asks."""
        body = self.incoming.body
        word = body.argument.strip().lower() if isinstance(body, Command) else self.argument(index)
        return Audience(word) if word in set(Audience) else self.speaks_as

    def say(self, key: str, audience: Audience | None = None, **values: str) -> str:
        """Return the interface's sentence for this person."""
        words = self.knowledge.handbook.words(self.language)
        return self.address(words.get(key, audience or self.speaks_as, **values))

    def address(self, text: str) -> str:
        """Fill in how this person is addressed."""
        return address(text, self.self_word)

    def in_language(self, language: Language) -> "Request":
        """Return the same request, to be answered in this language."""
        return replace(self, language=language)

    def as_audience(self, audience: Audience) -> "Request":
        """Return the same request, asked by this audience."""
        return replace(self, audience=audience)


Handler = Callable[[Request], Awaitable[Turn]]
