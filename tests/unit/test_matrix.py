"""Every state × channel × language: the crisis card comes, and the quiet word works. Generated, not sampled.

A state is made by saying the last thing before: every command, every verb that a button can carry, every
kind of message, every alarm, every open question, every part of a report. A test makes sure that no route of
the bot is missing.
"""

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from bot.app import dispatcher
from bot.channels.telegram.render import render as telegram_messages
from bot.channels.telegram.send import _CAPABILITIES as TELEGRAM
from bot.channels.terminal.channel import TerminalChannel
from bot.channels.terminal.render import render as terminal_text
from bot.channels.web.collector import CAPABILITIES as WEB
from bot.channels.web.view import show
from bot.channels.zalo_bot.render import MAX_TEXT
from bot.channels.zalo_bot.render import render as zalo_texts
from bot.channels.zalo_bot.send import CAPABILITIES as ZALO_BOT
from bot.channels.zalo_oa.render import MAX_BUTTONS, MAX_TITLE
from bot.channels.zalo_oa.render import render as oa_messages
from bot.channels.zalo_oa.send import CAPABILITIES as ZALO_OA
from bot.config import Safety, Settings
from bot.core.case import Harm, Question, Urgency
from bot.core.channel import Capabilities
from bot.core.draft import Part
from bot.core.handbook import AlarmCategory
from bot.core.knowledge import Knowledge, Live
from bot.core.message import Address, Attached, Body, Command, Incoming, MediaKind, Pressed, Typed
from bot.core.people import Audience, Language
from bot.core.reply import Block, Press, Reply, Style, Tone
from bot.core.text import length
from bot.core.understanding import Alarm, Finding, Level, Misuse, Outcome
from bot.dispatch import Dispatcher
from bot.metrics import NullMeter
from bot.routes import Organisation, build
from bot.storage.memory import MemoryJournal
from handlers.triage import Triage
from tests.fakes.channels import RecordingChannel
from tests.fakes.knowledge import ScriptedUnderstanding
from tests.fakes.subscribing import subscribing
from tests.unit.test_routes import COMMANDS, actions, route_of

NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)
QUIET_WORD = "bánh chuối"
CHANNELS: dict[str, Capabilities] = {
    "telegram": TELEGRAM,
    "web": WEB,
    "terminal": TerminalChannel.capabilities,
    "zalo-bot": ZALO_BOT,
    "zalo-oa": ZALO_OA,
}
PLACES = tuple(itertools.product(CHANNELS, Language))
CATEGORIES = (None, *AlarmCategory)
LONGEST = 500
LONGEST_PAYLOAD = 1_000
BUTTONS = (
    *("start", "help", "help:parent", "door:child", "who:parent", "who:teacher", "who:communicator"),
    *("topics:child:0", "topic:scams:child", "more:scams:parent", "teen:sextortion"),
    *("part:cyberbullying:child:i-bullied", "helpers:scams:child", "contacts:parent:0"),
    *("guides:all", "guide:zalo", "guide:zalo:privacy", "tip:parent", "scenes:child", "scene:child:x:0"),
    *("quiz:child", "press:6", "figures:all", "rate:done:p-x", "card:grooming:child"),
    *("notso:grooming:none:child", "notso:self-harm:scams:child", "tell", "safe:yes", "safe:no"),
    *("lang:vi", "forget", "sub:parent", "subday:parent", "subtime:parent:6", "subok:parent:6:1200"),
    *("subint", "subpause", "subgo", "sublang:vi", "substop", "aid:child", "aid:parent:scams"),
    *("aid:child:violence:yes", "aid:teen:sextortion:no:going", "aidsee:child", "whom:child"),
    *("rehearse:0:child", "rehearse:4:child", "show:child", "provinces:child", "province:da-nang:child"),
    *(
        "draft:child:sextortion",
        "draftset:when:today",
        "draftto:police",
        "draftdrop",
        "never-heard-of",
        "leave",
    ),
)
WORDS = (
    "chuyện gì đó",
    "một câu hỏi",
    "vài lựa chọn",
    "hơi lo",
    "không phải",
    "dừng",
    "nhận mẹo hằng tuần",
    "",
)


