"""The whole bot on one screen: each thing said leads to its route, and no button to a dead end."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

import pytest

from bot.app import dispatcher
from bot.config import Settings
from bot.core.action import decode
from bot.core.handbook import AlarmCategory
from bot.core.knowledge import Knowledge, Live
from bot.core.message import (
    Address,
    Attached,
    Body,
    ChatKind,
    Command,
    Incoming,
    MediaKind,
    Pressed,
    Typed,
)
from bot.core.people import Audience, Language
from bot.core.reply import Call, Press, Reply
from bot.core.request import Request
from bot.core.schedule import Schedule
from bot.core.subscription import Feedback, Standing, Subscription
from bot.core.turn import ChatState
from bot.core.understanding import Alarm, Finding, Level, Misuse, Outcome
from bot.metrics import NullMeter
from bot.routes import Organisation, build
from bot.storage.memory import MemoryJournal, MemorySubscriptions
from handlers.triage import Triage
from tests.fakes.channels import RecordingChannel
from tests.fakes.knowledge import ScriptedUnderstanding
from tests.fakes.subscribing import subscribing

NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)
CHAT = Address("recording", "1")
# A hard alarm for each category, a soft one, a choice of topics, and a wish to do harm.
SAID: dict[str, Alarm] = {
    **{f"alarm {one}": Alarm(Level.HARD, one) for one in AlarmCategory},
    "alarm": Alarm(Level.HARD),
    "soft": Alarm(Level.SOFT),
}
COMMANDS = {
    "start": "start",
    "batdau": "start",
    "giup": "help",
    "cangiup": "help",
    "sos": "help",
    "help": "manual",
    "trogiup": "manual",
    "chude": "topics",
    "topics": "topics",
    "danhba": "contacts",
    "contacts": "contacts",
    "baoxau": "guides",
    "report": "guides",
    "meo": "tip",
    "tip": "tip",
    "tinhhuong": "scenes",
    "scenes": "scenes",
    "dovui": "quiz",
    "quiz": "quiz",
    "baochi": "press",
    "press": "press",
    "solieu": "figures",
    "figures": "figures",
    "doituong": "audience",
    "audience": "audience",
    "ngonngu": "language",
    "language": "language",
    "riengtu": "privacy",
    "privacy": "privacy",
    "xoa": "forget",
    "forget": "forget",
    "dung": "stop",
    "stop": "stop",
    "dangky": "subscribe",
    "subscribe": "subscribe",
    "muigio": "timezone",
    "timezone": "timezone",
    "gioithieu": "about",
    "about": "about",
    "": "unknown-command",
    "khong-co": "unknown-command",
}


def route_of(knowledge: Knowledge, body: Body, /, **more: object) -> str:
    """Return the name of the first route that matches."""
    action = decode(body.action) if isinstance(body, Pressed) else None
    request = Request(
        Incoming(CHAT, body, NOW, kind=ChatKind.GROUP if more.pop("group", False) else ChatKind.PRIVATE),
        ChatState(),
        knowledge,
        Language.VI,
        NOW,
        action=action,
        **more,  # type: ignore[arg-type] # the tests name real fields
    )
    return next(
        route.name
        for route in build(Organisation(), lambda _: None, subscribing(), Triage())
        if route.matches(request)
    )


@pytest.mark.parametrize(("name", "route"), COMMANDS.items())
def test_a_command_leads_to_its_route(real_texts: Knowledge, name: str, route: str) -> None:
    assert route_of(real_texts, Command(name)) == route


@pytest.mark.parametrize(
    ("action", "route"),
    [
        ("start", "start"),
        ("again", "interrupted"),
        ("help:child", "help"),
        ("door:child", "door"),
        ("who:parent", "audience"),
        ("topics:child:0", "topics"),
        ("topic:scams:child", "topic"),
        ("more:scams:child", "more"),
        ("teen:scams", "teen"),
        ("part:scams:child:x", "part"),
        ("helpers:scams:child", "helpers"),
        ("contacts:child:0", "contacts"),
        ("guides:scams", "guides"),
        ("guide:zalo:privacy", "guide"),
        ("tip:parent:p-one", "tip"),
        ("scenes:teen:1", "scenes"),
        ("scene:child:x:2", "scene"),
        ("quiz:child:x:1", "quiz"),
        ("press:6", "press"),
        ("figures:all:0", "figures"),
        ("card:grooming:child", "card"),
        ("notso:none:none:child", "not-so"),
        ("tell", "tell"),
        ("safe:no", "safe"),
        ("aid:child:sextortion:no:going:", "triage"),
        ("aidsee:child", "triage"),
        ("whom:child", "whom"),
        ("rehearse:0:child", "rehearse"),
        ("show:child", "show"),
        ("provinces:child", "provinces"),
        ("province:khanh-hoa:child", "province"),
        ("draft:child", "draft"),
        ("draftset:when:today", "draft"),
        ("draftto:police", "draft-text"),
        ("draftdrop", "draft-dropped"),
        ("lang:en", "language"),
        ("forget", "forget"),
        ("leave", "leave"),
        ("never-heard-of:1", "old-button"),
        ("'; DROP TABLE", "old-button"),
        ("", "old-button"),
    ],
)
def test_a_button_leads_to_its_route(real_texts: Knowledge, action: str, route: str) -> None:
    assert route_of(real_texts, Pressed(action)) == route


def test_what_matters_more_comes_first(real_texts: Knowledge) -> None:
    hard = Alarm(Level.HARD)
    body = Typed("dừng")
    everything: dict[str, object] = {"quiet": True, "alarm": hard, "misuse": Misuse.SPY, "stop": True}

    order = [route_of(real_texts, body, group=True, **everything)]
    for passed in (None, "quiet", "alarm", "misuse", "stop"):
        everything.pop(passed or "", None)
        order.append(route_of(real_texts, body, **everything))

    assert order == ["group", "quiet", "crisis", "misuse", "stop", "ask"]
    assert route_of(real_texts, Command("start"), alarm=hard) == "crisis"
    assert route_of(real_texts, Attached(MediaKind.PICTURE), alarm=hard) == "crisis"
    assert route_of(real_texts, Attached(MediaKind.PICTURE)) == "media"
    assert route_of(real_texts, Typed("xin chào"), alarm=Alarm(Level.SOFT)) == "ask"


class Place(Enum):
    """Where somebody is: on a page, in a messenger, or in a messenger with weekly tips, running or paused."""

    PAGE = auto()
    MESSENGER = auto()
    SUBSCRIBED = auto()
    PAUSED = auto()
    STOPPED = auto()


class EverybodysSubscriptions(MemorySubscriptions):
    """Everybody has the same subscription, or none."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        mine = Subscription(Audience.PARENT, Language.VI, Schedule(6, 1200, "Asia/Ho_Chi_Minh"))
        begun = mine.begun(NOW)
        self._mine = {
            Place.SUBSCRIBED: begun,
            Place.PAUSED: begun.paused(NOW + timedelta(weeks=99), NOW),
            Place.STOPPED: replace(begun, standing=Standing.STOPPED, next_due_at=None),
        }.get(place)

    async def find(self, address: Address) -> Subscription | None:
        return self._mine


