"""One update from its arrival to its answer:

duplicates → safety screen → rate limit → first matching route → effects → sending → commit.

The error boundary is here: whatever fails, a person gets an answer that names 111; and a database that
hangs holds nobody up for long. An answer that could not be sent is kept in memory: when the platform
delivers its update again, it is sent again, and nothing is decided twice.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta, tzinfo
from enum import Enum, auto
from functools import partial
from typing import Protocol, TypeVar

from bot.core.action import decode, encode
from bot.core.case import Case
from bot.core.channel import Capabilities, Channel
from bot.core.clock import Clock
from bot.core.decision import Decision
from bot.core.draft import Draft
from bot.core.errors import ChannelError, KhienNhoError
from bot.core.journal import Entry, Journal
from bot.core.knowledge import Knowledge, Live
from bot.core.message import (
    Address,
    Attached,
    Body,
    ChatKind,
    Command,
    Incoming,
    Left,
    MediaKind,
    Moved,
    Pressed,
    Typed,
)
from bot.core.meter import Meter
from bot.core.people import Language, SelfWord
from bot.core.reply import Reply, paragraphs
from bot.core.request import Handler, Request
from bot.core.subscription import Subscription, Subscriptions
from bot.core.turn import (
    ChatState,
    Count,
    Forget,
    Hold,
    Keep,
    Pardon,
    Rate,
    Remember,
    Turn,
    Unsent,
    Unsubscribe,
    Wipe,
)
from bot.core.understanding import NO_ALARM, Alarm, Asked, Level, Understanding
from bot.lanes import Lanes
from bot.services.crisis import outranks
from bot.services.delivery import Delivery, Sent, Sleep, deliver
from bot.services.introducing import introduced
from bot.services.memory import ChatMemory, Memories

log = logging.getLogger(__name__)

T = TypeVar("T")

TELL_TO_WAIT = timedelta(seconds=30)
ANSWERED = 10_000
# In seconds: how long an answer waits for what the database knows, and for a change that it tells of; how
# long the chat's next message waits for what is written after an answer. A write goes on though nobody waits.
READ_SECONDS = 1.0
CHANGE_SECONDS = 10.0
AFTER_SECONDS = 3.0


# Called when an answer is decided and kept.
Decided = Callable[[], None]


class Limiter(Protocol):
    """Says whether a key may go on; counts this try."""

    def allow(self, key: str) -> bool:
        """Return False when `key` is over its limit."""
        ...


class Need(Enum):
    """What a route must know beyond the message: asked for only where it is needed."""

    SUBSCRIPTION = auto()
    PROVINCE = auto()
    ADMINISTRATOR = auto()


@dataclass(frozen=True, slots=True)
class Named:
    """Match commands or buttons by their names, so that a message need not be held against each of them.

    `kind` is the body that carries the name: a Command's own, or the verb of a Pressed.
    """

    kind: type[Command] | type[Pressed]
    names: frozenset[str]

    def __call__(self, request: Request) -> bool:
        """Say whether the request carries one of the names."""
        name = _name_of(request)
        return name is not None and name[0] is self.kind and name[1] in self.names


@dataclass(frozen=True, slots=True)
class Route:
    """Which requests a handler answers; the first match wins.

    `urgent`: by name, these are answered also to somebody who presses and types too much: help, and erasing.
    """

    name: str
    matches: Callable[[Request], bool]
    handler: Handler
    needs: frozenset[Need] = frozenset()
    urgent: bool = False


class Routes:
    """The routes in their order, found without asking those that go by another name."""

    def __init__(self, routes: Sequence[Route]) -> None:
        unnamed: list[Route] = []
        named: dict[tuple[type, str], list[Route]] = {}
        for route in routes:
            names = tuple(_names_of(route))
            for name in names:
                named.setdefault(name, list(unnamed)).append(route)
            if not names:
                unnamed.append(route)
                for candidates in named.values():
                    candidates.append(route)
        self._unnamed = tuple(unnamed)
        self._named = {name: tuple(candidates) for name, candidates in named.items()}
        self._urgent = frozenset(name for route in routes if route.urgent for name in _names_of(route))

    def is_urgent(self, body: Body) -> bool:
        """Say whether a command or a button is answered whatever came before it."""
        if isinstance(body, Command):
            return (Command, body.name) in self._urgent
        action = decode(body.action) if isinstance(body, Pressed) else None
        return action is not None and (Pressed, action.verb) in self._urgent

    def of(self, request: Request) -> Route:
        """Return the first route that matches."""
        name = _name_of(request)
        candidates = self._unnamed if name is None else self._named.get(name, self._unnamed)
        for route in candidates:
            if route.matches(request):
                return route
        raise KhienNhoError("no route matches; the last one must match everything")


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Answers updates; a Receiver for every channel.

    `failure` is what goes out when a handler fails: made at the start, so that it depends on
    nothing that can break while running. `is_quiet_word` is told the whole message. `zone` is where
    people's days begin and end; `organisation`, who runs the bot, as people are told.
    """

    live: Live
    journal: Journal
    subscriptions: Subscriptions
    memories: Memories
    chat_limit: Limiter
    urgent_limit: Limiter
    origin_limit: Limiter
    routes: Routes
    failure: Mapping[Language, Reply]
    is_quiet_word: Callable[[str], bool]
    clock: Clock
    meter: Meter
    zone: tzinfo = UTC
    organisation: str = ""
    sleep: Sleep = asyncio.sleep
    lanes: Lanes = field(default_factory=Lanes)
    answered: "OrderedDict[tuple[str, str], None]" = field(default_factory=OrderedDict)

    async def __call__(self, incoming: Incoming, channel: Channel, decided: Decided | None = None) -> None:
        """Return when the answer has been accepted and the update's id is committed.

        `decided` is called before it is sent, when a new process could give the answer too.
        """
        await self.lanes.run(incoming.address, partial(self._handle, incoming, channel, decided))

    async def _handle(self, incoming: Incoming, channel: Channel, decided: Decided | None) -> None:
        if await self._is_duplicate(incoming):
            self.meter.count("updates", channel=channel.name, outcome="duplicate")
            return
        if isinstance(incoming.body, Left | Moved):
            await self._chat_changed(incoming, incoming.body)
            return
        may_come = incoming.origin is None or self.origin_limit.allow(incoming.origin)
        memory = self.memories.of(incoming.address, make=may_come)
        unsent = memory.unsent_for(incoming.update_id, incoming.at)
        if unsent is None:
            unsent = await self._prepare(incoming, channel, memory, decided, may_come=may_come)
            if incoming.update_id is not None:  # in the memory as it is now: it may have been erased
                self.memories.of(incoming.address).keeps(unsent, incoming.at)
        elif decided is not None and unsent.held:
            decided()
        outcome = await self._send(incoming, channel, unsent.turn, unsent.language)
        if incoming.update_id is not None:
            self.memories.of(incoming.address).sent_to(incoming.update_id)
        if unsent.asked is not None:
            self.meter.count("questions", outcome=unsent.asked.outcome, confidence=unsent.asked.band)
        await self._commit(incoming, unsent.change, unsent.asked, held=decided is not None)
        await self._note_heard(incoming, channel, unsent.turn)
        self.meter.count("updates", channel=channel.name, outcome=outcome)

    async def _prepare(
        self,
        incoming: Incoming,
        channel: Channel,
        memory: ChatMemory,
        decided: Decided | None,
        *,
        may_come: bool,
    ) -> Unsent:
        """Decide the answer and do what it tells of; what follows is sending it."""
        started = time.perf_counter()
        request, turn = await self._decide(incoming, channel, memory, may_come=may_come)
        self.meter.observe("engine", time.perf_counter() - started)
        language = request.language if request else incoming.language or Language.VI
        held = decided is not None and await self._hold(incoming, request, turn)
        if decided is not None and held:
            decided()
        try:
            change, asked = await self._carry_out(turn, incoming, channel)
        except Exception:
            log.exception("a change could not be kept", extra={"action": "effect_failed"})
            self.meter.count("failures", where="effect")
            turn, change, asked = Turn((self.failure[language],)), None, None
        return Unsent(incoming.update_id, turn, language, change, asked, held)

    async def _hold(self, incoming: Incoming, request: Request | None, turn: Turn) -> bool:
        """Keep what is decided until it is answered; say whether it is kept."""
        if incoming.update_id is None or not turn.replies:
            return False
        body = _asks_again(request, turn)
        decision = Decision(incoming.address, incoming.update_id, incoming.at, body)
        try:
            await _within(READ_SECONDS, self.journal.hold(decision))
        except Exception:  # noqa: BLE001 - logged there
            self._tell_journal_failed("a decision could not be kept")
            return False
        return True

    async def _chat_changed(self, incoming: Incoming, body: Left | Moved) -> None:
        """Let the subscription know; without it, the next tip finds out by itself."""
        if isinstance(body, Moved):
            change = self.subscriptions.move(incoming.address, body.chat, incoming.at)
        else:
            change = self.subscriptions.close(incoming.address, incoming.at)
        try:
            await _within(CHANGE_SECONDS, change)
        except Exception:
            log.exception("a chat's change could not be kept", extra={"action": "effect_failed"})
        await self._commit(incoming, None, None)
        outcome = "moved" if isinstance(body, Moved) else "left"
        self.meter.count("updates", channel=incoming.address.channel, outcome=outcome)

    async def _is_duplicate(self, incoming: Incoming) -> bool:
        if incoming.update_id is None:
            return False
        if (incoming.address.channel, incoming.update_id) in self.answered:
            return True
        try:
            done = self.journal.is_done(incoming.address.channel, incoming.update_id)
            return await _within(READ_SECONDS, done)
        except Exception:  # noqa: BLE001 - logged there
            self._tell_journal_failed("the journal cannot be read")
            return False

    def _tell_journal_failed(self, what: str) -> None:
        log.exception(what, extra={"action": "journal_failed"})
        self.meter.count("failures", where="journal")

    async def _decide(
        self, incoming: Incoming, channel: Channel, memory: ChatMemory, *, may_come: bool
    ) -> tuple[Request | None, Turn]:
        """Screen, limit and route. Every failure ends in the answer that needs nothing."""
        language = incoming.language or Language.VI
        try:
            knowledge = self.live.current
            alarm = self._screen(incoming, memory, knowledge)
            quiet = isinstance(incoming.body, Typed) and self.is_quiet_word(incoming.body.text)
            freely = alarm.level is Level.HARD or quiet
            if not freely and not (may_come and self._may_go_on(incoming, memory, alarm)):
                return None, self._ask_to_wait(incoming, memory, knowledge)
            state = await self._state(incoming)
            request = _request(
                incoming,
                memory,
                knowledge,
                state,
                alarm,
                quiet=quiet,
                capabilities=channel.capabilities,
                zone=self.zone,
            )
            language = request.language
            turn = self._introduced(request, await self._route(request, channel), memory)
            _note(memory, incoming, request, turn)
        except Exception:
            log.exception("a message could not be answered", extra={"action": "handler_failed"})
            self.meter.count("failures", where="handler")
            return None, Turn((self.failure[language],))
        return request, turn

    def _screen(self, incoming: Incoming, memory: ChatMemory, knowledge: Knowledge) -> Alarm:
        words = incoming.words
        if not words or incoming.kind is ChatKind.GROUP:  # a group gets one and the same reply
            return NO_ALARM
        understanding = knowledge.understanding
        alarm = understanding.screen(words, memory.recent_words(incoming.at))
        if alarm.level is not Level.NONE:
            digest = self.memories.digest(understanding.digest(words))
            if memory.is_pardoned(digest, alarm.category, incoming.at):
                return NO_ALARM
            if alarm.level is Level.HARD:  # what "không phải vậy" will speak of
                memory.alarm_digest = digest
            self.meter.count("alarms", level=alarm.level, category=alarm.category or "none")
        memory.heard(words, incoming.at)
        return alarm

    def _may_go_on(self, incoming: Incoming, memory: ChatMemory, alarm: Alarm) -> bool:
        """Say whether the chat is within its limit; what helps, or erases, has a limit of its own."""
        key = f"{incoming.address.channel}:{incoming.address.chat}"
        if self.chat_limit.allow(key):
            return True
        return self._is_urgent(incoming, memory, alarm) and self.urgent_limit.allow(key)

    def _is_urgent(self, incoming: Incoming, memory: ChatMemory, alarm: Alarm) -> bool:
        if alarm.level is not Level.NONE or self.routes.is_urgent(incoming.body):
            return True
        if not isinstance(incoming.body, Typed):
            return False
        understanding, words = self.live.current.understanding, incoming.body.text
        return understanding.is_stop_word(words) or (
            memory.held(incoming.at) is not None and understanding.drops(words)
        )

    def _ask_to_wait(self, incoming: Incoming, memory: ChatMemory, knowledge: Knowledge) -> Turn:
        """Answer a flood with one message for all of it; a page that waits gets it each time."""
        told = memory.told_to_wait_at
        if incoming.update_id is not None and told is not None and incoming.at - told < TELL_TO_WAIT:
            return Turn()
        memory.told_to_wait_at = incoming.at
        words = knowledge.handbook.words(incoming.language or Language.VI)
        return Turn((Reply((paragraphs(words.get("limit.wait")),)),))

    async def _state(self, incoming: Incoming) -> ChatState:
        if self.memories.is_to_forget(incoming.address):
            return ChatState()
        try:
            return await _within(READ_SECONDS, self.journal.state(incoming.address, incoming.at))
        except Exception:  # noqa: BLE001 - logged there
            self._tell_journal_failed("the chat's state cannot be read")
            return ChatState()

    async def _route(self, request: Request, channel: Channel) -> Turn:
        route = self.routes.of(request)
        self.meter.count("answers", route=route.name)
        return await route.handler(await self._informed(request, route, channel))

    def _introduced(self, request: Request, turn: Turn, memory: ChatMemory) -> Turn:
        """Say once what this is, in a chat that is not known, where the platform's terms ask for it."""
        if not request.introduces or memory.is_introduced or request.in_group:
            return turn
        if memory.is_introduced is None and request.state != ChatState():  # known from before a restart
            return turn
        told = introduced(request, turn, self.organisation)
        memory.is_introduced = told is not None
        return told or turn

    async def _informed(self, request: Request, route: Route, channel: Channel) -> Request:
        """Return the request with what its route needs to know."""
        incoming = request.incoming
        if Need.SUBSCRIPTION in route.needs and channel.capabilities.proactive:
            found = await _within(CHANGE_SECONDS, self.subscriptions.find(incoming.address))
            request = replace(request, subscription=found)
        elif Need.PROVINCE in route.needs and channel.capabilities.proactive:
            request = replace(request, subscription=await self._subscription(incoming.address))
        if Need.ADMINISTRATOR in route.needs and not incoming.by_administrator and incoming.sender:
            may = await self._is_administrator(incoming.address, incoming.sender, channel)
            request = replace(request, by_administrator=may)
        elif incoming.by_administrator:
            request = replace(request, by_administrator=True)
        return request

    async def _subscription(self, at: Address) -> Subscription | None:
        """Return the subscription for the province in it; help goes on without a database."""
        try:
            return await _within(READ_SECONDS, self.subscriptions.find(at))
        except Exception:
            log.exception("a subscription cannot be read", extra={"action": "subscription_failed"})
            return None

    async def _note_heard(self, incoming: Incoming, channel: Channel, turn: Turn) -> None:
        """Open the subscriber's window anew, where the platform has one."""
        window = channel.capabilities.window
        if window is None:
            return
        subscribes = any(isinstance(effect, Keep) for effect in turn.effects)
        memory = self.memories.of(incoming.address)
        if not (memory.may_be_noted(incoming.at) or subscribes):
            return
        try:
            await _within(AFTER_SECONDS, self.subscriptions.hear(incoming.address, incoming.at, window))
        except Exception:
            memory.heard_at = None
            log.exception("a window could not be opened anew", extra={"action": "window_failed"})

    async def _is_administrator(self, at: Address, person: str, channel: Channel) -> bool:
        try:
            return await channel.is_administrator(at, person)
        except ChannelError:
            log.warning("an administrator could not be told", extra={"action": "administrator_unknown"})
            return False

    async def _send(self, incoming: Incoming, channel: Channel, turn: Turn, language: Language) -> str:
        if not turn.replies:
            return "silent"
        delivery = await self._deliver(incoming, channel, turn.replies)
        if delivery.ending is Sent.REJECTED:
            self.meter.count("failures", where="rejected")
            delivery = await self._deliver(incoming, channel, (self.failure[language],))
        if channel.capabilities.deletes:
            memory = self.memories.of(incoming.address)
            memory.sent_with((*incoming.message_ids, *delivery.message_ids), incoming.at)
        return delivery.ending

    async def _deliver(self, incoming: Incoming, channel: Channel, replies: Sequence[Reply]) -> Delivery:
        try:
            delivery = await deliver(channel, incoming.address, replies, sleep=self.sleep)
        except ChannelError:
            raise
        except Exception:
            log.exception("an answer could not be rendered", extra={"action": "reply_failed"})
            return Delivery(Sent.REJECTED)
        if delivery.ending is Sent.REJECTED:
            log.error("the platform refused an answer", extra={"action": "reply_rejected"})
        return delivery

    async def _carry_out(
        self, turn: Turn, incoming: Incoming, channel: Channel
    ) -> tuple[Remember | Forget | None, Asked | None]:
        """Do what is to be done at once; return what is committed after the answer."""
        change: Remember | Forget | None = None
        asked: Asked | None = None
        for effect in turn.effects:
            match effect:
                case Remember():
                    change = effect
                case Pardon():
                    self.memories.pardon(incoming.address, incoming.at)
                case Forget():
                    change = effect
                    self.memories.forget(incoming.address)
                case Count(counted):
                    asked = counted
                case Wipe():
                    change = Forget()
                    await self._wipe(incoming, channel)
                case Keep(subscription):
                    keeping = self.subscriptions.keep(incoming.address, subscription, self.clock())
                    await _within(CHANGE_SECONDS, keeping)
                case Unsubscribe(erase=True):
                    await _within(CHANGE_SECONDS, self.subscriptions.erase(incoming.address))
                case Unsubscribe():
                    await _within(CHANGE_SECONDS, self.subscriptions.stop(incoming.address, self.clock()))
                case Hold(draft):
                    self.memories.of(incoming.address).draft = draft
                case Rate(tip, feedback):
                    if self.memories.of(incoming.address).rates(tip):
                        await _within(CHANGE_SECONDS, self.subscriptions.rate(tip, feedback))
        return change, asked

    async def _wipe(self, incoming: Incoming, channel: Channel) -> None:
        """Delete first, answer after: somebody may be looking at the screen."""
        doomed = [*self.memories.of(incoming.address).sent_ids(incoming.at), *incoming.message_ids]
        self.memories.wiped(incoming.address)
        if not channel.capabilities.deletes or not doomed:
            return
        try:
            await channel.delete(incoming.address, doomed)
        except Exception:
            log.warning("messages could not be deleted", extra={"action": "wipe_failed"}, exc_info=True)

    async def _commit(
        self, incoming: Incoming, change: Remember | Forget | None, asked: Asked | None, *, held: bool = False
    ) -> None:
        """Commit; when the database fails after the answer was accepted, do not ask for it again."""
        if incoming.update_id is not None:
            self.answered[incoming.address.channel, incoming.update_id] = None
            if len(self.answered) > ANSWERED:
                self.answered.popitem(last=False)
        if change is None and self.memories.is_to_forget(incoming.address):
            change = Forget()
        if incoming.update_id is None and change is None and asked is None:
            return
        if isinstance(change, Forget):
            self.memories.not_forgotten(incoming.address)
        try:
            entry = Entry(incoming.address, incoming.at, incoming.update_id, change, asked, held)
            await _within(AFTER_SECONDS, self.journal.commit(entry))
        except Exception:  # noqa: BLE001 - logged there
            self._tell_journal_failed("an answered update could not be recorded")
        else:
            if change is not None:
                self.memories.forgotten(incoming.address)


