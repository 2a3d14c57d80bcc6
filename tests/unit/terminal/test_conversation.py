"""The terminal conversation: a scripted person at the keyboard, the real texts behind it."""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from rich.console import Console

from bot.channels.terminal.channel import HERE, converse, parse
from bot.channels.terminal.render import Menu
from bot.core.channel import Channel
from bot.core.knowledge import Knowledge
from bot.core.message import Body, Command, Incoming, Pressed, Typed
from bot.core.people import Language
from bot.core.reply import Press, Reply, paragraphs

NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)
MENU = Menu((Press("Một", "topic:one"), Press("Hai", "topic:two")))
ANSWER = Reply((paragraphs("Gọi 111."),), ((Press("Một", "topic:one"), Press("Hai", "topic:two")),))


class Bot:
    """Answers everything with the same two buttons, and remembers what was said."""

    def __init__(self, reply: Reply = ANSWER) -> None:
        self.reply = reply
        self.heard: list[Incoming] = []

    async def __call__(self, incoming: Incoming, channel: Channel) -> None:
        self.heard.append(incoming)
        await channel.send(incoming.address, (self.reply,))

    @property
    def bodies(self) -> list[Body]:
        return [incoming.body for incoming in self.heard]


class Keyboard:
    """Types these lines; then the input ends, or Ctrl+C is pressed."""

    def __init__(self, lines: Sequence[str], end: type[BaseException] = EOFError) -> None:
        self._lines: Iterator[str] = iter(lines)
        self._end = end
        self.prompts: list[str] = []

    def __call__(self, prompt: str) -> str:
        self.prompts.append(prompt)
        for line in self._lines:
            return line
        raise self._end


def hold(
    bot: Bot,
    knowledge: Knowledge,
    keyboard: Keyboard,
    *,
    language: Language | None = None,
    door: str = "",
) -> str:
    """Hold the conversation to its end; return what the screen showed."""
    screen = io.StringIO()
    words = knowledge.handbook.words(language or Language.VI)
    console = Console(file=screen, width=100)
    converse(bot, console, words, lambda: NOW, language=language, door=door, read_line=keyboard)
    return screen.getvalue()


def test_the_conversation_opens_with_a_hint_and_the_first_screen(real_texts: Knowledge) -> None:
    bot, keyboard = Bot(), Keyboard([])

    screen = hold(bot, real_texts, keyboard, language=Language.EN, door="child")

    words = real_texts.handbook.words(Language.EN)
    assert screen.startswith(words.get("terminal.hint"))
    assert screen.rstrip().endswith(words.get("terminal.bye"))
    assert keyboard.prompts == [words.get("terminal.prompt")]
    assert bot.heard == [Incoming(HERE, Command("start", "child"), NOW, language=Language.EN)]


def test_numbers_press_buttons_and_everything_else_is_said(real_texts: Knowledge) -> None:
    bot = Bot()
    typed = ["2", " 1. ", "3", "0", "-1", "1.5", "1 a", "có người đòi ảnh", "/chude", "/Start child", "/"]

    hold(bot, real_texts, Keyboard(typed))

    assert bot.bodies == [
        Command("start", ""),
        Pressed("topic:two"),
        Pressed("topic:one"),
        Typed("3"),
        Typed("0"),
        Typed("-1"),
        Typed("1.5"),
        Typed("1 a"),
        Typed("có người đòi ảnh"),
        Command("chude"),
        Command("start", "child"),
        Command(""),
    ]


@pytest.mark.parametrize("leave", ["/thoat", " /EXIT ", "/quit"])
def test_leaving_words_end_it(real_texts: Knowledge, leave: str) -> None:
    bot = Bot()

    screen = hold(bot, real_texts, Keyboard(["chào", leave, "never said"]))

    assert bot.bodies == [Command("start", ""), Typed("chào")]
    assert "111" in screen.splitlines()[-1]


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_the_end_of_the_input_and_ctrl_c_say_goodbye(real_texts: Knowledge, end: type[BaseException]) -> None:
    screen = hold(Bot(), real_texts, Keyboard([], end))

    assert "111" in screen.splitlines()[-1]


def test_empty_lines_are_passed_over(real_texts: Knowledge) -> None:
    bot, keyboard = Bot(), Keyboard(["", "   ", "\t", "chào"])

    hold(bot, real_texts, keyboard)

    assert bot.bodies == [Command("start", ""), Typed("chào")]
    assert len(keyboard.prompts) == 5


@pytest.mark.parametrize("typed", ["9" * 5_000, "١" * 5_000, "²", "x" * 10_000, "\x00", "\ud800", "//", "/ "])
def test_nothing_that_is_typed_ends_it(real_texts: Knowledge, typed: str) -> None:
    bot = Bot()

    hold(bot, real_texts, Keyboard([typed, "1"]))

    assert (len(bot.bodies), bot.bodies[-1]) == (3, Pressed("topic:one"))


def test_numbers_stand_for_the_newest_answers_buttons() -> None:
    assert parse("2", MENU) == Pressed("topic:two")
    assert parse("2", Menu()) == Typed("2")