@dataclass
class Walker:
    """Presses every button that it is shown, each in a chat of its own."""

    knowledge: Knowledge = field(repr=False)
    language: Language
    place: Place = Place.PAGE
    answers: dict[str, tuple[Reply, ...]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.now = NOW
        self.receive = dispatcher(
            Live(self.knowledge),
            MemoryJournal(),
            Settings(),
            NullMeter(),
            clock=lambda: self.now,
            subscriptions=EverybodysSubscriptions(self.place),
        )

    async def say(self, body: Body) -> tuple[Reply, ...]:
        """Say one thing as somebody new."""
        self.now += timedelta(hours=2)
        channel = RecordingChannel(deletes=True, proactive=self.place is not Place.PAGE)
        where = Address("recording", str(self.now))
        await self.receive(Incoming(where, body, self.now, language=self.language), channel)
        return tuple(reply for _, reply in channel.sent)

    async def walk(self, first: Sequence[Body]) -> None:
        """Say each of these, then press every button, and every button of the answers."""
        to_press: deque[str] = deque()
        for number, body in enumerate(first):
            self.answers[f"said {number}"] = replies = await self.say(body)
            to_press += actions(replies)
        while to_press:
            action = to_press.popleft()
            if action not in self.answers and not is_another_case(action):
                self.answers[action] = replies = await self.say(Pressed(action))
                to_press += actions(replies)


def is_another_case(action: str) -> bool:
    """Say whether a button carries a case unlike the one that is walked here: test_triage walks them all."""
    verb, *arguments = action.split(":")
    if verb not in {"aid", "aidsee", "whom", "rehearse", "show", "provinces", "province"}:
        return False
    given = set(arguments[1 if verb in {"rehearse", "province"} else 0 :])
    return not given <= {"child", "parent", "", "sextortion", "yes", "no", "now", "going", "zalo"}


def actions(replies: Sequence[Reply]) -> list[str]:
    """Return what the buttons carry."""
    rows = (row for reply in replies for row in reply.buttons)
    return [button.action for row in rows for button in row if isinstance(button, Press)]


def names_111(replies: Sequence[Reply]) -> bool:
    """Say whether 111 is in the words, or a call to it among the buttons."""
    calls = (button for reply in replies for row in reply.buttons for button in row)
    words = any("111" in reply.text for reply in replies)
    return words or any(isinstance(one, Call) and one.number == "111" for one in calls)


def starts() -> list[Body]:
    """Return one message for every way into the conversation."""
    topics = [f"topic-{number}" for number in range(6)]
    return [
        *(Command(name) for name in COMMANDS),
        *(Command("start", who) for who in (*Audience, "scams", "scams_child", "nothing")),
        *(Typed(words) for words in (*SAID, *Misuse, "choices", "answer", "what?", "dừng", "")),
        *(Attached(kind) for kind in MediaKind),
        *(Pressed(f"topic:{topic}:child") for topic in topics),
        *(Pressed(f"rate:{said}:p-class-photo-on-20-november") for said in (*Feedback, "nothing")),
        *(Pressed(f"{verb}:parent:6:1200") for verb in ("sub", "subday", "subtime", "subok", "substop")),
        *(Pressed(f"{verb}:x:9:9") for verb in ("sub", "subday", "subtime", "subok", "subint", "subpause")),
        *(Pressed(verb) for verb in ("subint:scams", "subpause:4", "subgo", "sublang:en", "sublang:xx")),
        Command("muigio", "Asia/Tokyo"),
        Command("muigio", "../../etc/passwd"),
    ]


@pytest.fixture(scope="module")
def walked() -> dict[tuple[Language, Place], Walker]:
    """Keep each walk for the tests that look at it."""
    return {}


@pytest.fixture(params=[(language, place) for language in Language for place in Place], ids=str)
async def walker(
    request: pytest.FixtureRequest, real_texts: Knowledge, walked: dict[tuple[Language, Place], Walker]
) -> Walker:
    if request.param not in walked:
        walked[request.param] = await walk_of(real_texts, *request.param)
    return walked[request.param]


async def walk_of(real_texts: Knowledge, language: Language, place: Place) -> Walker:
    """Return what every button leads to."""
    topics = tuple(topic.id for topic in real_texts.handbook.topics(language))
    understanding = ScriptedUnderstanding(
        alarms=SAID,
        misuses={str(one): one for one in Misuse},
        findings={
            "choices": Finding(Outcome.CHOICES, topics[:3], 0.5),
            "answer": Finding(Outcome.ANSWER, topics[:1], 0.9),
            "soft": Finding(Outcome.ANSWER, topics[:1], 0.9),
        },
    )
    walker = Walker(Knowledge(real_texts.handbook, understanding), language, place)
    await walker.walk(starts())
    return walker


async def test_every_button_leads_to_an_answer_that_helps_on(walker: Walker) -> None:
    left = {"leave"}
    answered = {action: replies for action, replies in walker.answers.items() if action not in left}

    silent = [action for action, replies in answered.items() if not replies]
    empty = [
        action
        for action, replies in answered.items()
        if any(not reply.text.strip() or not reply.blocks for reply in replies)
    ]
    unfilled = [
        action
        for action, replies in answered.items()
        if any(
            "{" in reply.text or "{" in button.label
            for reply in replies
            for row in reply.buttons
            for button in row
        )
    ]
    far_from_111 = [
        action
        for action, replies in answered.items()
        if not names_111(replies)
        and not any(names_111(walker.answers.get(next_, ())) for next_ in actions(replies))
    ]
    assert len(answered) > 200
    assert (silent, empty, unfilled, far_from_111) == ([], [], [], [])


async def test_every_button_of_the_bot_is_one_that_it_knows(walker: Walker) -> None:
    old = walker.knowledge.handbook.words(walker.language).get("unknown.button")
    lost = [
        action
        for action, replies in walker.answers.items()
        if decode(action) is not None
        and not action.startswith("topic:topic-")
        and any(old.split("\n")[0] in reply.text for reply in replies)
    ]

    assert lost == []


async def test_after_every_answer_there_is_a_way_on(walker: Walker) -> None:
    """Words are always possible; a button or a call is offered too, but after leaving."""
    ends = {
        action: replies
        for action, replies in walker.answers.items()
        if not any(reply.buttons for reply in replies)
    }

    assert list(ends) == ["leave"]


async def test_who_leaves_sees_one_neutral_line(walker: Walker) -> None:
    (reply,) = walker.answers["leave"]

    assert (len(reply.text.splitlines()), reply.buttons) == (1, ())
    assert "111" not in reply.text


async def test_every_topic_and_card_is_reached_by_pressing(walker: Walker) -> None:
    topics = {topic.id for topic in walker.knowledge.handbook.topics(walker.language)}

    reached = {action.split(":")[1] for action in walker.answers if action.startswith("topic:")}

    assert topics <= reached
    assert {"help", "help:child", "card:grooming:child", "door:child"} <= set(walker.answers)