async def _within(seconds: float, work: Awaitable[T]) -> T:
    """Return what the work returns; TimeoutError when it takes longer."""
    async with asyncio.timeout(seconds):
        return await work


def _asks_again(request: Request | None, turn: Turn) -> Command | Pressed:
    """Return what asks for an answer like this one without a word of the message; else, to write it again."""
    if request is None:
        return Pressed(encode("again"))
    body, alarm = request.incoming.body, request.alarm
    if alarm.level is Level.HARD:
        return Pressed(encode("card", alarm.category) if alarm.category else encode("help"))
    if request.quiet:
        return Pressed(encode("leave"))
    if isinstance(body, Command):
        return Command(body.name)
    if request.action is not None and isinstance(body, Pressed):
        return Pressed(body.action)
    if turn.about is not None and turn.about.topic is not None:
        return Pressed(encode("topic", turn.about.topic, request.speaks_as))
    return Pressed(encode("again"))


def _name_of(request: Request) -> tuple[type, str] | None:
    body = request.incoming.body
    if isinstance(body, Command):
        return Command, body.name
    return None if request.action is None else (Pressed, request.action.verb)


def _names_of(route: Route) -> Iterable[tuple[type, str]]:
    named = route.matches
    return ((named.kind, name) for name in named.names) if isinstance(named, Named) else ()