def states() -> dict[str, tuple[Body, ...]]:
    """Return what is said before, by the state's name."""
    found: dict[str, tuple[Body, ...]] = {"nothing said": ()}
    found |= {f"/{name}": (Command(name),) for name in COMMANDS}
    found |= {f"/start {who}": (Command("start", who),) for who in (*Audience, "scams", "tip_x")}
    found |= {f"pressed {action}": (Pressed(action),) for action in BUTTONS}
    found |= {f"typed {words!r}": (Typed(words),) for words in WORDS}
    found |= {f"refused {kind}": (Typed(str(kind)),) for kind in Misuse}
    found |= {f"sent {kind}": (Attached(kind),) for kind in MediaKind}
    found |= {f"alarmed by {one}": (Typed(f"báo động {one}"),) for one in CATEGORIES}
    found |= {f"asked {question}": (Pressed(before),) for question, before in QUESTIONS.items()}
    found |= {f"writing {part}": (Pressed("draft:child"), *parts) for part, parts in reports()}
    found["a platform's guide by name"] = (Typed("phây"),)
    found["a report lost"] = (Pressed("draft:child"), Command("chude"))
    return found


QUESTIONS = {
    Question.HARM: "aid:child",
    Question.HOME: f"aid:child:{Harm.VIOLENCE}",
    Question.URGENCY: f"aid:child:{Harm.VIOLENCE}:no",
    Question.PLACE: f"aid:child:{Harm.SEXTORTION}:no:{Urgency.GOING}",
}


def reports() -> Iterator[tuple[str, tuple[Body, ...]]]:
    """Yield each part of a report, with what was pressed to come there, and the finished text."""
    pressed = [Pressed(f"draftset:{part}:") for part in Part]
    for number, part in enumerate(Part):
        yield part, tuple(pressed[:number])
    yield "finished", tuple(pressed)


@cache
def receiver(knowledge: Knowledge) -> Dispatcher:
    """Return one bot for all chats: none knows of another."""
    settings = Settings(safety=Safety(quiet_word=QUIET_WORD))
    return dispatcher(Live(knowledge), MemoryJournal(), settings, NullMeter(), clock=lambda: NOW)


class Chat:
    """One chat of somebody new, in a channel and a language."""

    numbers = itertools.count()

    def __init__(self, knowledge: Knowledge, channel: str, language: Language) -> None:
        capabilities = CHANNELS[channel]
        self.language = language
        self.now = NOW
        self.address = Address("recording", str(next(self.numbers)))
        self.channel = RecordingChannel(
            deletes=capabilities.deletes,
            proactive=capabilities.proactive,
            drafts=capabilities.drafts,
            introduces=capabilities.introduces,
        )
        self.receive = receiver(knowledge)

    async def say(self, *bodies: Body) -> list[Reply]:
        """Say these; return the answers to the last."""
        before = 0
        for body in bodies:
            self.now += timedelta(seconds=20)
            before = len(self.channel.sent)
            await self.receive(Incoming(self.address, body, self.now, language=self.language), self.channel)
        return [reply for _, reply in self.channel.sent[before:]]

    def forgets(self, body: Body) -> bool:
        """Say whether this erases what is known of the chat."""
        return body in (Command("xoa"), Command("forget"), Pressed("forget"), Pressed("leave"))


@pytest.fixture(scope="module")
def knowledge(real_texts: Knowledge) -> Knowledge:
    topics = tuple(topic.id for topic in real_texts.handbook.topics(Language.VI))
    alarms = {f"báo động {one}": Alarm(Level.HARD, one) for one in CATEGORIES}
    understanding = ScriptedUnderstanding(
        alarms={**alarms, "hơi lo": Alarm(Level.SOFT)},
        misuses={str(kind): kind for kind in Misuse},
        findings={
            "một câu hỏi": Finding(Outcome.ANSWER, topics[:4], 0.9),
            "vài lựa chọn": Finding(Outcome.CHOICES, topics[:3], 0.5),
            "hơi lo": Finding(Outcome.ANSWER, topics[:1], 0.9),
        },
        platforms={"phây": "facebook"},
    )
    return Knowledge(real_texts.handbook, understanding)


