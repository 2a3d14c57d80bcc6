"""Where a platform's terms ask for it: what the bot is, once, below the first answer that is no card."""

from dataclasses import replace

import pytest

from bot.core.handbook import AlarmCategory
from bot.core.message import Address, Attached, Body, Command, MediaKind, Pressed, Typed
from bot.core.people import Audience, Language
from bot.core.understanding import Alarm, Level
from tests.unit.dispatch.conftest import QUIET_WORD, Bot
from tests.unit.test_matrix import CHANNELS

THREAT = "nó dọa giết em"
WHAT = "chương trình trả lời tự động"


@pytest.fixture
def on_zalo(bot: Bot) -> Bot:
    bot.channel.introduces = True
    bot.understanding.alarms = {THREAT: Alarm(Level.HARD, AlarmCategory.IMMEDIATE_DANGER)}
    return bot


@pytest.mark.parametrize("body", [Typed("chào"), Command("start"), Pressed("topics:child:0"), Command("xoa")])
async def test_the_first_answer_ends_with_it_and_the_next_does_not(on_zalo: Bot, body: Body) -> None:
    first = await on_zalo.say(body)
    second = await on_zalo.say("chào")

    assert WHAT in first[-1].split("\n")[-1]
    assert "/riengtu" in first[-1]
    if body != Command("xoa"):  # which forgets that it was told
        assert WHAT not in "\n".join(second)


async def test_it_is_told_in_the_chats_language(on_zalo: Bot) -> None:
    [first] = await on_zalo.say(Command("start"), language=Language.EN)

    assert "automatic program" in first


@pytest.mark.parametrize(
    "body", [Typed(THREAT), Typed(QUIET_WORD), Pressed("leave"), Attached(MediaKind.WITHHELD)]
)
async def test_a_card_leaving_and_a_withheld_message_stay_as_they_are(on_zalo: Bot, body: Body) -> None:
    first = await on_zalo.say(body)
    after = await on_zalo.say("chào")

    assert WHAT not in "\n".join(first)
    assert WHAT in after[-1]


async def test_help_asked_for_is_a_card_too(on_zalo: Bot) -> None:
    assert WHAT not in "\n".join(await on_zalo.say(Pressed("help")))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("organisation", ["", "Sở Y tế"])
async def test_it_says_whose_it_is_what_is_processed_and_where_more_stands(
    on_zalo: Bot, language: Language, organisation: str
) -> None:
    on_zalo.dispatcher = replace(on_zalo.dispatcher, organisation=organisation)

    first = await on_zalo.say("chào", language=language)

    said = first[-1].split("\n")[-1]
    parts = {
        Language.VI: ("tự động", "không phải AI", "bộ nhớ tạm", "mã cuộc trò chuyện", "Zalo", "/riengtu"),
        Language.EN: ("automatic", "not AI", "in memory", "conversation's id", "Zalo", "/privacy"),
    }
    assert [part for part in (*parts[language], organisation) if part not in said] == []
    assert "{" not in said


@pytest.mark.parametrize("language", Language)
async def test_it_is_short_also_with_a_long_name(on_zalo: Bot, language: Language) -> None:
    on_zalo.dispatcher = replace(on_zalo.dispatcher, organisation="n" * 60)

    first = await on_zalo.say("chào", language=language)

    assert len(first[-1].split("\n")[-1]) <= 300


async def test_a_hint_is_answered_alone_and_the_next_answer_ends_with_it(on_zalo: Bot) -> None:
    on_zalo.understanding.alarms = {"hơi lo": Alarm(Level.SOFT)}

    first = await on_zalo.say("hơi lo")
    after = await on_zalo.say("chào")

    assert WHAT not in "\n".join(first)
    assert WHAT in after[-1]


async def test_a_parent_whose_first_words_are_an_alarm_is_told_in_the_next_answer(on_zalo: Bot) -> None:
    on_zalo.understanding.audiences = {THREAT: Audience.PARENT}

    card = await on_zalo.say(THREAT)
    after = await on_zalo.say("chào")
    later = await on_zalo.say("chào")

    state = await on_zalo.journal.state(Address("recording", on_zalo.chat), on_zalo.now)
    assert state.audience is Audience.PARENT
    assert [WHAT in "\n".join(said) for said in (card, after, later)] == [False, True, False]


async def test_whose_chat_is_still_known_after_a_restart_is_not_told_again(on_zalo: Bot) -> None:
    await on_zalo.say(Pressed("who:parent"))
    on_zalo.restart()

    assert WHAT not in "\n".join(await on_zalo.say("chào"))


async def test_elsewhere_nothing_is_added(bot: Bot) -> None:
    assert WHAT not in "\n".join(await bot.say("chào"))


async def test_in_a_group_nothing_is_added(on_zalo: Bot) -> None:
    assert WHAT not in "\n".join(await on_zalo.in_group("chào"))


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        (Language.VI, ("mình không xóa tin được", "nhấn giữ tên cuộc trò chuyện", "lịch sử cuộc gọi", "111")),
        (
            Language.EN,
            ("I cannot delete messages", "press and hold this conversation", "call history", "111"),
        ),
    ],
)
@pytest.mark.parametrize("body", [Command("xoa"), Command("forget"), Pressed("forget")])
async def test_erasing_says_what_only_the_person_can_delete(
    on_zalo: Bot, body: Body, language: Language, phrases: tuple[str, ...]
) -> None:
    [said] = await on_zalo.say(body, language=language)

    assert [phrase for phrase in phrases if phrase not in said] == []
    assert on_zalo.channel.sent[-1][1].buttons == ()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("deletes", [False, True])
async def test_erasing_elsewhere_says_nothing_of_zalo(bot: Bot, language: Language, deletes: bool) -> None:
    bot.channel.deletes = deletes

    [said] = await bot.say(Command("xoa"), language=language)

    assert "Zalo" not in said
    assert bool(bot.channel.sent[-1][1].buttons) is deletes


async def test_after_erasing_it_is_told_anew_since_nothing_is_remembered(on_zalo: Bot) -> None:
    await on_zalo.say("chào")
    await on_zalo.say(Command("xoa"))

    assert WHAT in (await on_zalo.say("chào"))[-1]


@pytest.mark.parametrize("language", Language)
async def test_the_quiet_words_one_line_names_neither_the_bot_nor_zalo(
    on_zalo: Bot, language: Language
) -> None:
    await on_zalo.say("chào", language=language)

    [line] = await on_zalo.say(QUIET_WORD, language=language)

    assert "\n" not in line
    assert [word for word in ("Zalo", "111", "Khiên", WHAT, "automatic") if word in line] == []


def test_only_what_serves_zalo_introduces() -> None:
    assert {name for name, can in CHANNELS.items() if can.introduces} == {"zalo-bot", "zalo-oa"}