def _request(
    incoming: Incoming,
    memory: ChatMemory,
    knowledge: Knowledge,
    state: ChatState,
    alarm: Alarm,
    *,
    quiet: bool,
    capabilities: Capabilities,
    zone: tzinfo,
) -> Request:
    understanding = knowledge.understanding
    words = incoming.words
    private = incoming.kind is ChatKind.PRIVATE
    action = decode(incoming.body.action) if isinstance(incoming.body, Pressed) else None
    said = "" if isinstance(incoming.body, Command) else words
    cue = understanding.audience(said) if said else None
    word = understanding.self_word(said) if said else None
    if word is not None:
        memory.word, memory.word_at = word, incoming.at
    known = state.language or incoming.language or Language.VI
    heard = (understanding.language(said) if said else None) or known
    about, after_card = memory.about(incoming.at), memory.after_card(incoming.at)
    answered = about is not None or after_card
    asking, draft = memory.asking(incoming.at), memory.held(incoming.at)
    typed = isinstance(incoming.body, Typed)
    may_reject = answered and alarm.level is Level.NONE and typed
    writes = draft is not None and memory.writes and not incoming.edited
    stops = typed and understanding.is_stop_word(words)
    drops = draft is not None and typed and ((writes and stops) or understanding.drops(words))
    return Request(
        incoming=incoming,
        state=state,
        knowledge=knowledge,
        language=heard,
        heard=heard if heard is not known else None,
        now=incoming.at.astimezone(zone),
        audience=cue or state.audience,
        young=memory.young(understanding.young_reader(said) if said else None, incoming.at),
        self_word=memory.self_word(incoming.at) or SelfWord.EM,
        action=action,
        alarm=alarm,
        misuse=understanding.misuse(words) if words and private else None,
        quiet=quiet,
        stop=stops,
        subscribes=typed and understanding.is_subscribe_word(words),
        alarmed=memory.alarmed_lately(incoming.at),
        alarmed_before=memory.alarm,
        missed=memory.missed,
        about=about,
        after_card=after_card,
        rejects=may_reject and understanding.rejects(words),
        asking=asking,
        case=None if incoming.edited else _answered(asking, incoming.body, understanding),
        platform=understanding.platform(words) if typed and private else None,
        draft=draft,
        writes=writes,
        drops=drops,
        holds_drafts=capabilities.drafts,
        withheld=memory.withheld(incoming.at) if _is_withheld(incoming) else None,
        can_delete=capabilities.deletes,
        can_write_first=capabilities.proactive,
        has_window=capabilities.window is not None,
        introduces=capabilities.introduces,
    )