def is_card(replies: Sequence[Reply], channel: str) -> bool:
    """Say whether the first answer is a crisis card as this channel shows it: short, with 111, ways on."""
    if not replies or replies[0].tone is not Tone.CRISIS or not replies[0].buttons:
        return False
    card = replies[0]
    length = sum(len(line) for block in card.blocks for line in block.lines)
    return length <= LONGEST and all("111" in text for text in shown(card, channel))


def shown(reply: Reply, channel: str) -> list[str]:
    """Return what the person reads: the channel's own rendering."""
    if channel == "telegram":
        return [part.html for part in telegram_messages(reply)]
    if channel == "web":
        return ["\n".join(line for block in one.blocks for line in block.lines) for one in show((reply,))]
    if channel == "zalo-bot":
        return list(zalo_texts(reply, "số:").texts)
    if channel == "zalo-oa":
        return [message["text"] for message in oa_messages(reply, "số:").messages]
    printed = StringIO()
    Console(file=printed, width=100).print(terminal_text((reply,))[0])
    return [printed.getvalue()]


@pytest.mark.parametrize(("channel", "language"), PLACES)
async def test_in_every_state_a_disclosure_gets_the_card(
    knowledge: Knowledge, channel: str, language: Language
) -> None:
    missed = []
    for (name, before), category in itertools.product(states().items(), CATEGORIES):
        chat = Chat(knowledge, channel, language)
        await chat.say(*before)

        replies = await chat.say(Typed(f"báo động {category}"))

        if not is_card(replies, channel):
            missed.append((name, category))
    assert missed == []


@pytest.mark.parametrize(("channel", "language"), PLACES)
async def test_in_every_state_a_caption_and_a_commands_words_get_the_card(
    knowledge: Knowledge, channel: str, language: Language
) -> None:
    missed = []
    for name, before in states().items():
        for body in (Attached(MediaKind.PICTURE, "báo động grooming"), Command("start", "báo động grooming")):
            chat = Chat(knowledge, channel, language)
            await chat.say(*before)
            if not is_card(await chat.say(body), channel):
                missed.append((name, body))
    assert missed == []


@pytest.mark.parametrize(("channel", "language"), PLACES)
@pytest.mark.parametrize("word", ["bánh chuối", "banh chuoi", "Banh chuoi."])
async def test_in_every_state_the_quiet_word_leaves_one_neutral_line(
    knowledge: Knowledge, channel: str, language: Language, word: str
) -> None:
    deletes = CHANNELS[channel].deletes
    key = "leave.wiped" if deletes else "leave.forgotten"
    lines = [knowledge.handbook.words(one).get(key).strip() for one in Language]  # a state may change it
    missed = []
    for name, before in states().items():
        chat = Chat(knowledge, channel, language)
        await chat.say(*before)
        sent = len(chat.channel.sent)

        replies = await chat.say(Typed(word))

        neutral = len(replies) == 1 and replies[0].text in lines and replies[0].buttons == ()
        wiped = not deletes or not sent or len(chat.channel.deleted) >= sent
        if not (neutral and wiped):
            missed.append((name, [reply.text for reply in replies]))
        after = await chat.say(Pressed("draftset:account:"))
        if any("draftset" in action for action in actions(after)):
            missed.append((name, ["a draft is left"]))
    assert missed == []


@pytest.mark.parametrize(("channel", "language"), PLACES)
async def test_from_every_state_on_the_introduction_comes_once_where_it_belongs(
    knowledge: Knowledge, channel: str, language: Language
) -> None:
    wrong: list[tuple[object, ...]] = []
    for name, before in states().items():
        chat = Chat(knowledge, channel, language)
        told = 0
        for body in (*before, Typed("chuyện gì đó"), Typed("chuyện gì đó")):
            replies = await chat.say(body)
            introductions = [reply for reply in replies if any(map(introduces, reply.blocks))]
            told += len(introductions)
            if introductions and not may_introduce(body, replies):
                wrong.append((name, "not here", body))
            if chat.forgets(body):
                told = 0
        if told != (1 if CHANNELS[channel].introduces else 0):
            wrong.append((name, "how often", told))
    assert wrong == []