def _is_withheld(incoming: Incoming) -> bool:
    body = incoming.body
    return isinstance(body, Attached) and body.media is MediaKind.WITHHELD


def _answered(asking: Case | None, body: Body, understanding: Understanding) -> Case | None:
    """Return the case with the answer that the words give to its open question, None when they give none."""
    if asking is None or asking.question is None or not isinstance(body, Typed):
        return None
    answer = understanding.answer(body.text, asking.question)
    return None if answer is None else asking.answered(asking.question, answer)


def _note(memory: ChatMemory, incoming: Incoming, request: Request, turn: Turn) -> None:
    """Keep for some minutes what the next message of this chat needs."""
    if request.alarm.level is Level.HARD and incoming.kind is ChatKind.PRIVATE:
        if not memory.alarmed_lately(incoming.at) or outranks(request.alarm.category, memory.alarm):
            memory.alarm = request.alarm.category
        memory.alarmed_at = incoming.at
    memory.missed = memory.missed + 1 if turn.missed else 0
    memory.asked(turn.asks, incoming.at)
    memory.writes = any(isinstance(effect, Hold) and _is_asked(effect.draft) for effect in turn.effects)
    if turn.about is not None or isinstance(incoming.body, Typed):
        memory.answered(turn.about, incoming.at, card=request.alarm.level is Level.HARD)


def _is_asked(draft: Draft | None) -> bool:
    return draft is not None and draft.part is not None