def introduces(block: Block) -> bool:
    """Say whether this is the introduction, in either language."""
    return block.style is Style.NOTE and any(
        words in line
        for line in block.lines
        for words in ("chương trình trả lời tự động", "automatic program")
    )


def may_introduce(body: Body, replies: Sequence[Reply]) -> bool:
    """Say whether an introduction may stand here, and stands at the very end, once."""
    alarmed = isinstance(body, Typed) and (body.text == "hơi lo" or body.text.startswith("báo động"))
    left = body in (Typed(QUIET_WORD), Pressed("leave"), Attached(MediaKind.WITHHELD))
    card = any(reply.tone is Tone.CRISIS for reply in replies)
    blocks = [block for reply in replies for block in reply.blocks]
    last = introduces(blocks[-1]) and len([block for block in blocks if introduces(block)]) == 1
    return last and not (alarmed or left or card)


@pytest.mark.parametrize("language", Language)
async def test_in_every_state_zalo_takes_what_is_sent(knowledge: Knowledge, language: Language) -> None:
    refused = []
    for name, before in states().items():
        for reply in await Chat(knowledge, "zalo-bot", language).say(*before):
            rendered = zalo_texts(reply, "số:")
            fits = all(length(text.strip()) > 0 and length(text) <= MAX_TEXT for text in rendered.texts)
            listed = f"{len(rendered.menu)}. " in rendered.texts[-1] if rendered.menu else True
            if not (fits and listed):
                refused.append(name)
    assert refused == []


@pytest.mark.parametrize("language", Language)
async def test_in_every_state_an_official_account_takes_what_is_sent(
    knowledge: Knowledge, language: Language
) -> None:
    refused = []
    for name, before in states().items():
        for reply in await Chat(knowledge, "zalo-oa", language).say(*before):
            rendered = oa_messages(reply, "số:")
            for message in rendered.messages:
                buttons = message.get("attachment", {"payload": {"buttons": ()}})["payload"]["buttons"]
                titles = [button["title"] for button in buttons]
                payloads = [button["payload"] for button in buttons if button["type"] == "oa.query.show"]
                fits = 0 < length(message["text"].strip()) <= MAX_TEXT and len(buttons) <= MAX_BUTTONS
                short = all(0 < len(title) <= MAX_TITLE for title in titles) and all(
                    len(payload) <= LONGEST_PAYLOAD for payload in payloads
                )
                if not (fits and short):
                    refused.append(name)
            presses = [button for row in reply.buttons for button in row if isinstance(button, Press)]
            tapped = [title for message in rendered.messages for title in oa_titles(message)]
            missing = [
                press.label
                for number, press in enumerate(presses, start=1)
                if not any(press.label in title for title in tapped)
                and f"{number}. {press.label}" not in rendered.messages[-1]["text"]
            ]
            if missing:
                refused.append(f"{name}: {missing}")
    assert refused == []


def oa_titles(message: dict[str, Any]) -> list[str]:
    """Return what stands on a message's buttons."""
    if "attachment" not in message:
        return []
    return [button["title"] for button in message["attachment"]["payload"]["buttons"]]


def test_no_route_of_the_bot_is_missing_among_the_states(real_texts: Knowledge) -> None:
    """What a state's last message is answered by; the routes that only words lead to are said one by one."""
    every = {route.name for route in build(Organisation(), lambda _: None, subscribing(), Triage())}
    said = [before[-1] for before in states().values() if before]
    reached = {route_of(real_texts, body) for body in said}
    by_words = {
        "crisis",
        "misuse",
        "quiet",
        "not-that",
        "draft-words",
        "draft-lost",
        "guide",
        "group",
        "withheld",
        "interrupted",
    }
    assert every - reached <= by_words
